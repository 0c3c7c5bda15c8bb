import { randomBytes, randomUUID } from 'node:crypto'
import { type AccountConfig, platformAccounts } from '@visita/accounts'
import { type Agenda, type BookingStep, createAgenda, type ReadModel } from '@visita/agenda'
import { catalogue, StreamName, TenantId } from '@visita/domain'
import { connect, type EventStore, followManualClock, type RecordedEvent } from '@visita/event-store'
import { createKey, type HttpApp, hashSecret, parseKey } from '@visita/http'
import { personalOpener, projectionMigrations, projections } from '@visita/projections'
import { connectPostgres, createVault, runProjections, waitForPosition } from '@visita/read-store'
import {
  createLogger,
  createMetrics,
  type Logger,
  type ManualClock,
  manualClock,
  monotonic,
  parseInstant,
} from '@visita/runtime'
import { startStores as startTestStores } from '@visita/testing'
import { webhookMigrations } from '@visita/webhooks'
import { buildCommandApi } from '../src/app.ts'
import { recordPlatformKey } from '../src/platform-key.ts'
import { createReadModel } from '../src/read-model.ts'

const silent = createLogger({ service: 'command-api', level: 'silent' })

/** The stores that one test file works on. */
export async function startStores() {
  const { eventStore, postgres, stop } = await startTestStores([projectionMigrations, webhookMigrations])
  return {
    /** Where they are and how to get in: all that another process needs. */
    places: {
      eventStore,
      postgres,
      masterKey: randomBytes(32).toString('base64'),
      platformKey: createKey('platform').key,
      keys: {} as Record<string, string>,
    },
    stop,
  }
}
export type Stores = Awaited<ReturnType<typeof startStores>>

export interface Api {
  readonly app: HttpApp
  readonly store: EventStore
  readonly clock: ManualClock
  /** What the processes ask of the read models. */
  readonly readModel: ReadModel
  /** A request with a key of that role; a POST gets an idempotency key unless it brings one. */
  send(role: Role, method: Method, url: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  /** The same to a second instance of the API. */
  sendToTwin: Api['send']
  /** Destroys somebody's key, as an erasure does. */
  erase(personId: string): Promise<void>
  /** The key that somebody's data is sealed with, if there is one. */
  keyOf(personId: string): Promise<Buffer | null>
  close(): Promise<void>
}
export type Role = 'platform' | 'admin' | 'operator' | 'channel' | 'auditor' | 'stranger'
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly headers: Record<string, unknown>
}

export const tenant = TenantId.parse('demo')
/** Where manage links lead. */
export const publicUrl = 'https://visita.example'
/** A Monday, 09:00 in Santiago. */
export const monday = '2026-03-02T12:00:00Z'

