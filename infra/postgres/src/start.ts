import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries } from './binaries.ts'
import { ensureCluster, layout, readPassword } from './cluster.ts'
import { PostgresError } from './errors.ts'
import { claimOwnership, clearTheWay } from './owner.ts'
import { nameOfFolder } from './place.ts'
import { runServer, type Server } from './server.ts'
import { type Memory, serverSettings } from './settings.ts'
import { serverUser } from './user.ts'

export interface StartOptions {
  /** Made when missing. Holds the cluster, its password and who started it. */
  readonly dataDir: string
  /** TCP port on 127.0.0.1; 0 picks a free one. */
  readonly port: number
  readonly logLine?: (line: string) => void
  readonly memory?: Memory
  /** False: no fsync, ends at once, for tests. Default true: a committed transaction is on disk. */
  readonly durable?: boolean
  /** Removes the data directory when the server has ended, also after the parent was killed. For tests. */
  readonly removeAfterwards?: boolean
  /** False: the server does not keep this process running; it ends with it. Default true. */
  readonly keepAlive?: boolean
}

export interface Postgres {
  /** The superuser's connection string, password included: not for logs. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on a data directory, making it when it is new, and recovering what a killed start left behind.
 * The server ends with this process, however that ends.
 * @throws PostgresError naming the problem: `data-dir-in-use`, `port-taken`, `not-permitted` or `failed`
 */
export async function startPostgres(options: StartOptions): Promise<Postgres> {
  const dataDir = resolve(options.dataDir)
  const durable = options.durable ?? true
  const logLine = options.logLine ?? (() => undefined)
  const user = await serverUser(dataDir)
  const binaries = await findBinaries(user)
  await ensureCluster(dataDir, binaries, user, durable)
  await clearTheWay(dataDir, logLine)
  const password = await readPassword(dataDir)
  const { cluster } = layout(dataDir)
  const name = await nameOfFolder(cluster, user)

  const start = (port: number): Promise<Server> =>
    runServer({
      command: [binaries.postgres, '-D', name, ...serverSettings({ port, durable, memory: options.memory ?? 'small' })],
      folder: cluster,
      user,
      stopSignal: durable ? 'INT' : 'QUIT',
      removeAfterwards: options.removeAfterwards ? dataDir : null,
      keepAlive: options.keepAlive ?? true,
      logLine,
    })
  const { server, port } = await startOnPort(options.port, dataDir, start)
  try {
    await claimOwnership(dataDir)
    const url = (database: string) => `postgres://visita:${password}@127.0.0.1:${port}/${database}`
    await ensureDatabase(url('postgres'))
    return { url: url('visita'), port, pid: server.pid, ended: server.ended, stop: () => server.stop() }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Tries again what passes by itself: a picked port that somebody else got first, processes of a killed server. */
async function startOnPort(wanted: number, dataDir: string, start: (port: number) => Promise<Server>) {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted === 0 ? await freePort() : wanted
    try {
      return { server: await start(port), port }
    } catch (error) {
      if (!(error instanceof PostgresError)) throw error
      if (error.problem === 'port-taken') {
        if (wanted === 0 && attempt < 10) continue
        throw new PostgresError(
          'port-taken',
          `Port ${port} on 127.0.0.1 is taken by another program. Stop it, or set VISITA_POSTGRES_PORT to a free port.`,
          { cause: error },
        )
      }
      if (error.problem === 'data-dir-in-use') {
        // The children of a postmaster that was killed end within moments of it.
        if (/shared memory/.test(error.message) && attempt < 50) {
          await sleep(200)
          continue
        }
        throw new PostgresError(
          'data-dir-in-use',
          `The data directory ${dataDir} is in use by another PostgreSQL. Stop that one first, or name another with VISITA_DATA_DIR.`,
          { cause: error },
        )
      }
      throw error
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no port'))))
    })
  })
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'visita'")
    if (found.rowCount === 0) await client.query('CREATE DATABASE visita')
  } finally {
    await client.end()
  }
}
