import type { BulkMovePlannedData, BulkMoveStatus, MoveResult } from '@visita/domain'

type Planned = BulkMovePlannedData['plan'][number]

export interface BulkMoveRow {
  tenant_id: string
  bulk_move_id: string
  status: BulkMoveStatus
  filter: BulkMovePlannedData['filter']
  move: BulkMovePlannedData['move']
  reason: string | null
  planned_at: string
  turn: bigint
  revision: bigint
}

export interface BulkMoveItemRow {
  tenant_id: string
  bulk_move_id: string
  visit_id: string
  number: number
  from_place: Planned['from']
  to_place: Planned['to']
  feasible: boolean
  why: string | null
  in_the_way: NonNullable<Planned['inTheWay']>
  result: MoveResult['kind']
}

export interface BulkMoveTables {
  'read.bulk_move': BulkMoveRow
  'read.bulk_move_item': BulkMoveItemRow
}
