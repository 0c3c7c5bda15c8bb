import { createHash } from 'node:crypto'

/**
 * Advisory locks are two numbers: what the lock is for, and what it is about. Any numbers will do, as long as nobody else
 * uses them for something else.
 */
export const lockFor = {
  /** Held by whoever writes for a projection, for as long as its connection lives. */
  leading: 0x7669_7369,
  /** Shared by every batch, exclusive for a switch: tables and checkpoints change hands between two batches. */
  switching: 0x7669_7370,
  /** Held by whoever rebuilds a projection: what is left without it was left by somebody who died. */
  rebuilding: 0x7669_7371,
} as const

/** What a lock is about, as a number. */
export const lockAbout = (name: string): number => createHash('sha256').update(name).digest().readInt32BE(0)
