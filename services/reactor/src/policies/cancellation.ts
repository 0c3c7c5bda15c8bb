import { commandContext } from '@visita/agenda'
import { StreamName, type VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf, settled } from '../commands.ts'
import type { Policy } from '../policy.ts'

/** A cancelled visit gives its time back. By the visit's id. */
export const cancellation: Policy<Record<string, never>> = {
  kind: 'cancellation',
  on: {
    VisitCancelled: ({ data, meta }, { cancellationMs }) => ({
      open: [{ key: data.visitId, dueAt: parseInstant(meta.recordedAt) + cancellationMs, payload: {} }],
    }),
  },
  async fulfil({ aggregates: { slot, visit } }, due) {
    const visitId = due.key as VisitId
    const { state } = await visit.load(StreamName.visit(due.tenant, visitId))
    if (state.status !== 'cancelled') return
    for (const { claimId, resourceId, date } of state.visit?.claims ?? []) {
      const release = { type: 'ReleaseSlot', claimId, visitId, cause: 'cancelled' } as const
      await settled(
        slot.execute(StreamName.slot(due.tenant, resourceId, date), release, commandContext(requestOf(due))),
      )
    }
  },
}
