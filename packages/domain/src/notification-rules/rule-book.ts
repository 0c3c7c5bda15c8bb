import type { VisitId } from '../ids.ts'
import type { Policies } from '../schema.ts'
import type { AccountChannel } from '../tenant/channel-account.ts'
import { defaultRules } from './defaults.ts'
import { goesLive } from './rollout.ts'
import type { NotificationRule } from './rule.ts'
import { durationProblem, minutesOf, type RuleEvent, reminderEvent, reminderOf } from './words.ts'

/** The rules that a tenant has put for one event; null once it went back to the defaults. `changes` counts how often it said something. */
export interface OwnRules {
  readonly rules: readonly NotificationRule[] | null
  readonly changes: number
}

/**
 * What planning asks of a tenant: its policies, its own rules by event, and how often that changed which a planned message depends
 * on. A `TenantState` has them.
 */
export interface PlanningSettings {
  readonly policies: Policies
  readonly notificationRules: ReadonlyMap<RuleEvent, OwnRules>
  /** How often each duration came into the policy's reminders or left it. */
  readonly reminderChanges: ReadonlyMap<string, number>
  /** How often there came to be an account of its own for a channel, or none any more. */
  readonly channelChanges: ReadonlyMap<AccountChannel, number>
  /** The percentages that went live, one after another, from the first; 0 in shadow. */
  readonly rollouts: readonly number[]
}

/** The rules in force for an event. */
export function rulesOf(
  { notificationRules }: Pick<PlanningSettings, 'notificationRules'>,
  event: RuleEvent,
): { readonly rules: readonly NotificationRule[]; readonly isDefault: boolean } {
  const own = notificationRules.get(event)?.rules ?? null
  return own === null ? { rules: defaultRules(event), isDefault: true } : { rules: own, isDefault: false }
}

/** The reminders in force, ISO 8601: those of the policies, and those that have rules of their own. The longest first. */
export function remindersOf({
  policies,
  notificationRules,
}: Pick<PlanningSettings, 'policies' | 'notificationRules'>): readonly string[] {
  const ruled = [...notificationRules].flatMap(([event, { rules }]) => (rules ? (reminderOf(event) ?? []) : []))
  // A log may have some from before anybody looked.
  const usable = policies.reminders.filter((reminder) => durationProblem(reminder) === null)
  return [...new Set([...usable, ...ruled])].sort((a, b) => minutesOf(b) - minutesOf(a) || (a < b ? -1 : 1))
}

/**
 * How often what decides on a reminder of this visit has changed. It is part of the reminder's key, so that one which was called off
 * with its rule, its channel or the rollout can come back: the key of what was cancelled stays taken for ever.
 */
export function reminderGeneration(settings: PlanningSettings, reminder: string, visitId: VisitId): number {
  const { notificationRules, reminderChanges, channelChanges, rollouts } = settings
  const crossings = rollouts.filter(
    (percent, index) => index > 0 && goesLive(visitId, percent) !== goesLive(visitId, rollouts[index - 1] ?? 0),
  )
  const rules = notificationRules.get(reminderEvent(reminder))?.changes ?? 0
  const counts = [rules, reminderChanges.get(reminder) ?? 0, ...channelChanges.values()]
  // Each only ever grows, so with the same sum all of them are the same.
  return counts.reduce((sum, changes) => sum + changes, crossings.length)
}
