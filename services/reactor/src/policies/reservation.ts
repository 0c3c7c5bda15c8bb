import { commandContext } from '@visita/agenda'
import { type ClaimId, type ResourceId, StreamName, type VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf, settled } from '../commands.ts'
import type { Policy, Recorded } from '../policy.ts'

interface Payload {
  readonly visitId: VisitId
  readonly attempt: number
  /** The resource's day on which the claim is. */
  readonly stream: StreamName
}

const settles = ({ data }: Recorded<'VisitRequested' | 'VisitRescheduled' | 'VisitReassigned'>) => ({
  close: data.claims.map(({ claimId }) => claimId),
})

/** End half-made bookings: a reservation becomes a visit's, or ends. By the claim's id. */
export const reservation: Policy<Payload> = {
  kind: 'reservation',
  on: {
    SlotReserved: ({ data, meta, stream }, { reservationMs }) => ({
      open: [
        {
          key: data.claimId,
          dueAt: parseInstant(meta.recordedAt) + reservationMs,
          payload: { visitId: data.visitId, attempt: data.attempt, stream: stream as StreamName },
        },
      ],
    }),
    SlotReleased: ({ data }) => ({ close: [data.claimId] }),
    VisitRequested: settles,
    VisitRescheduled: settles,
    VisitReassigned: settles,
  },
  async fulfil({ aggregates: { slot, visit }, clock }, due) {
    const { visitId, attempt, stream } = due.payload
    const context = commandContext(requestOf(due))
    // The fence comes first: from here on no late request can make a visit, or a move, of this attempt.
    const claimId = due.key as ClaimId
    const [, resourceId = '', date = ''] = StreamName.split(stream).parts
    const claims = [{ claimId, resourceId: resourceId as ResourceId, date }]
    const fence = { type: 'AbandonVisit', visitId, attempt, claims, now: clock.now() } as const
    const { state } = await settled(visit.execute(StreamName.visit(due.tenant, visitId), fence, context))
    if (state.visit?.claims.some((claim) => claim.claimId === claimId)) return
    await settled(slot.execute(stream, { type: 'ReleaseSlot', claimId, visitId, cause: 'abandoned' }, context))
  },
}
