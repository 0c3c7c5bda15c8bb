import type { EventStore } from '@visita/event-store'
import { type ReadStore, waitForPosition } from '@visita/read-store'
import { type Finding, failed, ok } from './finding.ts'

export interface LagOptions {
  readonly names: readonly string[]
  /** All of them ought to get there. */
  readonly target: bigint
  /** How long that may take, ms. */
  readonly patienceMs: number
  /** This machine's clock, epoch ms. */
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Whether everything that is made from the log has read it, and if not, how far and how long it is behind. */
export async function checkLag(
  store: Pick<EventStore, 'follow'>,
  readStore: ReadStore,
  { names, target, patienceMs, now, signal }: LagOptions,
): Promise<Finding> {
  const caughtUp = await waitForPosition(readStore, names, target, patienceMs)
  if (caughtUp) return ok(`all ${names.length} have read up to ${target}`)
  const rows = await readStore.query<{ projection: string; position: bigint }>(
    'SELECT projection, min(position) AS position FROM visita.checkpoint GROUP BY projection',
  )
  const reached = new Map(rows.map(({ projection, position }) => [projection, BigInt(position)]))
  const behind: string[] = []
  for (const name of names) {
    const at = reached.get(name) ?? null
    if (at !== null && at >= target) continue
    const since = await firstUnread(store, at, signal)
    const age = since === null ? '' : `, ${Math.max(0, Math.round((now() - since) / 1000))} s`
    behind.push(at === null ? `${name}: has not begun` : `${name}: ${target - at} positions${age}`)
  }
  // Whoever was behind a moment ago and no longer is, is merely busy.
  if (behind.length === 0) return ok(`all ${names.length} have read up to ${target}, with delay`)
  return failed(
    `behind: ${behind.join('; ')}`,
    'See the log of the projector (of the reactor, for obligations; of the dispatcher, for notification-queue): it has stopped, or does not keep up. Nothing is lost.',
  )
}

/** When the first event after this position was written, epoch ms; null where there is none. */
async function firstUnread(store: Pick<EventStore, 'follow'>, after: bigint | null, signal: AbortSignal) {
  const done = new AbortController()
  let written: number | null = null
  await store.follow({
    name: 'doctor',
    from: after,
    maxBatch: 1,
    signal: AbortSignal.any([signal, done.signal, AbortSignal.timeout(5_000)]),
    onCaughtUp: () => done.abort(),
    handle: async ([event]) => {
      if (!event) return
      written ??= event.created
      done.abort()
    },
  })
  return written
}
