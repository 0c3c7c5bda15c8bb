import type { NotificationId, VisitId, WaitlistEntryId } from '../ids.ts'
import { dayMs, minuteMs } from '../instant.ts'
import type { RequestNotification } from '../notification/commands.ts'
import { identify } from '../notification/key.ts'
import type { Recipient } from '../notification/words.ts'
import type { Sealed } from '../schema.ts'
import { messageLocale } from './language.ts'
import type { Cause, PlanningGround } from './occasion.ts'
import { goesLive, livePercent } from './rollout.ts'
import type { NotificationRule } from './rule.ts'
import { type MessageKind, minutesOf } from './words.ts'

/**
 * `schedule`: to be sent when it is due. `late`: it was due before there was a visit to tell of. `stale`: what it tells of is too long
 * ago. The last two are written down, so that somebody who asks why nothing came is told, and never sent.
 */
export type PlannedOutcome = 'schedule' | 'late' | 'stale'

/** A message that is wanted, but for its template's version and its text. Instants are epoch ms. */
export interface PlannedMessage
  extends Omit<RequestNotification, 'type' | 'template' | 'visitIds' | 'content' | 'expires' | 'now'> {
  /** The template's key. */
  readonly template: string
  readonly outcome: PlannedOutcome
  /** The visits that it tells of, in the order of time. */
  readonly visitIds: readonly VisitId[]
}

/** What makes a message, after who is to get it has been found out. */
export interface Draft {
  readonly kind: MessageKind
  readonly cause: Cause
  readonly reminder: string | null
  readonly eventKey: string
  readonly rule: NotificationRule
  /** As it stands in the key. */
  readonly ruleId: string
  readonly recipient: Recipient
  /** Whose place in the rollout counts: a visit or a waitlist entry. */
  readonly rolloutId: string
  readonly dueAt: number
  /** From then on it is of no use, whatever the rule says: the start of the visit, the end of the offer. Null: the rule's word. */
  readonly until: number | null
  /** The first start that it tells of, for what is sent in quiet hours only if it is soon. */
  readonly soonest: number | null
  readonly outcome: PlannedOutcome
  readonly visitIds: readonly VisitId[]
  readonly visitRevision: number | null
  readonly waitlistEntryId: WaitlistEntryId | null
}

const soonMs = dayMs

export function messageOf(ground: PlanningGround, draft: Draft): PlannedMessage {
  const { kind, cause, reminder, eventKey, rule, ruleId, recipient, rolloutId, dueAt, until, soonest } = draft
  const { tenant, settings } = ground
  const reachable = rule.fallbackOrder.filter((channel) => channel === 'in_app' || ground.configured.has(channel))
  const isLive = reachable.length > 0 && goesLive(rolloutId, livePercent(settings.policies))
  const fallbackOrder = isLive ? reachable : [...rule.fallbackOrder]
  const [channel = 'in_app'] = fallbackOrder
  const mode = isLive ? 'live' : 'shadow'
  const identity = { mode, tenant, eventKey, ruleId, channel, recipient } as const
  const useful = dueAt + minutesOf(rule.notAfter) * minuteMs
  const isSoon = soonest !== null && soonest - dueAt <= soonMs
  return {
    ...identity,
    ...identify(identity),
    cause: { eventId: cause.eventId, kind, reminder, at: cause.at },
    fallbackOrder,
    fallbackIndex: 0,
    parentId: null,
    fallbackAfterSeconds: rule.fallbackAfterSeconds,
    template: rule.template,
    ...addressee(ground, recipient),
    priority: rule.priority === 'critical' ? 0 : 1,
    dueAt,
    notAfter: until === null ? useful : Math.min(useful, until),
    slaSeconds: rule.slaSeconds,
    quietHours: rule.quietHours === 'send-if-soon' ? (isSoon ? 'send' : 'defer') : rule.quietHours,
    visitId: draft.visitIds.length === 1 ? (draft.visitIds[0] ?? null) : null,
    visitIds: draft.visitIds,
    visitRevision: draft.visitRevision,
    waitlistEntryId: draft.waitlistEntryId,
    outcome: draft.outcome,
  }
}

/** In which language and zone somebody is told: their own, else the tenant's. Agents are told in the zone that they work in. */
function addressee({ settings, people, agents }: PlanningGround, recipient: Recipient) {
  const { locale, timezone } = settings.policies
  const person = 'personId' in recipient ? people.get(recipient.personId) : undefined
  const zone = recipient.kind === 'resource' ? agents.get(recipient.resourceId)?.timezone : person?.timezone
  return { locale: messageLocale(person?.locale, locale), timezone: zone ?? timezone }
}

/** The command that asks for it: with its text, or, where it only is written down, without one. `now` is epoch ms. */
export function requestFor(
  { template: key, outcome, visitIds, ...message }: PlannedMessage,
  { version, content, now }: { readonly version: number; readonly content?: Sealed; readonly now: number },
): RequestNotification {
  const ends = outcome === 'schedule' ? {} : { expires: outcome }
  const text = outcome === 'schedule' && content !== undefined ? { content } : {}
  const several = visitIds.length > 1 ? { visitIds: [...visitIds] } : {}
  return { type: 'RequestNotification', ...message, ...several, template: { key, version }, ...text, ...ends, now }
}

/** Every id that the message can come to have on the way along its channels, in both modes. */
export const messageIdsOf = (
  message: Pick<PlannedMessage, keyof Parameters<typeof identify>[0] | 'fallbackOrder'>,
): NotificationId[] =>
  (['live', 'shadow'] as const).flatMap((mode) =>
    message.fallbackOrder.map((channel) => identify({ ...message, mode, channel }).notificationId),
  )
