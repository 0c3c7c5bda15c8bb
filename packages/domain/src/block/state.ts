import type { VisitId } from '../ids.ts'
import { epochOf } from '../instant.ts'
import type { BlockEvent, BlockPlacedData } from './events.ts'

/** A block as it was placed, its instants in epoch milliseconds. The reason stays sealed. */
export interface BlockDetails extends Omit<BlockPlacedData, 'start' | 'end' | 'at'> {
  readonly start: number
  readonly end: number
  readonly placedAt: number
  /** Every occurrence that begins before it has been laid; null while the first laying is not finished. */
  readonly laidUntil: number | null
  /** The visits that the first laying met: what whoever placed the block was answered. */
  readonly conflicts: readonly VisitId[]
}

export type BlockState =
  | { readonly status: 'none'; readonly block: null }
  | { readonly status: 'placed' | 'refused' | 'lifted'; readonly block: BlockDetails }

export const initialBlock: BlockState = { status: 'none', block: null }

export function evolveBlock(state: BlockState, event: BlockEvent): BlockState {
  switch (event.type) {
    case 'BlockPlaced': {
      const { start, end, at, ...details } = event.data
      const block = {
        ...details,
        start: epochOf(start),
        end: epochOf(end),
        placedAt: epochOf(at),
        laidUntil: null,
        conflicts: [],
      }
      return { status: 'placed', block }
    }
    case 'BlockLaidUntil': {
      if (!state.block) return state
      const conflicts = state.block.laidUntil === null ? event.data.conflicts : state.block.conflicts
      return { ...state, block: { ...state.block, laidUntil: epochOf(event.data.until), conflicts } }
    }
    case 'BlockRefused':
      return state.block ? { ...state, status: 'refused' } : state
    case 'BlockLifted':
      return state.block ? { ...state, status: 'lifted' } : state
    default:
      event satisfies never
      return state
  }
}
