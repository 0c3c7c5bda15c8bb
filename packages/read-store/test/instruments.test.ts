import { createMetrics } from '@visita/runtime'
import { sql } from 'kysely'
import { pino } from 'pino'
import { test } from 'tap'
import { connectPostgres, StoreUnavailable, withTenant } from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'

const logger = pino({ level: 'silent' })

test('who has a connection, who waits for one, and how statements go is told', async (t) => {
  const database = await createTestDatabase([])
  const metrics = createMetrics('test')
  const store = connectPostgres({ url: database.url, max: 1, logger, applicationName: 'test', metrics })
  t.teardown(async () => {
    await store.end()
    await database.drop()
  })
  const figure = async (line: string) => {
    const found = (await metrics.text()).split('\n').find((one) => one.startsWith(line))
    return found === undefined ? undefined : Number(found.split(' ').at(-1))
  }
  const pool = 'pool="visita_reader"'
  const holding = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const first = withTenant(store, 'demo', async (db) => {
    await sql`SELECT 1`.execute(db)
    holding.resolve()
    await held.promise
  })
  await holding.promise
  const second = store.query('SELECT 1')
  t.equal(await figure(`visita_postgres_connections{${pool},state="busy"`), 1)
  t.equal(await figure(`visita_postgres_waiting{${pool}`), 1)
  held.resolve()
  await Promise.all([first, second])
  t.equal(await figure(`visita_postgres_connections{${pool},state="idle"`), 1)
  t.equal(await figure(`visita_postgres_waiting{${pool}`), 0)
  t.match(await metrics.text(), `visita_postgres_query_duration_seconds_count{service="test",${pool}} 2`)
  t.match(await metrics.text(), `visita_postgres_acquire_duration_seconds_count{service="test",${pool}} 2`)
  await t.rejects(store.query('SELECT nonsense'))
  t.equal(await figure(`visita_postgres_outages_total{${pool}`), 0, 'a wrong statement is no outage')
})

test('a server that is not there is an outage', async (t) => {
  const metrics = createMetrics('test')
  const url = 'postgres://visita@127.0.0.1:1/visita'
  const store = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test', metrics })
  t.teardown(() => store.end())
  await t.rejects(store.query('SELECT 1'), StoreUnavailable)
  t.match(await metrics.text(), 'visita_postgres_outages_total{pool="visita_writer",service="test"} 1')
})
