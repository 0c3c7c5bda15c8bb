import { dayMs, type KnownVisit, type VisitId } from '@visita/domain'
import type { VisitHistory } from '@visita/planning'
import { parseInstant } from '@visita/runtime'
import type { Policy, Recorded } from '../policy.ts'
import { arrives, ends, forgetArrived, messageTable, openOfVisit, requests, schedules } from './messages.ts'
import { withdrawStale } from './renewal.ts'

type Changed = Recorded<
  'VisitCancelled' | 'VisitCheckedIn' | 'VisitCompleted' | 'VisitNoShowMarked' | 'VisitReassigned' | 'VisitRescheduled'
>

/** What is only written down long after it happened, as by an import, finds no message that waits. */
const changed = ({ data, meta }: Changed) => {
  const recordedAt = parseInstant(meta.recordedAt)
  if (parseInstant(data.at) < recordedAt - dayMs) return {}
  return { open: [{ key: data.visitId, dueAt: recordedAt, payload: {} }] }
}
const ended = (event: Parameters<typeof ends>[0]) => ({ rows: [ends(event)] })

/**
 * Messages about a visit that was moved, cancelled or is over are withdrawn, as far as they have not gone out. By the visit's id.
 * Whatever was requested before the change stands in the table by then; whoever requests one later looks at the visit after it.
 */
export const withdraw: Policy<Record<string, never>> = {
  kind: 'withdraw',
  tables: [messageTable],
  on: {
    VisitRescheduled: changed,
    VisitReassigned: changed,
    VisitCancelled: changed,
    VisitCheckedIn: changed,
    VisitCompleted: changed,
    VisitNoShowMarked: changed,
    NotificationRequested: (event) => ({ rows: [requests(event)] }),
    NotificationScheduled: (event) => ({ rows: [schedules(event)] }),
    NotificationAccepted: (event) => ({ rows: [arrives(event)] }),
    NotificationArchived: ended,
    NotificationCancelled: ended,
    NotificationDeadLettered: ended,
    NotificationExpired: ended,
    NotificationFailed: ended,
    NotificationShadowed: ended,
    NotificationSuperseded: ended,
    NotificationSuppressed: ended,
  },
  async fulfil(deps, due) {
    const visitId = due.key as VisitId
    const messages = await openOfVisit(deps.readStore, due.tenant, visitId)
    if (messages.length === 0) return
    const history = await deps.planning.readVisit(due.tenant, visitId)
    const visit = history.now
    if (!visit) return
    const stale = messages.map(({ position, ...message }) => ({
      ...message,
      toldAt: ({ revisionBefore }: VisitHistory) => revisionBefore(position),
    }))
    const later = await withdrawStale(deps, due, stale, history)
    if (!later && isOver(visit)) await forgetArrived(deps.readStore, due.tenant, visitId)
    return later
  },
}

const isOver = ({ status }: KnownVisit) => status !== 'pending' && status !== 'confirmed' && status !== 'en_route'
