import { randomUUID } from 'node:crypto'
import type { DomainEvent, PersonId, Recipient, VisitId } from '@visita/domain'
import { openAll, personsIn, type RecordedEvent, readLog, sealText } from '@visita/event-store'
import { personalOpener, projectionMigrations, projections } from '@visita/projections'
import { message } from '@visita/projections/testing'
import { connectPostgres, createVault, type ReadStore, runProjections, withEveryTenant } from '@visita/read-store'
import { createTestDatabase } from '@visita/read-store/testing'
import { createLogger } from '@visita/runtime'
import { test } from 'tap'
import { booking, monday, project, projected, publicUrl, startApi, startStores, tenant } from './harness.ts'

const lines: string[] = []
const logger = createLogger({
  service: 'command-api',
  level: 'trace',
  destination: { write: (line) => void lines.push(line) },
})
const stores = await startStores()
const api = await startApi(stores, undefined, logger)
const endProjecting = project(api, stores)
const readStore = connectPostgres({
  url: stores.places.postgres,
  role: 'visita_writer',
  logger,
  applicationName: 'test',
})
const vault = createVault(readStore, Buffer.from(stores.places.masterKey, 'base64'), { rememberMs: 1 })
const openPersonal = personalOpener(vault)

/** All that anybody ever told us of the two, each as nobody else says it. */
const told = {
  name: 'Rosa Quintanilla',
  phone: '+56987650001',
  email: 'rosa.q@ejemplo.cl',
  externalId: 'crm-rosa-77',
  other: 'Tomás Huidobro',
  otherPhone: '+56987650002',
  otherEmail: 'tomas.h@ejemplo.cl',
  notes: 'Alérgica a los gatos',
  moved: 'Cambió de turno',
  note: 'Pidió discreción',
  outcome: 'Quedó encantada',
  cancelled: 'Se muda a Lisboa',
  text: 'Hola Rosa, te esperamos',
  notice: 'Rosa viene a las doce',
  address: '+56987650003',
  newName: 'Rosa Quintanilla Soto',
}
const sayings = Object.values(told)
const saidIn = (text: string) => sayings.filter((saying) => text.includes(saying)).sort()

/** Every row of every table that a service may read, as text, by table. */
async function tablesOf(store: ReadStore): Promise<Map<string, string[]>> {
  const tables = await store.query<{ name: string }>(
    `SELECT schemaname || '.' || tablename AS name FROM pg_catalog.pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
       AND has_table_privilege(schemaname || '.' || tablename, 'SELECT') ORDER BY 1`,
    [],
  )
  return withEveryTenant(store, async (db) => {
    const found = new Map<string, string[]>()
    for (const { name } of tables) {
      const rows = await db.withTables<Record<string, object>>().selectFrom(name).selectAll().execute()
      found.set(name, rows.map(asJson).sort())
    }
    return found
  })
}
const asJson = (value: unknown) =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? inner.toString() : inner))
const dumped = (tables: ReadonlyMap<string, readonly string[]>) => [...tables.values()].flat().join('\n')

async function wholeLog(): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const stretch = { name: 'test', until: await api.store.head(), signal: new AbortController().signal }
  for await (const batch of readLog(api.store, stretch)) events.push(...batch.events)
  return events
}
const asText = (events: readonly RecordedEvent[]) => JSON.stringify(events.map(({ data }) => data))

