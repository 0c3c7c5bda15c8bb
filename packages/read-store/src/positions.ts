import type pg from 'pg'
import { positionChannel } from './batch.ts'
import { onEnd, poolOf, type ReadStore } from './connect.ts'
import { reaching, StoreUnavailable } from './unavailable.ts'

/** How far the projection has read the log; null: not at all. Of several versions, the newest. @throws StoreUnavailable */
export async function checkpointOf(store: ReadStore, projection: string): Promise<bigint | null> {
  return (await checkpointsOf(store, [projection])).get(projection) ?? null
}

/**
 * Waits until all of these projections have read the log up to the position. False: they have not within `timeoutMs`.
 * Costs nothing when they are known to have passed it; otherwise one connection of the pool listens for all waiters.
 * @throws StoreUnavailable
 */
export async function waitForPosition(
  store: ReadStore,
  projections: readonly string[],
  position: bigint,
  timeoutMs: number,
): Promise<boolean> {
  let watch = watches.get(store)
  if (!watch) {
    watch = new PositionWatch(store)
    watches.set(store, watch)
    const opened = watch
    onEnd(store, () => opened.end())
  }
  return watch.wait(projections, position, timeoutMs)
}

const watches = new WeakMap<ReadStore, PositionWatch>()

/** How far each has read the log; those that have read nothing are missing. @throws StoreUnavailable */
export async function checkpointsOf(store: ReadStore, projections: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await store.query<{ projection: string; position: bigint }>(
    `SELECT DISTINCT ON (projection) projection, position FROM visita.checkpoint WHERE projection = ANY($1)
     ORDER BY projection, version DESC`,
    [projections],
  )
  return new Map(rows.map((row) => [row.projection, row.position]))
}

interface Waiter {
  readonly projections: readonly string[]
  readonly position: bigint
  readonly done: (passed: boolean) => void
}

/** One listening connection for a store, opened when somebody first has to wait. */
class PositionWatch {
  readonly #store: ReadStore
  readonly #known = new Map<string, bigint>()
  readonly #waiters = new Set<Waiter>()
  #listening: Promise<pg.PoolClient> | undefined

  constructor(store: ReadStore) {
    this.#store = store
  }

  async wait(projections: readonly string[], position: bigint, timeoutMs: number): Promise<boolean> {
    const passed = { projections, position }
    if (this.#passed(passed)) return true
    await this.#listen()
    // Asked after listening began: what was committed before is in the answer, what comes after is told.
    this.#learn(await checkpointsOf(this.#store, projections))
    if (this.#passed(passed)) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const waiter = { projections, position, done: resolve }
    this.#waiters.add(waiter)
    const late = setTimeout(resolve, timeoutMs, false)
    // A notice is lost when the listening connection breaks: asking now and then costs little and needs no other care.
    const asking = setInterval(() => {
      checkpointsOf(this.#store, projections).then(
        (found) => this.#learn(found),
        () => undefined,
      )
    }, 250)
    try {
      return await promise
    } finally {
      clearTimeout(late)
      clearInterval(asking)
      this.#waiters.delete(waiter)
    }
  }

  async end(): Promise<void> {
    for (const { done } of this.#waiters) done(false)
    const client = await this.#listening?.catch(() => undefined)
    client?.release(true)
  }

  #passed({ projections, position }: Pick<Waiter, 'projections' | 'position'>): boolean {
    return projections.every((projection) => (this.#known.get(projection) ?? -1n) >= position)
  }

  #learn(found: ReadonlyMap<string, bigint>): void {
    // Also when it is less than before: the projection may be being built anew.
    for (const [projection, position] of found) this.#known.set(projection, position)
    for (const waiter of this.#waiters) if (this.#passed(waiter)) waiter.done(true)
  }

  #listen(): Promise<pg.PoolClient> {
    this.#listening ??= reaching(async () => {
      const client = await poolOf(this.#store).connect()
      let gone = false
      client.on('notification', ({ payload }) => this.#learn(positionsIn(payload)))
      client.on('error', () => {
        if (gone) return
        gone = true
        this.#listening = undefined
        client.release(true)
      })
      await client.query(`LISTEN ${positionChannel}`)
      return client
    }).catch((error: unknown) => {
      this.#listening = undefined
      throw error instanceof StoreUnavailable ? error : new StoreUnavailable('cannot listen', { cause: error })
    })
    return this.#listening
  }
}

function positionsIn(payload: string | undefined): Map<string, bigint> {
  const told = JSON.parse(payload ?? '{}') as Record<string, string>
  return new Map(Object.entries(told).map(([projection, position]) => [projection, BigInt(position)]))
}
