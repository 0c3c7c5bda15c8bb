import type { BulkMoveEvent, BulkMoveStatus, MoveResult } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { RowOp } from '@visita/read-store'
import { defineProjection, knownText, patch, put, table, tenantOf } from '../define.ts'

const keyOf = (event: RecordedEvent<BulkMoveEvent>) => ({
  tenant_id: tenantOf(event),
  bulk_move_id: event.data.bulkMoveId,
})

const advanced = (status: BulkMoveStatus) => (event: RecordedEvent<BulkMoveEvent>) => [
  patch('read.bulk_move', keyOf(event), { status, revision: event.revision }),
]

type Note = Extract<BulkMoveEvent, { data: { visitId: string } }>

const noted =
  (result: MoveResult['kind']) =>
  (event: RecordedEvent<Note>): RowOp[] => {
    const { data } = event
    const why = 'why' in data ? data.why : null
    return [
      patch('read.bulk_move', keyOf(event), { revision: event.revision }),
      patch('read.bulk_move_item', { ...keyOf(event), visit_id: data.visitId }, { result, why }),
    ]
  }

/** Every bulk move: what was planned for each visit, and what came of it so far. */
export const bulkMoves = defineProjection<BulkMoveEvent>({
  name: 'bulk-moves',
  version: 1,
  tables: [
    table('read.bulk_move', 'tenant_id', 'bulk_move_id'),
    table('read.bulk_move_item', 'tenant_id', 'bulk_move_id', 'visit_id'),
  ],
  on: {
    BulkMovePlanned: (event) => {
      const { filter, move, reason, plan, at } = event.data
      return [
        put('read.bulk_move', {
          ...keyOf(event),
          status: 'planned',
          filter,
          move,
          reason: knownText(reason),
          planned_at: at,
          turn: event.position,
          revision: event.revision,
        }),
        ...plan.map(({ visitId, from, to, feasible, why, inTheWay }, index) =>
          put('read.bulk_move_item', {
            ...keyOf(event),
            visit_id: visitId,
            number: index + 1,
            from_place: from,
            to_place: to,
            feasible,
            why,
            in_the_way: inTheWay ?? [],
            result: feasible ? 'waiting' : 'skipped',
          }),
        ),
      ]
    },
    BulkMoveCommitted: advanced('committing'),
    BulkMoveVisitMoved: noted('moved'),
    BulkMoveVisitFailed: noted('failed'),
    BulkMoveFinished: advanced('committed'),
    BulkMoveUndone: advanced('undoing'),
    BulkMoveVisitReturned: noted('returned'),
    BulkMoveVisitKept: noted('kept'),
    BulkMoveUndoFinished: advanced('undone'),
  },
})