const send = async (
  role: 'channel' | 'operator' | 'admin',
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: object,
) => {
  const reply = await api.send(role, method, url, body)
  if (reply.status >= 300) throw new Error(`${method} ${url}: ${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

/** A customer's life here, with somebody who comes along, and messages about it all. */
async function live() {
  const { name, phone, email, externalId } = told
  const customer = { name, phone, email, externalId, consents: { marketing: true } }
  const participants = [{ name: told.other, phone: told.otherPhone, email: told.otherEmail }]
  const visit = await send(
    'channel',
    'POST',
    '/v1/visits',
    booking('12:00', { customer, participants, notes: told.notes }),
  )
  const done = await send('channel', 'POST', '/v1/visits', booking('14:00', { customer: { id: visit.customerId } }))
  await send('operator', 'POST', `/v1/visits/${visit.id}/reschedule`, {
    start: '2026-03-03T13:00:00Z',
    reason: told.moved,
  })
  await send('operator', 'POST', `/v1/admin/visits/${done.id}/notes`, { note: told.note })
  for (const status of ['confirmed', 'checked_in', 'completed']) {
    await api.send('operator', 'PATCH', `/v1/admin/visits/${done.id}/status`, { status })
  }
  await send('operator', 'POST', `/v1/admin/visits/${done.id}/outcome`, { result: 'sold', note: told.outcome })
  await send('channel', 'POST', '/v1/waitlist', { typeId: 'viewing', customer: { id: visit.customerId } })
  await send('channel', 'PATCH', `/v1/customers/${visit.customerId}`, { name: told.newName })
  await send('channel', 'PUT', `/v1/customers/${visit.customerId}/preferences`, {
    preferences: { sms: { all: false } },
  })
  await send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, { reason: told.cancelled })
  const opened = (await api.store.read(`visit-demo_${visit.id}`))[0]?.data as { participants: { personId: PersonId }[] }
  const participantId = opened.participants[0]?.personId ?? randomUUID()
  return { customerId: visit.customerId as PersonId, participantId, visits: [visit.id, done.id] as VisitId[] }
}

/** What goes out about it, and what an agent is told of it: all of it sealed under the customer's key. */
async function tell(customerId: PersonId, visitId: VisitId): Promise<void> {
  const key = await api.keyOf(customerId)
  if (!key) throw new Error('no key')
  const seal = (text: string) => sealText(key, tenant, customerId, text)
  let writing: Promise<unknown> = Promise.resolve()
  const meta = { tenant, actor: 'system:test', role: 'system', channel: 'test', correlationId: 'test' }
  const log = {
    record(stream: string, { type, data }: DomainEvent) {
      const event = { id: randomUUID(), type, data, meta: { ...meta, occurredAt: monday, recordedAt: monday } }
      writing = writing.then(() => api.store.append(stream, [event], 'any'))
    },
  }
  message(log, tenant, {
    ...{ due: monday, visitId, recipient: { kind: 'customer', personId: customerId } },
    content: seal(JSON.stringify({ channel: 'whatsapp', text: told.text })),
  })
    .start(monday, { to: seal(told.address) })
    .ask(monday, {
      ...{ type: 'RecordAccepted', attempt: 1, providerMessageId: seal(`wamid.${told.address}`) },
      answer: { httpStatus: 200, latencyMs: 1, body: seal(`{"to":"${told.address}"}`) },
    })
  message(log, tenant, {
    ...{ due: monday, visitId, channel: 'in_app', recipient: { kind: 'resource', resourceId: 'ana' } as Recipient },
    content: seal(JSON.stringify({ channel: 'in_app', title: told.notice, body: '', url: publicUrl })),
  })
    .start(monday, { provider: 'in-app', to: null })
    .accepted(monday)
  await writing
}

const { customerId, participantId, visits } = await live()
await tell(customerId, visits[0] as VisitId)
await projected(api, stores)
const before = { tables: await tablesOf(readStore), log: await wholeLog() }

test('as long as they are known, the log and the read models say it, and nothing else does', async (t) => {
  t.same(
    saidIn(asText(await openPersonal(before.log))),
    [...sayings].sort(),
    'the test knows of all there is to forget',
  )
  t.same(saidIn(asText(before.log)), [], 'the log as it lies on disk is sealed')
  const saying = [...before.tables].filter(([, rows]) => saidIn(rows.join('\n')).length > 0).map(([name]) => name)
  t.same(
    saying,
    ['read.customer', 'read.customer_term'],
    'and these are all the tables that have anything in plain text',
  )
  for (const table of ['vault.identity', 'vault.person_key', 'read.inbox_item', 'read.notification']) {
    t.ok(before.tables.get(table)?.length, `${table} was looked at`)
  }
})

test('once they are erased, no read model, no log line and no sealed field says anything', async (t) => {
  for (const id of [customerId, participantId]) {
    await projected(api, stores)
    await send('admin', 'DELETE', `/v1/customers/${id}`)
  }
  await projected(api, stores)
  const tables = await tablesOf(readStore)
  t.same(saidIn(dumped(tables)), [])
  const persons = new Set<string>([customerId, participantId])
  const theirs = (rows: readonly string[] = []) => rows.filter((row) => [...persons].some((id) => row.includes(id)))
  t.same(theirs(tables.get('vault.identity')), [], 'nothing names them')
  t.same(theirs(tables.get('read.customer_term')), [])
  t.same(theirs(tables.get('read.customer_choice')), [])
  t.equal(theirs(tables.get('vault.person_key')).length, 2, 'that they were erased stays, so that no key is made again')

  const log = await wholeLog()
  t.same(saidIn(asText(await openPersonal(log))), [])
  const sealed = log.filter(({ data }) => [...personsIn(data)].some((id) => persons.has(id)))
  t.ok(sealed.length > 10, 'there was much to forget')
  for (const event of sealed) {
    const keys = await vault.keys(tenant, personsIn(event.data))
    const opened = JSON.stringify(openAll(event.data, tenant, keys))
    t.same(
      [...keys.keys()].filter((id) => persons.has(id)),
      [],
      event.type,
    )
    t.match(opened, '"erased"')
  }
  t.same(saidIn(lines.join('')), [], 'and no line of the log ever said it')
  t.ok(
    lines.some((line) => line.includes(`/v1/customers/`)),
    'lines were written',
  )
})

test('history and figures stay: not a row of visits, facts or messages is another', async (t) => {
  const after = await tablesOf(readStore)
  for (const table of ['read.visit', 'read.visit_fact', 'read.notification', 'read.inbox_item', 'read.agenda_claim']) {
    t.ok(after.get(table)?.length, table)
    t.same(after.get(table), before.tables.get(table), table)
  }
  const types = (events: readonly RecordedEvent[]) => events.map(({ stream, type }) => `${stream} ${type}`)
  const log = types(await wholeLog())
  t.same(log.slice(0, before.log.length), types(before.log), 'the log is as it was')
  t.same(
    log.slice(before.log.length).sort(),
    [customerId, participantId].map((id) => `customer-demo_${id} CustomerErased`).sort(),
    'and says that they were erased',
  )
})

test('asked again, nothing more happens', async (t) => {
  const [log, tables] = [await wholeLog(), await tablesOf(readStore)]
  for (const id of [customerId, participantId]) await send('channel', 'DELETE', `/v1/customers/${id}`)
  await projected(api, stores)
  t.equal((await wholeLog()).length, log.length)
  t.same(await tablesOf(readStore), tables)
})

test('read models that are built anew from the log are the same, and know nothing either', async (t) => {
  const fresh = await createTestDatabase([projectionMigrations])
  const store = connectPostgres({ url: fresh.url, role: 'visita_writer', logger, applicationName: 'test' })
  const stop = new AbortController()
  const running = runProjections<RecordedEvent>({
    ...{ url: fresh.url, projections, openPersonal, logger, signal: stop.signal },
    follow: (options) => api.store.follow(options),
  })
  await projected(api, { places: { ...stores.places, postgres: fresh.url } })
  const [built, served] = [await tablesOf(store), await tablesOf(readStore)]
  const models = [...served.keys()].filter((name) => name.startsWith('read.'))
  t.ok(models.length > 15)
  for (const table of models) t.same(built.get(table), served.get(table), table)
  t.same(saidIn(dumped(built)), [])
  stop.abort()
  await running
  await store.end()
  await fresh.drop()
})

test('whoever comes back with the same phone and id is somebody new', async (t) => {
  const { name, phone, externalId } = told
  const again = await send('channel', 'POST', '/v1/customers', { name, phone, externalId })
  t.not(again.id, customerId)
  t.equal((await api.send('channel', 'PATCH', `/v1/customers/${customerId}`, { name })).status, 410)
})

test('end', async () => {
  await endProjecting()
  await readStore.end()
  await api.close()
  await stores.stop()
})
