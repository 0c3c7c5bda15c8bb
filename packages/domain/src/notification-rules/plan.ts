import { epochOf } from '../instant.ts'
import type { KnownVisit, VisitEvent } from '../visit/index.ts'
import { replyRule } from './defaults.ts'
import { messageOf, type PlannedMessage } from './message.ts'
import type { Cause, Occasion, PlanningGround, ToldVisit } from './occasion.ts'
import { remind } from './reminders.ts'
import { rulesOf } from './rule-book.ts'
import { freshness, staleAfterMs, type Telling, tell } from './telling.ts'
import type { RuleRecipient } from './words.ts'

/**
 * Who is to be told what of something that happened, when, and on which channel first. The same occasion gives the same messages with
 * the same ids, whenever and however often it is asked; only `outcome` looks at the clock. Nothing is due after the start
 * of a visit that it tells of, and no two have the same key.
 */
export function planMessages(ground: PlanningGround, occasion: Occasion): readonly PlannedMessage[] {
  switch (occasion.about) {
    case 'visit':
      return planVisitEvent(ground, occasion)
    case 'series':
      return tellOfSeries(ground, occasion)
    case 'series-cancelled':
      return tell(ground, { kind: 'visit.canceled', ...together(occasion) })
    case 'bulk-move':
      return tellOfMove(ground, { cause: occasion.cause, visits: occasion.visits, isOfMany: true })
    case 'reminders':
      return remind(ground, occasion.cause, occasion.state).filter(({ dueAt }) => dueAt > ground.now)
    case 'offer':
      return planOffer(ground, occasion)
    case 'reply':
      return planReply(ground, occasion)
  }
}

function planVisitEvent(ground: PlanningGround, occasion: Extract<Occasion, { about: 'visit' }>): PlannedMessage[] {
  const { cause, event, state, next } = occasion
  const visits: ToldVisit[] = [{ state, former: 'former' in event.data ? event.data.former : null }]
  switch (event.type) {
    case 'VisitRequested': {
      const isConfirmed = next !== null && confirmsAtOnce(next, state)
      const to: RuleRecipient[] = isConfirmed ? ['agents'] : ['customer', 'participants', 'agents']
      return [
        ...(isTold(state) ? tell(ground, { kind: 'visit.created', cause, visits, only: to }) : []),
        ...remind(ground, cause, state),
      ]
    }
    case 'VisitConfirmed':
      if (!isTold(state) && (isImported(state) || confirmsAtOnce(event, state))) return []
      return tell(ground, { kind: 'visit.confirmed', cause, visits })
    case 'VisitCancelled':
      // What an import tells as of long ago is known to everybody.
      if (isImported(state) && cause.recordedAt - cause.at > staleAfterMs) return []
      if (event.data.seriesFrom !== undefined) return []
      return tell(ground, { kind: 'visit.canceled', cause, visits })
    case 'VisitNoShowMarked':
      return isImported(state) ? [] : tell(ground, { kind: 'visit.no_show', cause, visits })
    case 'VisitRescheduled':
    case 'VisitReassigned':
      return [
        ...(event.data.bulkMoveId === undefined ? tellOfMove(ground, { cause, visits }) : []),
        ...remind(ground, cause, state).filter(
          ({ outcome }) => outcome !== 'late' || event.type === 'VisitRescheduled',
        ),
      ]
    case 'VisitParticipantAdded': {
      const { personId } = event.data.participant
      const isThem = ({ recipient }: PlannedMessage) =>
        recipient.kind === 'participant' && recipient.personId === personId
      if (state.status !== 'pending' && state.status !== 'confirmed') return []
      const kind = state.status === 'confirmed' ? 'visit.confirmed' : 'visit.created'
      return [...tell(ground, { kind, cause, visits, only: ['participants'] }), ...remind(ground, cause, state)].filter(
        isThem,
      )
    }
    case 'VisitSetOut':
    case 'VisitCheckedIn':
    case 'VisitCompleted':
    case 'VisitAbandoned':
    case 'VisitMoveAbandoned':
    case 'VisitNoteAdded':
    case 'VisitOutcomeRecorded':
    case 'VisitLinksRevoked':
      return []
    default:
      event satisfies never
      return []
  }
}

