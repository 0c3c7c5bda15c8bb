import type { Decider } from '../decider.ts'
import type { BlockCommand } from './commands.ts'
import { decideBlock } from './decide.ts'
import type { BlockEvent } from './events.ts'
import type { BlockRejection } from './rejections.ts'
import { type BlockState, evolveBlock, initialBlock } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export * from './occurrences.ts'
export type { BlockEnded, BlockLaid, BlockNotFound, BlockRejection } from './rejections.ts'
export type { BlockDetails, BlockState } from './state.ts'

/** Time that is taken from resources for reasons of operation. It is laid on their slot streams, which decide. */
export const block: Decider<BlockState, BlockCommand, BlockEvent, BlockRejection> = {
  category: 'block',
  initial: initialBlock,
  decide: decideBlock,
  evolve: evolveBlock,
}
