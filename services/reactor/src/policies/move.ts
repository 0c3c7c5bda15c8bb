import { commandContext } from '@visita/agenda'
import { StreamName, type VisitId, type VisitMovedData } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf, settled } from '../commands.ts'
import type { Graces } from '../graces.ts'
import type { Policy, Recorded } from '../policy.ts'

interface Payload {
  readonly visitId: VisitId
  readonly former: VisitMovedData['former']['claims']
}

const opens = ({ data, meta }: Recorded<'VisitRescheduled' | 'VisitReassigned'>, { moveMs }: Graces) => ({
  open: [
    {
      key: `${data.visitId} ${data.attempt}`,
      dueAt: parseInstant(meta.recordedAt) + moveMs,
      payload: { visitId: data.visitId, former: data.former.claims },
    },
  ],
})

/** Release the former time on a move: what the visit has left behind is given back. By the visit's id and the move's attempt. */
export const move: Policy<Payload> = {
  kind: 'move',
  on: { VisitRescheduled: opens, VisitReassigned: opens },
  async fulfil({ aggregates: { slot, visit } }, due) {
    const { visitId, former } = due.payload
    const { state } = await visit.load(StreamName.visit(due.tenant, visitId))
    const owned = new Set(state.visit?.claims.map(({ claimId }) => claimId))
    for (const { claimId, resourceId, date } of former) {
      if (owned.has(claimId)) continue
      const release = { type: 'ReleaseSlot', claimId, visitId, cause: 'moved' } as const
      await settled(
        slot.execute(StreamName.slot(due.tenant, resourceId, date), release, commandContext(requestOf(due))),
      )
    }
  },
}
