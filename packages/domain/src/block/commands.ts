import type { VisitId } from '../ids.ts'
import type { BlockPlacedData } from './events.ts'

/** `start`, `end` and `now` are epoch milliseconds, as in all of these. */
export interface PlaceBlock extends Omit<BlockPlacedData, 'start' | 'end' | 'at'> {
  readonly type: 'PlaceBlock'
  readonly start: number
  readonly end: number
  readonly now: number
}

/** Whoever lays the block tells how far it is, every occurrence that begins before `until`, and which visits lie under it. */
export interface NoteBlockLaid {
  readonly type: 'NoteBlockLaid'
  readonly until: number
  readonly conflicts: VisitId[]
  readonly now: number
}

/** It met visits before it was laid for the first time. */
export interface RefuseBlock {
  readonly type: 'RefuseBlock'
  readonly now: number
}

export interface LiftBlock {
  readonly type: 'LiftBlock'
  readonly now: number
}

export type BlockCommand = PlaceBlock | NoteBlockLaid | RefuseBlock | LiftBlock
