import { recordedBy } from '@visita/audit'
import type { Decider, DomainEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { ReadApiOptions } from '../app.ts'

/** A stream as it stood at an instant. */
export interface Past<State> {
  readonly state: State
  /** What it was folded from, oldest first. */
  readonly events: readonly RecordedEvent[]
  /** Whether it has any event at all, be it a later one. */
  readonly exists: boolean
}

type Fold<State, Event extends DomainEvent> = Pick<Decider<State, never, Event, unknown>, 'initial' | 'evolve'>

/** Folds a stream. @throws Outage */
export type ReadPast = <State, Event extends DomainEvent>(
  stream: Parameters<ReadApiOptions['readStream']>[0],
  fold: Fold<State, Event>,
) => Promise<Past<State>>

/** How many streams are read at once: one answer must not keep the store from everybody else. */
export const streamsAtOnce = 16

/** Reads streams as they stood at `asOf` (epoch ms), by what had been recorded. */
export const pastReader =
  (readStream: ReadApiOptions['readStream'], asOf: number): ReadPast =>
  async (stream, { initial, evolve }) => {
    const all = await readStream(stream)
    const events = recordedBy(all, asOf)
    return {
      state: events.reduce((state, event) => evolve(state, event as never), initial),
      events,
      exists: all.length > 0,
    }
  }
