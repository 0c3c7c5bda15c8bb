import { hash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startPostgres } from '@visita/postgres'
import pg from 'pg'
import { business, resourceIds } from './business.ts'
import { schema } from './plain/schema.ts'
import { cpuSeconds, startProcess } from './processes.ts'
import { createStops, type System } from './systems.ts'

/** The plain server, on a PostgreSQL of its own with the same settings; `plain-unlocked` leaves the advisory lock out. */
export async function startPlainSystem(folder: string, name: 'plain' | 'plain-unlocked' = 'plain'): Promise<System> {
  const stops = createStops()
  try {
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
    stops.add(() => postgres.stop())
    const key = randomBytes(32).toString('hex')
    await configure(postgres.url, key)
    const server = await startProcess({
      file: 'scripts/bench/plain/server.ts',
      env: { VISITA_POSTGRES_URL: postgres.url, PLAIN_LOCK: name === 'plain' ? 'on' : 'off' },
      ready: /listening at (http:\/\/[\d.:]+)/,
      log: join(folder, 'plain.log'),
    })
    stops.add(() => server.stop())
    return {
      name,
      url: server.said[1] ?? '',
      key,
      settle: async () => {},
      cpu: async () => ({ server: await cpuSeconds(server.pid), postgres: await cpuSeconds(postgres.pid) }),
      stop: () => stops.run(),
    }
  } catch (error) {
    await stops.run()
    throw error
  }
}

async function configure(url: string, key: string): Promise<void> {
  const { tenant, typeId, minutes, timezone } = business
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(schema)
    await client.query('INSERT INTO api_key VALUES ($1, $2, $3)', [hash('sha256', key, 'hex'), tenant, 'channel'])
    await client.query('INSERT INTO visit_type VALUES ($1, $2, $3)', [tenant, typeId, minutes])
    await client.query('INSERT INTO resource SELECT $1, unnest($2::text[]), $3, 480, 1080', [
      tenant,
      resourceIds,
      timezone,
    ])
  } finally {
    await client.end()
  }
}
