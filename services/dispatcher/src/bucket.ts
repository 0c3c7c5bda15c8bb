/** How fast something may go: one each `everyMs`, and `burst` of them at once after a rest. */
export interface Rate {
  readonly everyMs: number
  readonly burst: number
}

/** One rate as it stands, shared by all dispatchers. Epoch ms; one that nobody has used is as one long ago. */
export interface Bucket {
  /** When it will have rested as if nothing had been sent: each message puts it off by `everyMs` (GCRA's arrival time). */
  readonly restedAt: number
  /** The last turn that somebody who had to wait was promised: of the critical ones, and of all others, who come after these. */
  readonly urgentUntil: number
  readonly promisedUntil: number
}

export const unused: Bucket = { restedAt: 0, urgentUntil: 0, promisedUntil: 0 }

export interface Asking {
  /** Epoch ms. */
  readonly now: number
  readonly isCritical: boolean
  /** It was told to come back now: it need not queue again. */
  readonly isItsTurn: boolean
}

/** When it may go: `now`, or the turn that it is promised. Whoever comes last stands behind those who wait. */
export function turnOf(bucket: Bucket, { everyMs, burst }: Rate, { now, isCritical, isItsTurn }: Asking): number {
  const { urgentUntil, promisedUntil } = bucket
  const opensAt = restedAt(bucket, { everyMs, burst }, now) - (burst - 1) * everyMs
  if (isItsTurn && opensAt <= now) return now
  const before = isCritical || isItsTurn ? urgentUntil : Math.max(urgentUntil, promisedUntil)
  return opensAt <= now && before <= now ? now : Math.max(opensAt, before + everyMs, now + 1)
}

/** The bucket once one has gone. */
export const spent = (bucket: Bucket, rate: Rate, now: number): Bucket => ({
  ...bucket,
  restedAt: Math.max(restedAt(bucket, rate, now), now) + rate.everyMs,
})

/** So far the clocks of two machines may be apart. */
const apartMs = 1_000

/** More than a burst cannot have been spent: where it seems so the clock was set back, and nobody waits for it to come round again. */
const restedAt = (bucket: Bucket, { everyMs, burst }: Rate, now: number): number =>
  bucket.restedAt > now + burst * everyMs + apartMs ? now : bucket.restedAt

/** The bucket once somebody has been told to come back then. */
export const promised = (bucket: Bucket, turn: number, isCritical: boolean): Bucket =>
  isCritical
    ? { ...bucket, urgentUntil: Math.max(bucket.urgentUntil, turn) }
    : { ...bucket, promisedUntil: Math.max(bucket.promisedUntil, turn) }
