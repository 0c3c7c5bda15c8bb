import { hash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startPostgres } from '@visita/postgres'
import pg from 'pg'
import { business } from '../business.ts'
import { startProcess } from '../processes.ts'
import { createStops } from '../systems.ts'
import { type AgendaFacts, tenant, typeId } from './facts.ts'
import { schema } from './plain/schema.ts'
import { type AgendaServer, vacuum } from './visita.ts'

/** The plain server on a PostgreSQL of its own, with the same facts as rows. */
export async function startPlain(folder: string, facts: AgendaFacts): Promise<AgendaServer> {
  const stops = createStops()
  try {
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
    stops.add(() => postgres.stop())
    const key = randomBytes(32).toString('hex')
    await fill(postgres.url, key, facts)
    await vacuum(postgres.url)
    const server = await startProcess({
      file: 'scripts/bench/agenda/plain/server.ts',
      env: { VISITA_POSTGRES_URL: postgres.url },
      ready: /listening at (http:\/\/[\d.:]+)/,
      log: join(folder, 'plain.log'),
    })
    stops.add(() => server.stop())
    return { url: server.said[1] ?? '', key, stop: () => stops.run() }
  } catch (error) {
    await stops.run()
    throw error
  }
}

async function fill(url: string, key: string, { agents, customers, visits, blocks }: AgendaFacts): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  /** All rows in one statement, their columns by name. */
  const insert = (table: string, columns: string, rows: readonly object[]) =>
    client.query(`INSERT INTO ${table} SELECT r.* FROM jsonb_to_recordset($1) AS r (${columns})`, [
      JSON.stringify(rows),
    ])
  try {
    await client.query(schema)
    await client.query('INSERT INTO api_key VALUES ($1, $2, $3)', [hash('sha256', key, 'hex'), tenant, 'operator'])
    await client.query(
      "INSERT INTO resource SELECT $1, id, 'agent', id, $3, NULL, 1, 480, 1080 FROM unnest($2::text[]) AS a (id)",
      [tenant, agents, business.timezone],
    )
    await insert(
      'customer',
      'id uuid, tenant text, name text, phone text, email text',
      customers.map((one) => ({ ...one, tenant })),
    )
    await insert(
      'visit',
      `id uuid, tenant text, local_date date, resource_id text, type_id text, status text, starts_at timestamptz, ends_at timestamptz,
       seats integer, customer_id uuid, origin text, override boolean`,
      visits.map(({ id, date, agentId, pending, start, end, customerId }) => ({
        ...{ id, tenant, local_date: date, resource_id: agentId, type_id: typeId, starts_at: start, ends_at: end },
        ...{
          status: pending ? 'pending' : 'confirmed',
          seats: 1,
          customer_id: customerId,
          origin: 'api',
          override: false,
        },
      })),
    )
    await insert(
      'block',
      'id uuid, tenant text, local_date date, resource_id text, starts_at timestamptz, ends_at timestamptz',
      blocks.map(({ id, date, agentId, start, end }) => ({
        ...{ id, tenant, local_date: date, resource_id: agentId, starts_at: start, ends_at: end },
      })),
    )
  } finally {
    await client.end()
  }
}
