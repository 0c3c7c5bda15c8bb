import type { NewRecord } from './record.ts'

/** What the writer expects of the stream: an exact last revision, or one of the protocol's words. */
export type Expected = 'any' | 'no-stream' | 'stream-exists' | bigint

/** A write as it waits in the queue. */
export interface WriteRequest {
  kind: 'append' | 'delete' | 'tombstone'
  stream: string
  expected: Expected
  /** Empty for a delete and a tombstone. */
  events: readonly NewRecord[]
  /** The size that counts against the append limit; the queue is bounded by it. */
  bytes: number
  /** Epoch milliseconds; a write whose turn comes later is answered `timeout` and not made. */
  deadline: number
}

export type Outcome =
  /** `revision` -1: the stream has no events. `position` null: nothing was written now or before. */
  | { type: 'success'; revision: number; position: number | null }
  /** `current` -1: the stream has no events. */
  | { type: 'wrong-expected-version'; current: number }
  | { type: 'stream-deleted' }
  | { type: 'timeout' }
  /** The disk refused; whether the events are there is not known to the caller. */
  | { type: 'failed'; reason: string }
