import { dayMs, epochOf, minuteMs } from '../instant.ts'
import { audienceOf } from './audience.ts'
import { messageOf, type PlannedMessage } from './message.ts'
import type { Cause, PlanningGround, ToldVisit } from './occasion.ts'
import { rulesOf } from './rule-book.ts'
import type { RuleEvent, RuleRecipient } from './words.ts'

/** What was written down longer ago is told to nobody any more: it comes of a log that is read again. */
export const staleAfterMs = 15 * minuteMs

export interface Telling {
  readonly kind: RuleEvent
  readonly cause: Cause
  readonly visits: readonly ToldVisit[]
  /** Of those whom the rules name; left out: all. */
  readonly only?: readonly RuleRecipient[]
  /** The event is about many visits, so that somebody may be told of more than one thing by it. */
  readonly isOfMany?: boolean
}

/** One message to each person that the rules name, of all of their visits among these. */
export function tell(ground: PlanningGround, { kind, cause, visits, only, isOfMany }: Telling): PlannedMessage[] {
  const dueAt = cause.recordedAt
  // Nobody wants to hear of a visit that has begun, but that they missed it.
  const isAhead = kind !== 'visit.no_show'
  const told = isAhead ? visits.filter(({ state }) => state.visit.start > dueAt) : visits
  const outcome = freshness(cause, ground.now, isAhead ? told.map(({ state }) => state.visit.start) : [])
  if (outcome === 'over') return []
  const { rules } = rulesOf(ground.settings, kind)
  return rules
    .filter(({ enabled }) => enabled)
    .flatMap((rule) => {
      const recipients = only ? rule.recipients.filter((who) => only.includes(who)) : rule.recipients
      return audienceOf(ground, kind, { recipients }, told).map(({ recipient, visits: theirs }) => {
        const starts = theirs.map(({ state }) => state.visit.start)
        const before = theirs.flatMap(({ former }) => (former ? [epochOf(former.start)] : []))
        const [first] = theirs
        const isOne = theirs.length === 1
        return messageOf(ground, {
          ...{ kind, cause, reminder: null, rule, ruleId: rule.id, recipient, dueAt, outcome, waitlistEntryId: null },
          eventKey: isOfMany ? `${cause.eventId}:${kind}` : cause.eventId,
          rolloutId: first?.state.visit.visitId ?? '',
          until: isAhead ? Math.min(...starts) : null,
          soonest: Math.min(...starts, ...before.filter((start) => start > dueAt)),
          visitIds: theirs.map(({ state }) => state.visit.visitId),
          visitRevision: isOne ? (first?.state.placedAtRevision ?? null) : null,
        })
      })
    })
}

/**
 * Whether there is still somebody to tell. What is not told any more is written down while somebody may ask about it: until the last of
 * what it tells of has begun, and for a day. Epoch ms.
 */
export function freshness(
  { recordedAt }: Cause,
  now: number,
  aheadUntil: readonly number[],
): 'schedule' | 'stale' | 'over' {
  if (now - recordedAt <= staleAfterMs) return 'schedule'
  const matters = aheadUntil.some((start) => start > now) || now - recordedAt < dayMs
  return matters ? 'stale' : 'over'
}