const isImported = ({ visit }: KnownVisit) => visit.origin === 'import'

/** Not of an import, whose customers know; nor of a series, of which all is told at once. */
const isTold = (state: KnownVisit) => !isImported(state) && state.visit.seriesId === undefined

/** The tenant confirms by itself, in the append that asked for the visit. */
const confirmsAtOnce = (event: VisitEvent, { visit }: KnownVisit) =>
  event.type === 'VisitConfirmed' && event.data.automatic && epochOf(event.data.at) === visit.requestedAt

const together = ({ cause, visits }: { readonly cause: Cause; readonly visits: readonly KnownVisit[] }) => ({
  cause,
  visits: visits.map((state) => ({ state, former: null })),
  isOfMany: true,
})

/** Whoever is told that it is confirmed need not be told that it was asked for. */
function tellOfSeries(ground: PlanningGround, occasion: Extract<Occasion, { about: 'series' }>): PlannedMessage[] {
  const series = together(occasion)
  if (!occasion.visits.every(({ status }) => status === 'confirmed'))
    return tell(ground, { kind: 'visit.created', ...series })
  return [
    ...tell(ground, { kind: 'visit.confirmed', ...series }),
    ...tell(ground, { kind: 'visit.created', ...series, only: ['agents'] }),
  ]
}

/** Another time or place is told to everybody, other agents only to agents. */
function tellOfMove(ground: PlanningGround, move: Omit<Telling, 'kind'>): PlannedMessage[] {
  const isElsewhere = ({ state: { visit }, former }: ToldVisit) =>
    former !== null && (epochOf(former.start) !== visit.start || former.locationId !== visit.locationId)
  return [
    ...tell(ground, { kind: 'visit.rescheduled', ...move, visits: move.visits.filter(isElsewhere) }),
    ...tell(ground, { kind: 'visit.assigned', ...move }),
    ...tell(ground, { kind: 'visit.unassigned', ...move }),
  ]
}

function planOffer(ground: PlanningGround, offer: Extract<Occasion, { about: 'offer' }>): PlannedMessage[] {
  const { cause, entryId, customerId, start, expiresAt } = offer
  const dueAt = cause.recordedAt
  const outcome = freshness(cause, ground.now, [expiresAt])
  if (outcome === 'over' || expiresAt <= dueAt) return []
  return rulesOf(ground.settings, 'waitlist.matched')
    .rules.filter(({ enabled }) => enabled)
    .map((rule) =>
      messageOf(ground, {
        ...{ kind: 'waitlist.matched', cause, reminder: null, eventKey: cause.eventId, rule, ruleId: rule.id, dueAt },
        recipient: { kind: 'customer', personId: customerId },
        rolloutId: entryId,
        until: Math.min(expiresAt, start),
        soonest: start,
        outcome,
        ...{ visitIds: [], visitRevision: null, waitlistEntryId: entryId },
      }),
    )
}

/** Whoever tapped or wrote is answered where they did it, and of the visit as it is now: no revision makes the answer void. */
function planReply(ground: PlanningGround, reply: Extract<Occasion, { about: 'reply' }>): PlannedMessage[] {
  const { cause, kind, recipient, channel, state } = reply
  const dueAt = cause.recordedAt
  const outcome = freshness(cause, ground.now, [])
  if (outcome === 'over') return []
  const rule = { ...replyRule(kind), fallbackOrder: [channel] }
  return [
    messageOf(ground, {
      ...{ kind, cause, reminder: null, eventKey: cause.eventId, rule, ruleId: rule.id, recipient, dueAt, outcome },
      rolloutId: state.visit.visitId,
      until: null,
      soonest: null,
      ...{ visitIds: [state.visit.visitId], visitRevision: null, waitlistEntryId: null },
    }),
  ]
}
