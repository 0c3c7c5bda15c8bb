/** What the benchmark asks of its load generator. */
export interface LoadJob {
  readonly kind: 'load'
  readonly url: string
  readonly key: string
  readonly connections: number
  /** No more than so many; without it, as many as go. */
  readonly atMostPerSecond?: number
  readonly warmUpMs: number
  readonly measureMs: number
  /** Number of the first booking; the next ones follow. */
  readonly first: number
  /** Epoch ms: the opening of the first day. */
  readonly firstOpening: number
}

export interface RaceJob {
  readonly kind: 'race'
  readonly url: string
  readonly key: string
  readonly clients: number
  readonly resourceId: string
  /** Epoch ms: what they race for. */
  readonly starts: readonly number[]
  /** Number of the first customer. */
  readonly first: number
}

/** Asks for one path after another on every connection. */
export interface ReadJob {
  readonly kind: 'read'
  readonly url: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly paths: readonly string[]
  readonly connections: number
  readonly warmUpMs: number
  readonly measureMs: number
}

export type Job = LoadJob | RaceJob | ReadJob

/** Milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export interface LoadResult {
  /** Answers 201 within the measured time. */
  readonly booked: number
  readonly perSecond: number
  readonly latency: Latency
  /** How many answers were something else, by status; lost connections as 0. */
  readonly others: Readonly<Record<string, number>>
  /** Bookings asked for, warm-up included. */
  readonly used: number
  /** The newest `visita-position` that came, where one came. */
  readonly position: string | null
  /** Of one core. */
  readonly cpuPercent: number
}

export interface RaceResult {
  readonly booked: number
  /** 409 `slot-unavailable` with at least one alternative. */
  readonly refused: number
  /** Any other answer, in words; there should be none. */
  readonly others: readonly string[]
  readonly position: string | null
  /** Whatever was answered. */
  readonly all: Latency
  readonly winners: Latency
  readonly losers: Latency
}

export interface ReadResult {
  readonly perSecond: number
  readonly latency: Latency
  readonly others: Readonly<Record<string, number>>
  /** Of one core. */
  readonly cpuPercent: number
}

export type ResultOf<J extends Job> = J extends LoadJob ? LoadResult : J extends RaceJob ? RaceResult : ReadResult
