import { dayMs, epochOf, outdatedBy, type VisitEvent, type VisitId } from '@visita/domain'
import type { VisitOccasion } from '@visita/planning'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy, Recorded } from '../policy.ts'
import { staleOf, withdrawStale } from './renewal.ts'

interface Payload {
  readonly visitId: VisitId
  /** Of the event, in the visit's stream. */
  readonly revision: number
  /** Epoch ms. */
  readonly recordedAt: number
  /** Where the event says it: when the visit starts, or has started by, epoch ms. */
  readonly start: number | null
  /** Who did it by a tap, and is answered where they tapped. */
  readonly answered?: string
}

type Told = Recorded<
  | 'VisitRequested'
  | 'VisitConfirmed'
  | 'VisitRescheduled'
  | 'VisitReassigned'
  | 'VisitCancelled'
  | 'VisitNoShowMarked'
  | 'VisitParticipantAdded'
>

const opens = (event: Told, key: string) => {
  const { data, meta, revision } = event
  const recordedAt = parseInstant(meta.recordedAt)
  const start = 'start' in data ? parseInstant(data.start) : null
  // One that lies in the past when it is written down is nobody's to hear of.
  if (start !== null && start <= recordedAt) return []
  // Whoever is missed, the visit has begun by then.
  const begun = event.type === 'VisitNoShowMarked' ? parseInstant(data.at) : start
  const answered = meta.channel === 'whatsapp' ? /^customer:(.+)$/.exec(meta.actor)?.[1] : undefined
  const payload = {
    ...{ visitId: data.visitId, revision: Number(revision), recordedAt, start: begun },
    ...(answered === undefined ? {} : { answered }),
  }
  return [{ key: `${data.visitId} ${key}`, dueAt: recordedAt, payload }]
}
/** That somebody did not come, written down a day later, is no news to them. */
const isNews = ({ data, meta }: Recorded<'VisitNoShowMarked'>) =>
  parseInstant(data.at) > parseInstant(meta.recordedAt) - dayMs
/** Each move and each person by itself: none makes the one before untold. */
const opensOwn = (event: Told) => ({ open: opens(event, event.revision.toString()) })
/** What of a visit that is over is not told any more, if nobody has got to it yet. */
const over = ({ data }: Recorded<'VisitCancelled' | 'VisitCheckedIn' | 'VisitCompleted' | 'VisitNoShowMarked'>) => ({
  close: ['requested', 'confirmed', 'no-show'].map((what) => `${data.visitId} ${what}`),
})

/**
 * Tell people of what happens to a visit, and when it is near. By the visit and what happened. Whoever comes late tells of the visit
 * as it is by then, or not at all.
 */
export const announce: Policy<Payload> = {
  kind: 'announce',
  on: {
    VisitRequested: (event) => ({ open: opens(event, 'requested') }),
    // By itself it is confirmed in the append that requests it, and told with it.
    VisitConfirmed: (event) => (event.data.automatic ? {} : { open: opens(event, 'confirmed') }),
    VisitRescheduled: opensOwn,
    VisitReassigned: opensOwn,
    VisitParticipantAdded: opensOwn,
    // With its series it is told with it.
    VisitCancelled: (event) => ({
      ...over(event),
      open: event.data.seriesFrom === undefined ? opens(event, 'cancelled') : [],
    }),
    VisitNoShowMarked: (event) => ({ ...over(event), open: isNews(event) ? opens(event, 'no-show') : [] }),
    VisitCheckedIn: over,
    VisitCompleted: over,
  },
  async fulfil(deps, due) {
    const { planning, clock } = deps
    const { visitId, revision, recordedAt, start, answered } = due.payload
    const now = clock.now()
    if (now - recordedAt > dayMs && start !== null && start <= now) return
    const history = await planning.readVisit(due.tenant, visitId)
    const { now: visit } = history
    const happened = [history.at(revision)]
    if (happened[0]?.next && confirmsByItself(happened[0].next)) happened.push(history.at(revision + 1))
    if (!visit) return
    // Other hands since are no reason to tell it as it was.
    const occasions = happened
      .filter((one) => one !== null)
      .map(({ eventId, event, state, next }): VisitOccasion => {
        const cause = { eventId, at: epochOf(event.data.at), recordedAt }
        return { about: 'visit', cause, event, state: history.movedSince(revision) ? state : visit, next }
      })
    const told = await planning.tell(requestOf(due), occasions, {
      isWanted: (message) =>
        outdatedBy({ ...message, kind: message.cause.kind }, visit) === null &&
        !('personId' in message.recipient && message.recipient.personId === answered),
      settingsMs: 0,
    })
    if (told.length === 0) return
    // Whoever changed it since did not know of these.
    const since = await planning.readVisit(due.tenant, visitId)
    if (since.now?.revision === visit.revision) return
    const stale = told.map((message) => staleOf(message, () => visit.revision))
    return withdrawStale(deps, due, stale, since)
  },
}

const confirmsByItself = (event: VisitEvent) => event.type === 'VisitConfirmed' && event.data.automatic
