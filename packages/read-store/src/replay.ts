import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import type { LogEvent, Projection } from './projection.ts'
import { cancelled, createRebuild, type Rebuild } from './rebuild.ts'
import { rebuildSchema, removeAbandonedRebuilds, takeRebuild } from './rebuild-tables.ts'
import { reaching } from './unavailable.ts'
import { types } from './values.ts'

/** Where a replay is: most of its time goes into the first. */
export type ReplayPhase = 'building' | 'indexing' | 'catching-up' | 'switching' | 'waiting-for-readers'

export interface ReplayOptions<Event extends LogEvent> {
  /** Of a role that owns the tables, as the one that migrates. */
  readonly url: string
  readonly projection: Projection<Event>
  /** Position of the newest event. */
  readonly head: () => Promise<bigint>
  /** Hands over the events of these types that come after `from` (null: from the start), up to `until`, which the log has reached. */
  readonly read: (range: {
    readonly from: bigint | null
    readonly until: bigint
    readonly types: readonly string[]
    readonly maxBatch: number
    readonly handle: (events: readonly Event[], checkpoint: bigint) => Promise<void>
    readonly signal: AbortSignal
  }) => Promise<void>
  readonly openPersonal: (events: readonly Event[]) => Promise<readonly Event[]>
  readonly logger: Logger
  readonly signal: AbortSignal
  /** Milliseconds of a steady clock. */
  readonly monotonic: () => number
  /** Most events in one transaction. */
  readonly batch?: number
  readonly onPhase?: (phase: ReplayPhase) => void
  /** After each batch of the first phase, with the position that it has reached, and the one to reach. */
  readonly onBatch?: (events: number, position: bigint, until: bigint) => void
}

export interface Replayed {
  readonly projection: string
  readonly version: number
  /** The version that was served before; null: none was. */
  readonly replaced: number | null
  /** Where the log was read up to. */
  readonly position: string
  readonly events: number
  readonly rows: number
  /** From the first event to tables that can be served, indexes and all. */
  readonly buildMs: number
  /** How long readers had to wait, at most. */
  readonly switchMs: number
}

/** Readers stood in the way of the switch all the time. Nothing has changed. */
export class SwitchRefused extends Error {
  override readonly name = 'SwitchRefused'
}

/** What came while it was built is caught up with until what came meanwhile is little: the rest is for the switch itself. */
const few = 500
const passes = 20
/** How long projectors may be kept waiting for that rest. */
const tailMs = 5_000
/** How often a switch is tried that readers stand in the way of, and after how long. */
const attempts = 120
const retryMs = 500

/**
 * Builds a projection again from the start of the log, in tables of its own beside those that are served, and puts them in
 * their place in one transaction. What was served goes on being served, and kept up to date, until then.
 *
 * Nothing is skipped and nothing goes back: in the transaction of the switch no projector writes, the rows are brought up to
 * where the served ones stand (or stand further on, where the projector lags or has stopped), and the checkpoint moves with the
 * tables. The projector that leads goes on from there by itself.
 *
 * However it ends, what it made is gone: at once when it is told to stop or fails; with the next start of a service or of a
 * replay when it was killed or lost its connection.
 * @throws ReplayRunning, ProjectionFailure, TableNotReplaceable, SwitchRefused, StoreUnavailable, the signal's reason, or what
 *   `read` and `openPersonal` throw
 */
export async function replayProjection<Event extends LogEvent>(options: ReplayOptions<Event>): Promise<Replayed> {
  const { url, projection, logger, signal } = options
  const client = new pg.Client({ connectionString: url, types, application_name: 'visita-replay', keepAlive: true })
  client.on('error', () => undefined) // also reported by the statement that it interrupts
  await reaching(() => client.connect())
  const cancelling = cancelOnAbort(client, url, signal)
  let mine = false
  try {
    return await reaching(async () => {
      await client.query(session)
      await removeAbandonedRebuilds(client, logger)
      await takeRebuild(client, projection)
      mine = true
      return await replay(options, await createRebuild(client, projection))
    })
  } catch (error) {
    // Perhaps in the middle of a transaction, which would keep the scratch schema.
    await client.query('ROLLBACK').catch(() => undefined)
    if (signal.aborted && (error as { code?: unknown }).code === cancelled) throw signal.reason
    throw error
  } finally {
    await cancelling.stop()
    if (mine)
      await client.query(`DROP SCHEMA IF EXISTS ${rebuildSchema(projection.name)} CASCADE`).catch(() => undefined)
    await client.end().catch(() => undefined)
  }
}

