import type { Decider } from '../decider.ts'
import type { VisitTypeCommand } from './commands.ts'
import { decideVisitType } from './decide.ts'
import type { VisitTypeEvent } from './events.ts'
import type { VisitTypeRejection } from './rejections.ts'
import { evolveVisitType, initialVisitType, type VisitTypeState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type * from './rejections.ts'
export type { VisitTypeState } from './state.ts'

/** What can be booked: how long it takes, the buffers around it, and what it needs. */
export const visitType: Decider<VisitTypeState, VisitTypeCommand, VisitTypeEvent, VisitTypeRejection> = {
  category: 'visitType',
  initial: initialVisitType,
  decide: decideVisitType,
  evolve: evolveVisitType,
}
