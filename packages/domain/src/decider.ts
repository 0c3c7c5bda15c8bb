import type { DomainEvent } from './event.ts'

/** The answer of a decision. Accepted without events means: asked twice, or already so; nothing is written. */
export type Decision<Event, Rejection> =
  | { readonly accepted: true; readonly events: readonly Event[] }
  | { readonly accepted: false; readonly rejection: Rejection }

/**
 * One aggregate. `decide` is pure, synchronous and total: the clock, ids and look-ups arrive inside the command.
 * `evolve` only copies, and ends in `satisfies never` so that an event without a case does not compile.
 */
export interface Decider<State, Command, Event extends DomainEvent, Rejection> {
  readonly category: string
  readonly initial: State
  readonly decide: (command: Command, state: State) => Decision<Event, Rejection>
  readonly evolve: (state: State, event: Event) => State
}

export const accept = <Event>(...events: Event[]): { accepted: true; events: Event[] } => ({ accepted: true, events })
export const reject = <Rejection>(rejection: Rejection): { accepted: false; rejection: Rejection } => ({
  accepted: false,
  rejection,
})