const session = `SET TimeZone = 'UTC'; SET search_path = ''; SET statement_timeout = 0; SET lock_timeout = '30s';
  -- Until the switch nothing is lost with it but time.
  SET synchronous_commit = off;
  -- So that nobody has to wait long for the lock of a process that was killed in the middle of a statement.
  SET client_connection_check_interval = '1s';
  SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4`

async function replay<Event extends LogEvent>(
  options: ReplayOptions<Event>,
  rebuild: Rebuild<Event>,
): Promise<Replayed> {
  const { projection, head, read, openPersonal, signal, monotonic, batch = 5_000, onPhase, onBatch } = options
  const { name, version } = projection
  const reached = { position: null as bigint | null, events: 0 }
  const began = monotonic()

  async function advance(
    until: bigint,
    write: (events: readonly Event[]) => Promise<void>,
    limit = signal,
    onDone?: typeof onBatch,
  ): Promise<void> {
    const from = reached.position
    if (from !== null && until <= from) return
    const writing = inBatches(batch, async (events: readonly Event[], checkpoint) => {
      limit.throwIfAborted()
      await write(await openPersonal(events))
      reached.events += events.length
      onDone?.(events.length, checkpoint, until)
    })
    try {
      await read({
        from,
        until,
        types: Object.keys(projection.on),
        maxBatch: batch,
        signal: limit,
        handle: writing.add,
      })
      limit.throwIfAborted()
      await writing.rest()
    } finally {
      await writing.settled()
    }
    reached.position = until
  }

  onPhase?.('building')
  await advance(await head(), rebuild.write, signal, onBatch)
  onPhase?.('indexing')
  await rebuild.finish()
  const buildMs = Math.round(monotonic() - began)
  const rows = await rebuild.rows()
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    signal.throwIfAborted()
    onPhase?.('catching-up')
    for (let pass = 1; pass <= passes; pass += 1) {
      const before = reached.events
      await advance(await head(), rebuild.write)
      if (reached.events - before <= few) break
    }
    onPhase?.('switching')
    const before = { ...reached }
    const since = { switch: monotonic() }
    const late = AbortSignal.timeout(tailMs)
    const switched = await rebuild
      .switchOver(async (served, put) => {
        if (served !== null) await advance(served, put, AbortSignal.any([signal, late]))
        since.switch = monotonic()
        return reached.position ?? 0n
      })
      .catch((error: unknown) => {
        // The log did not answer in time: projectors must not wait for it.
        if (error === late.reason) return null
        throw error
      })
    if (switched) {
      const { position, replaced } = switched
      const switchMs = Math.round(monotonic() - since.switch)
      return {
        projection: name,
        version,
        replaced,
        position: `${position}`,
        events: reached.events,
        rows,
        buildMs,
        switchMs,
      }
    }
    Object.assign(reached, before)
    onPhase?.('waiting-for-readers')
    await sleep(retryMs, undefined, { signal })
  }
  throw new SwitchRefused(
    `somebody reads the tables of ${name} in a transaction that does not end; nothing has changed`,
  )
}

/**
 * Collects events until they are many and writes those while the next are read: what a subscription hands over at once is what
 * came while it waited, and that may be a single event.
 */
function inBatches<Event>(most: number, write: (events: readonly Event[], checkpoint: bigint) => Promise<void>) {
  const next = { events: [] as Event[], checkpoint: 0n }
  let writing: Promise<void> = Promise.resolve()
  async function flush(): Promise<void> {
    await writing
    const { events, checkpoint } = next
    next.events = []
    writing = events.length > 0 ? write(events, checkpoint) : Promise.resolve()
    // Whoever waits for it is told; until then somebody has to have heard it.
    writing.catch(() => undefined)
  }
  return {
    async add(events: readonly Event[], checkpoint: bigint): Promise<void> {
      for (const event of events) next.events.push(event)
      next.checkpoint = checkpoint
      if (next.events.length >= most) await flush()
    },
    async rest(): Promise<void> {
      await flush()
      await writing
    },
    settled: () => writing.catch(() => undefined),
  }
}

/** Has the server end the statement that is running when the signal says so: an index may take minutes. */
function cancelOnAbort(client: pg.Client, url: string, signal: AbortSignal) {
  let cancelling: Promise<void> = Promise.resolve()
  const cancel = () => {
    cancelling = (async () => {
      const other = new pg.Client({ connectionString: url, application_name: 'visita-replay' })
      other.on('error', () => undefined)
      await other.connect()
      const { processID } = client as unknown as { processID: number }
      await other.query('SELECT pg_cancel_backend($1)', [processID]).finally(() => other.end())
    })().catch(() => undefined)
  }
  signal.addEventListener('abort', cancel, { once: true })
  return {
    async stop() {
      signal.removeEventListener('abort', cancel)
      await cancelling
    },
  }
}
