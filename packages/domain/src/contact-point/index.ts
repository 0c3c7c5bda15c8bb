import type { Decider } from '../decider.ts'
import type { ContactPointCommand } from './commands.ts'
import { decideContactPoint } from './decide.ts'
import type { ContactPointEvent } from './events.ts'
import { type ContactPointState, evolveContactPoint, initialContactPoint } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type { ContactPointState } from './state.ts'

/** An address of somebody's, by its keyed hash: when it was last heard from, and whether anything may be sent there. */
export const contactPoint: Decider<ContactPointState, ContactPointCommand, ContactPointEvent, never> = {
  category: 'contactPoint',
  initial: initialContactPoint,
  decide: decideContactPoint,
  evolve: evolveContactPoint,
}
