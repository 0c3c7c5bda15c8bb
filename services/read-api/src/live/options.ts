import type { EventStore } from '@visita/event-store'
import type { Logger, Metrics } from '@visita/runtime'
import type { ChangeKind } from './lines.ts'
import type { MissedLimits } from './missed.ts'
import type { Reader } from './reader.ts'

export interface LiveLimits extends MissedLimits {
  readonly perKey: number
  readonly perTenant: number
  /** Most that waits for one reader's socket. */
  readonly mostBytes: number
  /** How many readers at once have what they missed looked for; the others wait. */
  readonly atOnce: number
}

/** A megabyte is some 2,500 changes. A slow reader costs the references to them: what is told is shared by all. */
export const defaultLiveLimits: LiveLimits = {
  perKey: 20,
  perTenant: 200,
  mostBytes: 1_048_576,
  mostMissedBytes: 4_194_304,
  mostEvents: 50_000,
  atOnce: 4,
}

/** Calls the function again and again, at this distance, until the function that it gives is called. */
export type Every = (ms: number, fn: () => void) => () => void

export interface LiveOptions {
  readonly log: Pick<EventStore, 'follow' | 'head'>
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits?: Partial<LiveLimits>
  readonly every?: Every
}

export interface OpenLive {
  readonly tenant: string
  readonly keyId: string
  readonly kinds: readonly ChangeKind[]
  /** The last that the reader has; null: it begins now. */
  readonly after: bigint | null
  /** Whether the key that opened the stream still may. */
  readonly mayStay: () => Promise<boolean>
  /** Ends the connection, whatever was still to be sent on it. */
  readonly cutOff: () => void
}

export interface Live {
  /**
   * Destroy what it gives when its connection has ended.
   * @throws 400 for a position that the log has not reached, 429 `too-many-streams`, Outage
   */
  open(wanted: OpenLive): Promise<Reader>
  /** Tells every reader to come back, cuts off those that do not take it, and stops following. */
  close(): Promise<void>
}
