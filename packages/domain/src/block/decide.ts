import { invalid } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type { BlockCommand, NoteBlockLaid, PlaceBlock } from './commands.ts'
import { type BlockEvent, mostConflicts } from './events.ts'
import type { BlockRejection } from './rejections.ts'
import { blockErrors } from './rules.ts'
import type { BlockDetails, BlockState } from './state.ts'

type BlockDecision = Decision<BlockEvent, BlockRejection>

export function decideBlock(command: BlockCommand, state: BlockState): BlockDecision {
  if (command.type === 'PlaceBlock') return place(command, state)
  if (state.status === 'none') return reject({ type: 'block-not-found' })
  const { status, block } = state
  const happened = { blockId: block.blockId, at: instantOf(command.now) }
  switch (command.type) {
    case 'NoteBlockLaid':
      return status === 'placed' ? noteLaid(command, block) : reject({ type: 'block-ended', status })
    case 'RefuseBlock': {
      if (status === 'refused') return accept()
      if (status === 'lifted') return reject({ type: 'block-ended', status })
      if (block.laidUntil !== null) return reject({ type: 'block-laid' })
      return accept({ type: 'BlockRefused', data: happened })
    }
    case 'LiftBlock':
      // Of one that was refused nothing lies anywhere.
      return status === 'placed' ? accept({ type: 'BlockLifted', data: happened }) : accept()
  }
}

function place(command: PlaceBlock, { status }: BlockState): BlockDecision {
  if (status === 'placed') return accept()
  if (status !== 'none') return reject({ type: 'block-ended', status })
  const problem = invalid(blockErrors(command))
  if (problem) return reject(problem)
  const { type: _, start, end, now, ...details } = command
  return accept({
    type: 'BlockPlaced',
    data: { ...details, start: instantOf(start), end: instantOf(end), at: instantOf(now) },
  })
}

function noteLaid({ until, conflicts, now }: NoteBlockLaid, { blockId, laidUntil }: BlockDetails): BlockDecision {
  if (laidUntil !== null && until <= laidUntil) return accept()
  return accept({
    type: 'BlockLaidUntil',
    data: { blockId, until: instantOf(until), conflicts: conflicts.slice(0, mostConflicts), at: instantOf(now) },
  })
}
