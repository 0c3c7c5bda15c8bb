import { type ConfigurationError, dateErrors, repeated, zoneErrors } from '../configuration.ts'
import { quietHoursErrors } from '../customer/preferences.ts'
import type { TenantId } from '../ids.ts'
import { durationProblem } from '../notification-rules/words.ts'
import type { Policies } from '../schema.ts'

/** The id under which the platform keeps its own keys. Nobody can create it as a tenant. */
export const platformTenant = 'platform' as TenantId

/** What nobody can guess for a tenant. Everything else has a default. */
export type RequiredPolicies = Pick<Policies, 'timezone' | 'locale' | 'country'>

/** A tenant's policies as they are until it says otherwise. */
export const defaultPolicies = (given: RequiredPolicies & Partial<Policies>): Policies => ({
  confirmation: 'manual',
  minNoticeMinutes: 0,
  maxAdvanceDays: 30,
  cancelMinMinutes: 120,
  rescheduleMinMinutes: 120,
  noShowAfterMinutes: 15,
  holdSeconds: 60,
  slotIntervalMinutes: 30,
  reminders: ['PT24H', 'PT2H', 'PT30M'],
  quietHours: null,
  waitlistOfferMinutes: 15,
  notifications: 'live',
  rollout: { percent: 100 },
  assignment: 'least-loaded',
  travelMinutes: 0,
  holidays: [],
  ...given,
})

/** Minutes within which a visit should be confirmed, from when it was asked for. */
export const confirmationSla = (policies: Pick<Policies, 'confirmationSlaMinutes'> | null): number =>
  policies?.confirmationSlaMinutes ?? 240

/** Minutes after the start from which an agent who has not checked in is late. Less than `noShowAfterMinutes`, or nobody hears of it in time. */
export const lateAgentAfter = (policies: Pick<Policies, 'lateAgentMinutes'> | null): number =>
  policies?.lateAgentMinutes ?? 5

/** What the schema cannot see: zones and locales that do not exist, hours that never end, the same reminder twice. */
export function policyErrors(policies: Policies): readonly ConfigurationError[] {
  const { timezone, locale, quietHours, reminders, holidays } = policies
  const errors = [
    ...zoneErrors('/timezone', timezone),
    ...holidays.flatMap(({ date }, index) => dateErrors(`/holidays/${index}/date`, date)),
    ...repeated(holidays, ({ date }) => date).map((index) => ({
      path: `/holidays/${index}/date`,
      message: `repeats ${holidays[index]?.date}`,
    })),
  ]
  if (!isLocale(locale)) errors.push({ path: '/locale', message: `is not a BCP 47 language tag: ${locale}` })
  errors.push(...quietHoursErrors('/quietHours', quietHours))
  for (const index of repeated(reminders, (reminder) => reminder)) {
    errors.push({ path: `/reminders/${index}`, message: `repeats ${reminders[index]}` })
  }
  for (const [index, reminder] of reminders.entries()) {
    const problem = durationProblem(reminder)
    if (problem) errors.push({ path: `/reminders/${index}`, message: problem })
  }
  return errors
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}
