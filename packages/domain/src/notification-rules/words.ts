import { type Static, Type } from '@sinclair/typebox'
import { stringEnum } from '../schema.ts'

/** What of a visit, or of a time that opened, people are told by the tenant's rules. Every tenant has these; `visit.reminder.…` are as many as there are durations. */
export const fixedRuleEvents = [
  'visit.created',
  'visit.confirmed',
  'visit.rescheduled',
  'visit.canceled',
  'visit.no_show',
  'visit.assigned',
  'visit.unassigned',
  'waitlist.matched',
] as const
export type RuleEvent = (typeof fixedRuleEvents)[number] | `visit.reminder.${string}`
/** By form; `ruleEventOf` says whether there is such an event. */
export const RuleEventSchema = Type.Unsafe<RuleEvent>(Type.String({ pattern: '^[a-z][a-z0-9_.]{0,63}$' }))

/** What answers whoever tapped a button or wrote: not a matter of rules. */
export const replyKinds = [
  'reply.confirmed',
  'reply.canceled',
  'reply.change',
  'reply.moved_on',
  'reply.not_possible',
] as const
export type ReplyKind = (typeof replyKinds)[number]

/** What a message is about: `cause.kind` of a notification. */
export type MessageKind = RuleEvent | ReplyKind

const durationPattern = 'P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?)?'
const duration = new RegExp(`^${durationPattern}$`)
/** An ISO 8601 duration of days, hours and minutes: `PT24H`, `P1DT30M`. */
export const DurationSchema = Type.String({ pattern: `^${durationPattern}$`, maxLength: 16 })

const reminderPrefix = 'visit.reminder.'

/** `PT24H` → `visit.reminder.t24h`, `P1DT2H` → `visit.reminder.p1dt2h`. */
export const reminderEvent = (reminder: string): RuleEvent =>
  `${reminderPrefix}${(reminder.startsWith('PT') ? reminder.slice(1) : reminder).toLowerCase()}`

/** `visit.reminder.t24h` → `PT24H`; null for what is no reminder. */
export function reminderOf(kind: string): string | null {
  if (!kind.startsWith(reminderPrefix)) return null
  const word = kind.slice(reminderPrefix.length)
  const iso = (word.startsWith('t') ? `p${word}` : word).toUpperCase()
  // One spelling for each, or one reminder would be ruled twice.
  return duration.test(iso) && reminderEvent(iso) === kind && durationProblem(iso) === null ? iso : null
}

const mostMinutes = 366 * 1440

/** Why it cannot be used, in words for whoever sent it; null where it can. Beyond a year dates may not be writable any more. */
export function durationProblem(iso: string): string | null {
  const minutes = minutesOf(iso)
  if (minutes === 0) return 'must be longer than nothing'
  return minutes > mostMinutes ? 'must be at most 366 days' : null
}

/** The name of an event that rules can be put for, or null. */
export const ruleEventOf = (name: string): RuleEvent | null =>
  fixedRuleEvents.find((event) => event === name) ?? (reminderOf(name) === null ? null : (name as RuleEvent))

/** Minutes of an ISO 8601 duration, a day counted as 24 hours. */
export function minutesOf(iso: string): number {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(iso) ?? []
  return Number(days ?? 0) * 1440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0)
}

/** Who is told: the customer, those who come along, the agents whose time it takes. */
export const RuleRecipientSchema = stringEnum('customer', 'participants', 'agents')
export type RuleRecipient = Static<typeof RuleRecipientSchema>
