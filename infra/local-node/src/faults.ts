/**
 * Fault switches: what a cluster does now and then and a healthy single node never does. Tests ask for it here.
 * - `delay`: the write waits `delayMs` before it is queued (longer than the write timeout, it times out)
 * - `timeout`: answered as a write timeout; written all the same with `afterCommit`
 * - `not-leader`: answered with the not-leader trailers (a BatchAppend call fails as a whole)
 * - `drop`: the write is committed, then the connection is cut instead of an answer
 * - `wrong-expected-version`: refused as a lost race, whatever the stream holds
 * - `commit-failure`: the next commits fail as a full or broken disk makes them (a whole group each; no `stream`)
 */
export interface Fault {
  kind: 'delay' | 'timeout' | 'not-leader' | 'drop' | 'wrong-expected-version' | 'commit-failure'
  /** How many writes it strikes; 1 unless told. */
  times?: number
  /** Only writes to streams whose name begins like this. */
  stream?: string
  delayMs?: number
  afterCommit?: boolean
}

export interface Faults {
  inject(fault: Fault): void
  clear(): void
  /** Faults that have not struck often enough yet. */
  pending(): number
}

/** The switches as the node itself uses them. */
export class FaultSwitches implements Faults {
  readonly #failCommits: (times: number) => void
  #armed: { fault: Fault; left: number }[] = []

  constructor(failCommits: (times: number) => void) {
    this.#failCommits = failCommits
  }

  inject(fault: Fault): void {
    const times = fault.times ?? 1
    if (fault.kind === 'commit-failure') this.#failCommits(times)
    else this.#armed.push({ fault, left: times })
  }

  clear(): void {
    this.#armed = []
    this.#failCommits(0)
  }

  pending(): number {
    return this.#armed.reduce((sum, { left }) => sum + left, 0)
  }

  /** The fault that strikes this write, if any; it counts as used. */
  strike(stream: string): Fault | null {
    if (this.#armed.length === 0) return null
    const armed = this.#armed.find(({ fault }) => stream.startsWith(fault.stream ?? ''))
    if (!armed) return null
    armed.left--
    if (armed.left <= 0) this.#armed = this.#armed.filter((other) => other !== armed)
    return armed.fault
  }
}

const KINDS: readonly string[] = [
  'delay',
  'timeout',
  'not-leader',
  'drop',
  'wrong-expected-version',
  'commit-failure',
] satisfies Fault['kind'][]

/** Checks a fault that came from another process; null when it is none. */
export const parseFault = (value: unknown): Fault | null => {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null
  return typeof value.kind === 'string' && KINDS.includes(value.kind) ? (value as Fault) : null
}
