import type { Decider } from '../decider.ts'
import type { VisitCommand } from './commands.ts'
import { decideVisit } from './decide.ts'
import type { VisitEvent } from './events.ts'
import type { VisitRejection } from './rejections.ts'
import { evolveVisit, initialVisit, type VisitState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type {
  CancellationWindowClosed,
  IllegalTransition,
  MoveSuperseded,
  OccurredInFuture,
  RescheduleWindowClosed,
  VisitAbandoned,
  VisitBlocked,
  VisitExists,
  VisitNotFound,
  VisitNotMovable,
  VisitRejection,
} from './rejections.ts'
export { isPlacing, type KnownVisit, type VisitDetails, type VisitState } from './state.ts'
export * from './transitions.ts'

/** One visit's life. It never exists without its reservation: the slot is claimed before the visit is requested. */
export const visit: Decider<VisitState, VisitCommand, VisitEvent, VisitRejection> = {
  category: 'visit',
  initial: initialVisit,
  decide: decideVisit,
  evolve: evolveVisit,
}