/** The API over these stores, with tenant `demo` configured; again over the same stores, it is a second instance. */
export async function startApi(
  { places }: Pick<Stores, 'places'>,
  onStep?: (step: BookingStep) => void | Promise<void>,
  logger: Logger = silent,
  /** The platform's accounts with those who carry messages, as the environment has them. */
  accounts: Partial<AccountConfig> = {},
): Promise<Api> {
  const store = connect({ connectionString: places.eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({
    url: places.postgres,
    role: 'visita_writer',
    logger,
    applicationName: 'test',
  })
  const clock = manualClock(parseInstant(monday))
  const stop = new AbortController()
  const { following } = await followManualClock(store, clock, parseInstant, stop.signal)
  const masterKey = Buffer.from(places.masterKey, 'base64')
  const vault = createVault(readStore, masterKey)
  const agendaOf = () =>
    createAgenda({
      store,
      clock,
      vault,
      readModel: createReadModel(readStore),
      monotonic,
      ...(onStep ? { onStep } : {}),
    })
  const agenda = agendaOf()
  const platform = parseKey(places.platformKey)
  if (!platform) throw new Error('no platform key')
  await recordPlatformKey(agenda.aggregates, { ...platform, secretHash: hashSecret(platform.secret) }, clock.now())
  const instance = (own: Agenda) =>
    buildCommandApi({
      agenda: own,
      store,
      readStore,
      vault,
      platform: platformAccounts({ VISITA_WHATSAPP_VERSION: 'v23.0', ...accounts }),
      clockIsManual: true,
      masterKey,
      publicUrl,
      logger,
      metrics: createMetrics('command-api'),
    })
  const app = await instance(agenda)
  // A second one over the same connection, since a process can have but one; it shares nothing else.
  const twin = await instance(agendaOf())
  const { keys } = places

  const send = (...[role, method, url, body, headers]: Parameters<Api['send']>) =>
    sendTo(app, role, method, url, body, headers)

  async function sendTo(
    to: HttpApp,
    role: Role,
    method: Method,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const reply = await to.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${keys[role]}`,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return { status: reply.statusCode, body: reply.body === '' ? null : reply.json(), headers: reply.headers }
  }

  if (!keys.admin) {
    Object.assign(keys, { platform: places.platformKey, stranger: createKey('demo').key })
    await send('platform', 'POST', '/v1/platform/tenants', {
      id: tenant,
      name: 'Demo',
      policies: { timezone: 'America/Santiago', locale: 'es-CL', country: 'CL' },
    })
    for (const role of ['admin', 'operator', 'channel', 'auditor'] as const) {
      const issued = await send('platform', 'POST', `/v1/platform/tenants/${tenant}/keys`, { role })
      keys[role] = issued.body.key
    }
    await configure(send)
  }
  return {
    app,
    store,
    clock,
    readModel: agenda.readModel,
    send,
    sendToTwin: (...[role, method, url, body, headers]) => sendTo(twin, role, method, url, body, headers),
    erase: (personId) => vault.erase(tenant, personId),
    keyOf: (personId) => vault.key(tenant, personId),
    async close() {
      await app.close()
      await twin.close()
      stop.abort()
      await following
      await store.close()
      await readStore.end()
    },
  }
}

/** An office with two agents and a flat, and a viewing that needs an agent. */
async function configure(send: Api['send']): Promise<void> {
  const put = async (url: string, body: unknown) => {
    const { status, body: answer } = await send('admin', 'PUT', url, body)
    if (status !== 200) throw new Error(`${url}: ${status} ${JSON.stringify(answer)}`)
  }
  await put('/v1/admin/locations/centro', { id: 'centro', name: 'Centro', timezone: 'America/Santiago' })
  for (const id of ['ana', 'ben']) await put(`/v1/admin/resources/${id}`, agent(id))
  await put('/v1/admin/resources/flat', { ...agent('flat'), kind: 'unit', visitTypeIds: ['tour'] })
  await put('/v1/admin/visit-types/viewing', visitType('viewing', [{ kind: 'agent', count: 1 }]))
  await put(
    '/v1/admin/visit-types/tour',
    visitType('tour', [
      { kind: 'agent', count: 1 },
      { kind: 'unit', count: 1 },
    ]),
  )
}

export const agent = (id: string) => ({
  id,
  kind: 'agent',
  name: id,
  timezone: 'America/Santiago',
  locationId: 'centro',
  capacity: 1,
  schedule: { weekly: [{ days: [1, 2, 3, 4, 5], start: '09:00', end: '18:00' }], exceptions: [], holidays: null },
})

export const visitType = (id: string, needs: readonly { kind: string; count: number }[]) => ({
  id,
  name: id,
  durationMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  seats: 1,
  needs,
  mode: 'in_person',
  slotIntervalMinutes: 30,
})

/** Keeps the read model up to date, as the projector does; call what it gives to stop. */
export function project(api: Api, { places }: Pick<Stores, 'places'>): () => Promise<void> {
  const logger = silent
  const stop = new AbortController()
  const keys = connectPostgres({ url: places.postgres, role: 'visita_writer', logger, applicationName: 'test' })
  const running = runProjections<RecordedEvent>({
    url: places.postgres,
    follow: (options) => api.store.follow(options),
    projections,
    openPersonal: personalOpener(createVault(keys, Buffer.from(places.masterKey, 'base64'))),
    logger,
    signal: stop.signal,
  })
  return async () => {
    stop.abort()
    await running
    await keys.end()
  }
}

/** Until the read models have all that is in the log now: the API itself waits for them only so long. */
export async function projected(api: Api, { places }: Pick<Stores, 'places'>): Promise<void> {
  const store = connectPostgres({ url: places.postgres, logger: silent, applicationName: 'test' })
  const names = projections.map(({ name }) => name)
  const isThere = await waitForPosition(store, names, await api.store.head(), 60_000)
  await store.end()
  if (!isThere) throw new Error('the read models did not get there')
}

let people = 0
/** A booking of a viewing, each by another customer. Times are of 2026-03-03 (a Tuesday), UTC: opening is 12:00 to 21:00. */
export const booking = (time: string, more: Record<string, unknown> = {}) => ({
  typeId: 'viewing',
  start: `2026-03-03T${time}:00Z`,
  resourceIds: ['ana'],
  customer: { name: `Customer ${++people}`, phone: `+5691234${String(people).padStart(4, '0')}` },
  ...more,
})

/** Everything that stands in these agents' streams on that day, as type names. */
export async function slotEvents(
  store: EventStore,
  resource: 'ana' | 'ben' | 'flat',
  date = '2026-03-03',
): Promise<string[]> {
  const recorded = await store.read(StreamName.slot(tenant, resource as never, date))
  return recorded.map(({ type }) => type)
}
