import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { catalogue } from '@visita/domain'
import { connect } from '@visita/event-store'
import { queueMigrations } from '@visita/notifications'
import { startPostgres } from '@visita/postgres'
import { projectionMigrations } from '@visita/projections'
import { connectPostgres, createVault, migrate } from '@visita/read-store'
import { createLogger, systemClock, toInstant } from '@visita/runtime'
import { webhookMigrations } from '@visita/webhooks'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { startProcess } from '../processes.ts'
import { createStops } from '../systems.ts'
import { createFacts, type Facts } from './facts.ts'
import type { Way } from './worker-words.ts'
import { startWorker, type Worker } from './workers.ts'

/** A job that is ready to be handed over. */
export interface Wanted {
  readonly id: string
  /** Resolves when it is durable. */
  enqueue(): Promise<void>
}

/** One of the two queues. */
export interface Queue {
  readonly worker: Worker
  /** Due then, epoch ms. */
  want(dueAt: number): Wanted
  /** Whether nothing is left that is due, and everything that was handed over has been heard of. */
  isDone(): Promise<boolean>
  /** How many it has. */
  count(): Promise<number>
}

/** Both queues on one PostgreSQL, and the log beside it. */
export interface Queues {
  of(way: Way): Queue
  /** One more dispatcher, at rest. */
  startDispatcher(): Promise<Worker>
  /** How a message stands by its stream. */
  outcomeOf: Facts['outcomeOf']
  vacuum(): Promise<void>
  stop(): Promise<void>
}

const addJob =
  'SELECT id FROM graphile_worker.add_job($1::text, $2::json, run_at := $3::timestamptz, max_attempts := 8)'
const mine = 'SELECT EXISTS (SELECT FROM queue.notification_job WHERE next_at <= $1 OR lease_token IS NOT NULL) AS left'
const theirs =
  'SELECT EXISTS (SELECT FROM graphile_worker._private_jobs WHERE run_at <= $1 OR locked_at IS NOT NULL) AS left'

export async function startQueues(folder: string): Promise<Queues> {
  const stops = createStops()
  try {
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
    stops.add(() => postgres.stop())
    const node = await startProcess({
      ...{ file: 'infra/local-node/src/main.ts', args: ['--port', '0', '--data-dir', join(folder, 'node')], env: {} },
      ...{ ready: /listening on (\S+)/, log: join(folder, 'node.log') },
    })
    stops.add(() => node.stop())
    const connectionString = node.said[1] ?? ''
    const { url } = postgres
    const logger = createLogger({ service: 'bench', level: 'warn' })
    await migrate(url, logger, [projectionMigrations, queueMigrations, webhookMigrations])
    const store = connect({ connectionString, catalogue, logger, connectionName: 'bench' })
    stops.add(() => store.close())
    const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'bench' })
    stops.add(() => writer.end())
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    stops.add(() => pool.end())
    await runMigrations({ connectionString: url })
    const adding = new pg.Pool({ connectionString: url, max: 16 })
    stops.add(() => adding.end())

    const clock = systemClock()
    const masterKey = randomBytes(32)
    const facts = await createFacts(store, createVault(writer, masterKey), clock)
    const key = masterKey.toString('base64')
    const startDispatcher = () => startWorker('visita-worker.ts', [connectionString, url, key])
    const [visita, graphile] = [await startDispatcher(), await startWorker('graphile-worker.ts', [url])]
    stops.add(() => visita.stop())
    stops.add(() => graphile.stop())

    const left = async (text: string) => {
      const { rows } = await pool.query<{ left: boolean }>(text, [toInstant(clock.now())])
      return rows[0]?.left === true
    }
    const count = async (table: string) => {
      const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)
      return rows[0]?.n ?? 0
    }
    const ours: Queue = {
      worker: visita,
      want(dueAt) {
        const { id, request } = facts.message(dueAt)
        return { id, enqueue: request }
      },
      isDone: async () => !(await left(mine)),
      count: () => count('queue.notification_job'),
    }
    const beside: Queue = {
      worker: graphile,
      want(dueAt) {
        const id = randomUUID()
        // What its `addJob` sends, which wants a `Date`.
        const values = ['message', JSON.stringify({ id }), toInstant(dueAt)]
        return { id, enqueue: async () => void (await adding.query({ name: 'add', text: addJob, values })) }
      },
      isDone: async () => !(await left(theirs)),
      count: () => count('graphile_worker._private_jobs'),
    }
    return {
      of: (way) => (way === 'graphile-worker' ? beside : ours),
      startDispatcher,
      outcomeOf: facts.outcomeOf,
      vacuum: async () => void (await pool.query('VACUUM ANALYZE')),
      stop: () => stops.run(),
    }
  } catch (error) {
    await stops.run()
    throw error
  }
}
