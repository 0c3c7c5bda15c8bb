import { commandContext } from '@visita/agenda'
import { minuteMs, StreamName, type VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy, Recorded } from '../policy.ts'

/** How often it looks whether a visit that nobody has confirmed was confirmed after all, and until when after its start. */
const pendingMs = 15 * minuteMs
const untilMs = 24 * 60 * minuteMs

type Over = Recorded<'VisitCancelled' | 'VisitCheckedIn' | 'VisitCompleted' | 'VisitNoShowMarked'>
const closes = ({ data }: Over) => ({ close: [data.visitId] })

/** One that lies in the past when it is written down was made by an import, which tells itself what came of it. */
const opens = ({ data, meta }: Recorded<'VisitRequested' | 'VisitRescheduled'>) => {
  const key = data.visitId
  const start = parseInstant(data.start)
  if (start <= parseInstant(meta.recordedAt)) return { close: [key] }
  return { open: [{ key, dueAt: start + minuteMs, payload: {} }] }
}

/**
 * Mark no-shows: who has not checked in some minutes after the start did not come. How many is asked when the time comes, so
 * that a tenant may change its mind until then. By the visit's id.
 */
export const noShow: Policy<Record<string, never>> = {
  kind: 'no-show',
  on: {
    VisitRequested: opens,
    VisitRescheduled: opens,
    VisitCancelled: closes,
    VisitCheckedIn: closes,
    VisitCompleted: closes,
    VisitNoShowMarked: closes,
  },
  async fulfil({ aggregates, configuration, clock }, due) {
    const stream = StreamName.visit(due.tenant, due.key as VisitId)
    const { state, revision } = await aggregates.visit.load(stream)
    const { status, visit } = state
    if (!visit || (status !== 'pending' && status !== 'confirmed' && status !== 'en_route')) return
    const { noShowAfterMinutes } = await configuration.policies(due.tenant)
    const now = clock.now()
    const missedAt = visit.start + noShowAfterMinutes * minuteMs
    if (now < missedAt) return { again: missedAt }
    if (status === 'pending') {
      // Nobody promised to come. Somebody may still write down that they did.
      return now < visit.start + untilMs ? { again: Math.min(now + pendingMs, visit.start + untilMs) } : undefined
    }
    const mark = { type: 'AdvanceVisit', to: 'no_show', automatic: true, occurredAt: missedAt, now } as const
    const outcome = await aggregates.visit.execute(stream, mark, commandContext(requestOf(due)), { ifMatch: revision })
    // They checked in, or it was moved, in this very moment: the next look tells.
    return outcome.kind === 'accepted' ? undefined : { again: now }
  },
}
