import { randomBytes, randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { catalogue, type DomainEvent, type Role, StreamName, type TenantId } from '@visita/domain'
import { connect, type RecordedEvent, sealText } from '@visita/event-store'
import { createKey, createKeyDirectory, encodePosition } from '@visita/http'
import { personalOpener, projectionMigrations, projections } from '@visita/projections'
import { registered, tenantCreated } from '@visita/projections/testing'
import { connectPostgres, createVault, runProjections, waitForPosition } from '@visita/read-store'
import { createLogger, createMetrics, manualClock, parseInstant } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { buildReadApi, type ReadApiOptions } from '../src/index.ts'
import { createStreams } from '../src/streams.ts'

const logger = createLogger({ service: 'read-api', level: 'silent' })

export const demo = 'demo' as TenantId
export const other = 'other' as TenantId
/** A Monday, 09:00 in São Paulo, which is the tenants' time zone. */
export const monday = '2026-03-02T12:00:00Z'
export const date = '2026-03-02'
export const at = (time: string) => `${date}T${time}:00Z`

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly headers: Record<string, unknown>
}

/**
 * The read API over a real event store, a real Postgres and running projections. Facts are recorded in order; a request
 * waits for all of them unless it says otherwise.
 */
export async function startReadApi(
  teardown: (fn: () => Promise<void>) => void,
  live: NonNullable<ReadApiOptions['live']> = {},
) {
  const { eventStore, postgres: url, restartNode, stop: stopStores } = await startStores([projectionMigrations])
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({ url, logger, applicationName: 'read-api' })
  const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  const vault = createVault(writer, randomBytes(32))
  const clock = manualClock(parseInstant(monday))
  const stop = new AbortController()
  const projecting = runProjections<RecordedEvent>({
    url,
    projections,
    follow: (options) => store.follow(options),
    openPersonal: personalOpener(vault),
    logger,
    signal: stop.signal,
    retryMs: 20,
  })
  const { readVisit, readVisitEvents, readStream, recordAudit, tenantKeys } = createStreams(store, clock)
  const app = await buildReadApi({
    readStore,
    readVisit,
    readVisitEvents,
    readStream,
    openPersonal: personalOpener(vault),
    recordAudit,
    log: store,
    live,
    platformProviders: new Map([['email', 'resend']]),
    auth: createKeyDirectory(tenantKeys),
    pingEventStore: () => store.ping(),
    clock,
    logger,
    metrics: createMetrics('read-api'),
    waitMs: 300,
  })
  let position = 0n
  let writing: Promise<unknown> = Promise.resolve()
  teardown(async () => {
    await writing
    await app.close()
    stop.abort()
    await projecting
    await store.close()
    await readStore.end()
    await writer.end()
    await stopStores()
  })

  const common = { actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'test' }
  const at9 = { occurredAt: '2026-03-01T09:00:00Z', recordedAt: '2026-03-01T09:00:00Z' }
  const recorder = {
    /** With the clock of `recordedAt`, RFC 3339, where that matters. */
    record(stream: string, { type, data }: DomainEvent, recordedAt = at9.recordedAt) {
      const tenant = StreamName.split(stream).parts[0] ?? ''
      const event = { id: randomUUID(), type, data, meta: { ...common, ...at9, recordedAt, tenant } }
      writing = writing.then(async () => {
        position = (await store.append(stream, [event], 'any')).position
      })
    },
  }
  /** Everything recorded so far is in the log and in the read models; gives the position of the last of it. */
  async function settled(): Promise<bigint> {
    await writing
    const names = projections.map(({ name }) => name)
    if (!(await waitForPosition(readStore, names, position, 20_000))) throw new Error('the projections are behind')
    return position
  }

  const keys = new Map<string, string>()
  for (const tenant of [demo, other]) {
    recorder.record(StreamName.tenant(tenant), tenantCreated(tenant))
    for (const role of ['channel', 'operator', 'admin', 'auditor'] as const satisfies Role[]) {
      const { key, keyId, secretHash } = createKey(tenant)
      keys.set(`${tenant} ${role}`, key)
      const issued = { keyId, role, label: role, secretHash, at: at9.recordedAt }
      recorder.record(StreamName.tenant(tenant), { type: 'KeyIssued', data: issued })
    }
  }
  await settled()

  return {
    ...recorder,
    ...{ app, clock, settled, vault, url, eventStore, store, restartNode, readStore, keys },
    /** A text under the key of a person, who gets one if there is none. */
    sealed: async (tenant: TenantId, personId: string, text: string) =>
      sealText(await vault.createKey(tenant, personId), tenant, personId, text),
    /** Puts a customer with these texts into the log, sealed. */
    async register(tenant: TenantId, texts: Record<string, string>): Promise<string> {
      const { personId, key } = await vault.resolvePerson(tenant, { proposed: randomUUID() })
      const sealed = Object.entries(texts).map(([field, text]) => [field, sealText(key, tenant, personId, text)])
      recorder.record(StreamName.customer(tenant, personId as never), registered(personId, Object.fromEntries(sealed)))
      return personId
    },
    get: (role: Role | null, path: string, tenant: TenantId = demo, headers: Record<string, string> = {}) =>
      ask('GET', role, path, tenant, headers),
    /** What is asked about is too long for an address. */
    post: (
      role: Role | null,
      path: string,
      body: object,
      tenant: TenantId = demo,
      headers: Record<string, string> = {},
    ) => ask('POST', role, path, tenant, headers, body),
    token: encodePosition,
  }

  async function ask(
    method: 'GET' | 'POST',
    role: Role | null,
    path: string,
    tenant: TenantId,
    headers: Record<string, string>,
    payload?: object,
  ): Promise<Reply> {
    await settled()
    const key = keys.get(`${tenant} ${role}`)
    const reply = await app.inject({
      method,
      url: path,
      ...(payload === undefined ? {} : { payload }),
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
      payloadAsStream: true,
    })
    const answer = { status: reply.statusCode, headers: reply.headers }
    // There is no end of a stream of events to wait for.
    if (String(reply.headers['content-type']).startsWith('text/event-stream')) {
      reply.stream().destroy()
      return { ...answer, body: null }
    }
    return { ...answer, body: JSON.parse(await text(reply.stream())) }
  }
}
export type ReadApi = Awaited<ReturnType<typeof startReadApi>>
