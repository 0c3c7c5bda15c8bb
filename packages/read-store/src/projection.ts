/** What a projection has to know of an event. The event-store package's RecordedEvent has all of it and more. */
export interface LogEvent {
  readonly type: string
  readonly stream: string
  readonly revision: bigint
  /** Grows along the log, see the event-store package. */
  readonly position: bigint
}

export type Row = Readonly<Record<string, unknown>>

/**
 * What an event does to a table. `put` is the whole row, whether it was there or not; `patch` changes some columns of a
 * row, and nothing where there is none. Each names a row by its whole primary key, so that all that a batch does to one
 * row can be made one, and doing it again changes nothing.
 */
export type RowOp =
  | { readonly op: 'put'; readonly table: string; readonly row: Row }
  | { readonly op: 'patch'; readonly table: string; readonly key: Row; readonly set: Row }
  | { readonly op: 'remove'; readonly table: string; readonly key: Row }

export interface TableSpec {
  /** With its schema: `read.visit`. */
  readonly name: string
  /** The primary key, `tenant_id` first. */
  readonly key: readonly string[]
}

/** A question's answer, kept up to date: pure functions from an event to what it does to the rows. */
export interface Projection<Event extends LogEvent = LogEvent> {
  readonly name: string
  /** Counts up when the same events shall give other rows. One version is served at a time; a replay changes which. */
  readonly version: number
  /**
   * Its rows are worked off by whoever it is kept for, so they are more than a function of the log: it is never replayed,
   * and another version goes over the rows that are there, from the start of the log.
   */
  readonly inPlace?: true
  readonly tables: readonly TableSpec[]
  /** By event type. What is not named here is not for this projection. Never throws on a fact, never reads the clock. */
  readonly on: { readonly [type: string]: (event: Event) => readonly RowOp[] }
}

/** The line has stopped at this event: nothing after it is applied until the projection is repaired. */
export class ProjectionFailure extends Error {
  override readonly name = 'ProjectionFailure'
}
