import { randomBytes } from 'node:crypto'
import { catalogue, type DomainEvent, StreamName, type TenantId } from '@visita/domain'
import { createCodec, type RecordedEvent } from '@visita/event-store'
import {
  connectPostgres,
  createVault,
  type Projection,
  type ReadStore,
  runProjections,
  type Vault,
  waitForPosition,
  withTenant,
} from '@visita/read-store'
import { createTestDatabase } from '@visita/read-store/testing'
import pino from 'pino'
import type { Test } from 'tap'
import { personalOpener, projectionMigrations, type TenantDb } from '../index.ts'

const logger = pino({ level: 'silent' })
const { encode } = createCodec(catalogue)

/** A log in memory, projections on a real database, and a vault: what a projection's test plays on. */
export interface Stage {
  readonly url: string
  readonly vault: Vault
  readonly store: ReadStore
  /** Adds a fact, which must be one that the catalogue allows. */
  record(stream: string, event: DomainEvent, recordedAt?: string): RecordedEvent
  /** Resolves when every projection has read all that was recorded. */
  settled(): Promise<void>
  ask<T>(tenant: string, question: (db: TenantDb) => Promise<T>): Promise<T>
  /** Stops the projections and starts them on an empty `read` from the first event: a rebuild. */
  rebuild(): Promise<void>
  stop(): Promise<void>
  start(options?: { batch?: number; redeliver?: boolean }): void
}

/** `apart`: how far one position is from the next. */
export async function stage(
  t: Test,
  projections: readonly Projection<RecordedEvent>[],
  { apart = 7n }: { apart?: bigint } = {},
): Promise<Stage> {
  const { url } = await createTestDatabase([projectionMigrations])
  const store = connectPostgres({ url, logger, applicationName: 'test' })
  const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  const vault = createVault(writer, randomBytes(32), { rememberMs: 1 })
  const events: RecordedEvent[] = []
  const revisions = new Map<string, bigint>()
  let wake = Promise.withResolvers<void>()
  let running: { stop: AbortController; ended: Promise<void> } | undefined
  const end = () => events.at(-1)?.position ?? 0n

  async function reached(by: ReadStore): Promise<void> {
    const names = projections.map(({ name }) => name)
    if (!(await waitForPosition(by, names, end(), 20_000))) throw new Error('the projections did not get there')
  }

  const made: Stage = {
    url,
    vault,
    store,
    record(stream, { type, data }, recordedAt = '2026-03-01T09:00:00Z') {
      const revision = (revisions.get(stream) ?? -1n) + 1n
      revisions.set(stream, revision)
      const { category, parts } = StreamName.split(stream)
      const meta = {
        tenant: parts[0] ?? '',
        actor: 'key:test',
        role: 'operator',
        channel: 'api',
        correlationId: 'test',
      }
      const full = { ...meta, occurredAt: recordedAt, recordedAt }
      encode({ id: crypto.randomUUID(), type, data, meta: full })
      const envelope = { id: crypto.randomUUID(), stream, category, ids: parts, revision, position: end() + apart }
      const event = { ...envelope, type, data, meta: full, created: 0 }
      events.push(event)
      wake.resolve()
      wake = Promise.withResolvers()
      return event
    },
    settled: () => reached(store),
    ask: (tenant, question) => withTenant(store, tenant, question),
    start({ batch = 100, redeliver = false } = {}) {
      const stop = new AbortController()
      const ended = runProjections<RecordedEvent>({
        url,
        projections,
        logger,
        batch,
        signal: stop.signal,
        retryMs: 20,
        openPersonal: personalOpener(vault),
        follow: async ({ from, maxBatch = 100, handle, signal }) => {
          let at = redeliver ? 0n : (from ?? 0n)
          const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
          while (!signal.aborted) {
            const woken = wake.promise
            const next = events.filter(({ position }) => position > at).slice(0, maxBatch)
            if (next.length === 0) {
              await Promise.race([woken, aborted])
              continue
            }
            at = next.at(-1)?.position ?? at
            await handle(next, at)
          }
        },
      })
      ended.catch(() => undefined)
      running = { stop, ended }
    },
    async stop() {
      running?.stop.abort()
      await running?.ended
    },
    async rebuild() {
      await made.stop()
      for (const { tables, name } of projections) {
        await writer.query('DELETE FROM visita.checkpoint WHERE projection = $1', [name])
        for (const table of tables) await writer.query(`TRUNCATE ${table.name}`)
      }
      made.start()
      // One that knows nothing of the positions before: `store` remembers that they had been passed.
      const fresh = connectPostgres({ url, logger, applicationName: 'test' })
      await reached(fresh).finally(() => fresh.end())
    },
  }
  made.start()
  t.teardown(async () => {
    await made.stop()
    await store.end()
    await writer.end()
  })
  return made
}

export const demo = 'demo' as TenantId
export const other = 'other' as TenantId
