import type { BlockPlacedData, BlockRepeat, BlockState } from '@visita/domain'

export interface BlockRow {
  tenant_id: string
  block_id: string
  status: Exclude<BlockState['status'], 'none'>
  resource_ids: readonly string[]
  location_id: string | null
  starts_at: string
  ends_at: string
  timezone: string
  repeat: BlockRepeat | null
  /** `{[from,until),…}`: for questions only, answers count the occurrences anew. */
  occurrences: string
  on_conflict: BlockPlacedData['onConflict']
  reason: string | null
  laid_until: string | null
  placed_at: string
  revision: bigint
}

export interface BlockTables {
  'read.block': BlockRow
}
