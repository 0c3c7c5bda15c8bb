import { settleBulkMove } from '@visita/agenda'
import type { BulkMoveId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Graces } from '../graces.ts'
import type { Policy, Recorded } from '../policy.ts'

/** Visits that are moved before other timers get their turn. */
const portion = 200

const begun = ({ data, meta }: Recorded<'BulkMoveCommitted' | 'BulkMoveUndone'>, { bulkMoveMs }: Graces) => ({
  open: [{ key: data.bulkMoveId, dueAt: parseInstant(meta.recordedAt) + bulkMoveMs, payload: {} }],
})
const finished = ({ data }: Recorded<'BulkMoveFinished' | 'BulkMoveUndoFinished'>) => ({ close: [data.bulkMoveId] })

/** A bulk move that was committed, or is being undone, gets through all of its visits. By its id. */
export const bulkMove: Policy<Record<string, never>> = {
  kind: 'bulk-move',
  on: {
    BulkMoveCommitted: begun,
    BulkMoveFinished: finished,
    BulkMoveUndone: begun,
    BulkMoveUndoFinished: finished,
  },
  async fulfil(deps, due) {
    const { unfinished } = await settleBulkMove(deps, requestOf(due), due.key as BulkMoveId, { most: portion })
    return unfinished ? { again: deps.clock.now() } : undefined
  },
}
