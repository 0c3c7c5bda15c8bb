import { type BulkMoveId, dayMs, StreamName } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy, Recorded } from '../policy.ts'
import { tellTogether } from './together.ts'
import { toldVisits } from './told-visits.ts'

interface Payload {
  readonly bulkMoveId: BulkMoveId
  readonly result: 'moved' | 'returned'
  /** Epoch ms. */
  readonly at: number
}

const opens = ({ data, meta }: Recorded<'BulkMoveFinished' | 'BulkMoveUndoFinished'>, result: Payload['result']) => ({
  open: [
    {
      key: `${data.bulkMoveId} ${result}`,
      dueAt: parseInstant(meta.recordedAt),
      payload: { bulkMoveId: data.bulkMoveId, result, at: parseInstant(data.at) },
    },
  ],
})

/** Tell people once of all their visits that were moved together, or moved back. By the bulk move and the way. */
export const announceBulkMove: Policy<Payload> = {
  kind: 'announce-bulk-move',
  on: {
    BulkMoveFinished: (event) => opens(event, 'moved'),
    BulkMoveUndoFinished: (event) => opens(event, 'returned'),
  },
  async fulfil(deps, due) {
    const { bulkMoveId, result, at } = due.payload
    const now = deps.clock.now()
    const { state } = await deps.aggregates.bulkMove.load(StreamName.bulkMove(due.tenant, bulkMoveId))
    const items = (state.bulkMove?.items ?? []).filter(({ result: one }) => one.kind === result)
    // In a log that is read again most of them lie in the past.
    const ahead = items.filter(({ to, from }) => Math.max(to?.start ?? 0, from.start) > now - dayMs)
    const ids = ahead.map(({ visitId }) => visitId)
    const told = await toldVisits(deps, due, ids, (history) => {
      const placed = history.now && history.at(history.now.placedAtRevision)
      const isMovable = history.now?.status === 'pending' || history.now?.status === 'confirmed'
      // What was moved again since has been told by itself.
      const isOurs = placed && 'bulkMoveId' in placed.event.data && placed.event.data.bulkMoveId === bulkMoveId
      return isMovable && isOurs ? history.told : null
    })
    if (told.length === 0) return
    const cause = { eventId: due.cause.eventId, at, recordedAt: due.dueAt }
    return tellTogether(deps, due, { about: 'bulk-move', cause, visits: told }, told)
  },
}
