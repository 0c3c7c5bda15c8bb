import { Temporal } from 'temporal-polyfill'
import { minuteMs } from '../instant.ts'
import { reminderKey } from '../notification/key.ts'
import type { KnownVisit } from '../visit/index.ts'
import { audienceOf } from './audience.ts'
import { messageOf, type PlannedMessage, type PlannedOutcome } from './message.ts'
import type { Cause, PlanningGround } from './occasion.ts'
import { reminderGeneration, remindersOf, rulesOf } from './rule-book.ts'
import { freshness } from './telling.ts'
import { minutesOf, reminderEvent } from './words.ts'

/** The reminders of a visit as the cause placed it. Their key is the placing, not the time: moved there and back, it reminds again. */
export function remind(ground: PlanningGround, cause: Cause, state: KnownVisit): PlannedMessage[] {
  const { visit, placedAtRevision } = state
  const { now, settings } = ground
  const told = [{ state, former: null }]
  if (visit.start <= cause.recordedAt) return []
  const age = freshness(cause, now, [visit.start])
  const outcomeAt = (dueAt: number): PlannedOutcome | null => {
    if (dueAt > now) return 'schedule'
    if (visit.origin === 'import' || age === 'over') return null
    return dueAt <= cause.recordedAt ? 'late' : age
  }
  return remindersOf(settings).flatMap((reminder) => {
    const kind = reminderEvent(reminder)
    const dueAt = before(visit, reminder)
    const outcome = dueAt < visit.start ? outcomeAt(dueAt) : null
    const generation = reminderGeneration(settings, reminder, visit.visitId)
    // What was due long ago may have gone out by the rules that there were then.
    if (outcome === null || (outcome === 'stale' && generation > 0)) return []
    return rulesOf(settings, kind)
      .rules.filter(({ enabled }) => enabled)
      .flatMap((rule) =>
        audienceOf(ground, kind, rule, told).map(({ recipient }) =>
          messageOf(ground, {
            ...{ kind, cause, reminder, rule, recipient, dueAt, outcome, waitlistEntryId: null },
            eventKey: reminderKey(visit.visitId, placedAtRevision, reminder),
            ruleId: generation === 0 ? rule.id : `${rule.id}.g${generation}`,
            rolloutId: visit.visitId,
            until: visit.start,
            soonest: visit.start,
            visitIds: [visit.visitId],
            visitRevision: placedAtRevision,
          }),
        ),
      )
  })
}

/** So long before its start, epoch ms: days by the calendar of the visit's zone, hours and minutes as they pass. */
function before({ start, timezone }: KnownVisit['visit'], reminder: string): number {
  if (!reminder.includes('D')) return start - minutesOf(reminder) * minuteMs
  return Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timezone).subtract(reminder).epochMilliseconds
}
