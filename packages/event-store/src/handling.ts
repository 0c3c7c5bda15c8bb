import type { Decider, DomainEvent } from '@visita/domain'
import type { RecordedEvent } from './codec.ts'
import type { EventStore } from './store.ts'

/** Who asks, and as which request; becomes the metadata of what is written. */
export interface CommandContext {
  readonly tenant: string | null
  readonly actor: string
  readonly role: string
  readonly channel: string
  readonly correlationId: string
  readonly causationId?: string
  /** RFC 3339; when it happened, where that is not now. */
  readonly occurredAt?: string
  /** Keyed hashes of the caller's key and body. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string }
}

export interface ExecuteOptions {
  /** Decide only at this revision (`If-Match`). */
  readonly ifMatch?: bigint
  /** The stream is believed to be new: append without reading first. */
  readonly assumeNew?: boolean
  /**
   * Where there is nothing to write, that must be so now, and not only lately: for whatever ends what another instance may
   * have written a moment ago.
   */
  readonly fresh?: boolean
  /** Called once the decision is to write, before it is written: for what may go on meanwhile. */
  readonly onDecided?: () => void
}

export type Outcome<State, Event, Rejection> =
  | {
      readonly kind: 'accepted'
      readonly state: State
      readonly revision: bigint
      /** Of the stream's newest event. */
      readonly position: bigint
      /** What this command wrote; empty when it was so already. */
      readonly events: readonly Event[]
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly state: State; readonly revision: bigint }
  /** The same request has been here before: its last event is at `revision`; `state` is today's. */
  | { readonly kind: 'replayed'; readonly revision: bigint; readonly state: State; readonly position: bigint }
  /** The key was used here by another request. */
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'precondition-failed'; readonly revision: bigint }

export interface Loaded<State> {
  readonly state: State
  /** -1 where the stream does not exist. */
  readonly revision: bigint
  /** Of the stream's newest event; 0 where there is none. */
  readonly position: bigint
  /** The newest that its events tell of (W3C's form): whatever follows from what the stream says is part of that trace. */
  readonly traceparent?: string | undefined
}

export interface CommandHandler<State, Command, Event extends DomainEvent, Rejection> {
  /** @throws Outage; Conflict only when other writers won many times in a row. */
  execute(
    stream: string,
    command: Command,
    context: CommandContext,
    options?: ExecuteOptions,
  ): Promise<Outcome<State, Event, Rejection>>
  /** The state, from memory when it was known to be current within `maxAgeMs`. @throws Outage */
  load(stream: string, maxAgeMs?: number): Promise<Loaded<State>>
  /** The state as it was right after `revision`; always reads. */
  loadAt(stream: string, revision: bigint): Promise<Loaded<State>>
  /** What a request with this idempotency key (its hash) wrote to the stream: the revision of its last event. @throws Outage */
  recall(stream: string, key: string): Promise<{ fingerprint: string; revision: bigint } | null>
  /**
   * An event that a live subscription brought. While one is known to be live (`setLive`), what is in memory counts
   * as current however old it is, so configuration that seldom changes costs no reads.
   */
  observe(event: RecordedEvent): void
  setLive(live: boolean): void
  /**
   * A stream's first events, all that a live subscription has brought of it: the first command on it then need not read. What is known
   * already stays.
   */
  adopt(events: readonly RecordedEvent[]): void
  /** What is in memory, however old; null: nothing is. A decision may rest on it, since its append is checked; an answer may not. */
  peek(stream: string): Loaded<State> | null
}

export interface HandlerOptions<State, Command, Event extends DomainEvent, Rejection> {
  readonly store: EventStore
  readonly decider: Decider<State, Command, Event, Rejection>
  /** Streams kept folded in memory. */
  readonly cacheSize: number
  /** Milliseconds that only go forward, for the age of what is in memory. */
  readonly monotonic: () => number
  /** RFC 3339, by the service's clock. */
  readonly now: () => string
  /** An answer that writes nothing may rest on a state this old; a write is always checked by the store. */
  readonly freshMs?: number
}
