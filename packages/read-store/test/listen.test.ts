import pg from 'pg'
import pino from 'pino'
import { test } from 'tap'
import { connectPostgres, listen } from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'

const logger = pino({ level: 'silent' })

test('notices are heard, also after the connection broke, and no more once it is over', async (t) => {
  const { url } = await createTestDatabase()
  const store = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'listener' })
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  t.teardown(async () => {
    await store.end()
    await owner.end()
  })
  const stop = new AbortController()
  let heard = 0
  let next = Promise.withResolvers<void>()
  const onNotice = () => {
    heard += 1
    next.resolve()
    next = Promise.withResolvers()
  }
  /** Resolves with the notice that `what` brings about. */
  const after = async (what: () => Promise<unknown>) => {
    const notice = next.promise
    await what()
    await notice
  }
  let over: Promise<void> = Promise.resolve()
  await after(async () => {
    over = listen(store, { channel: 'bell', onNotice, logger, signal: stop.signal, retryMs: 10 })
  })
  t.equal(heard, 1, 'as it begins, since nobody knows what went before')
  await after(() => owner.query('NOTIFY bell'))
  t.equal(heard, 2)
  await after(() =>
    owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener' AND datname = current_database()",
    ),
  )
  t.equal(heard, 3, 'as it begins again')
  await after(() => owner.query('NOTIFY bell'))
  await owner.query('NOTIFY another')
  stop.abort()
  await over
  await owner.query('NOTIFY bell')
  t.equal(heard, 4)
  t.equal((await store.query('SELECT 1')).length, 1)
  await t.rejects(listen(store, { channel: 'no; way', onNotice, logger, signal: stop.signal }), TypeError)
})

test('a store that is closed is listened to no more', async (t) => {
  const { url } = await createTestDatabase()
  const store = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'listener' })
  const begun = Promise.withResolvers<void>()
  const never = new AbortController().signal
  const over = listen(store, { channel: 'bell', onNotice: begun.resolve, logger, signal: never })
  await begun.promise
  await store.end()
  await over
  t.pass()
})
