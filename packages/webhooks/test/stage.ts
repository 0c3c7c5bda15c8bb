import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { PlatformAccounts, WebhookAccounts } from '@visita/accounts'
import { createAgenda, createContactPoints, type IdempotentRequest } from '@visita/agenda'
import { buttonPayload, contentText, correlationOf } from '@visita/channels'
import {
  ClaimId,
  catalogue,
  defaultPolicies,
  identify,
  type PersonId,
  ResourceId,
  StreamName,
  TenantId,
  type VisitCommand,
  VisitId,
  VisitTypeId,
} from '@visita/domain'
import { connect, sealText } from '@visita/event-store'
import { connectPostgres, createVault, waitForPosition, withEveryTenant } from '@visita/read-store'
import { createLogger, createMetrics, manualClock, monotonic, parseInstant } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { sql } from 'kysely'
import {
  type Answer,
  createDoor,
  createSafe,
  keepProviderMessages,
  providerMessagesName,
  runWebhooks,
  type Tools,
  webhookMigrations,
} from '../src/index.ts'

export const logger = createLogger({ service: 'webhooks', level: 'silent' })
export const [demo, other] = [TenantId.parse('demo'), TenantId.parse('other')]
export const noon = parseInstant('2026-03-02T12:00:00Z')
export const url = 'https://visita.example/v1/webhooks/whatsapp'
/** The platform's number, and one of tenant `other`'s own. */
export const [shared, own] = ['106500000000001', '106500000000002']
export const secrets = { platform: 'the-app-secret-of-the-platform', other: 'the-app-secret-of-other' }

const platform = {
  accounts: new Map([
    [
      'whatsapp',
      {
        channel: 'whatsapp',
        provider: 'whatsapp-cloud',
        settings: { phoneNumberId: shared },
        secrets: { accessToken: 'x', appSecret: secrets.platform, verifyToken: 'v' },
      },
    ],
  ]),
  addresses: { whatsApp: null, resend: null, twilio: null, whatsAppVersion: 'v23.0' },
} as const as unknown as PlatformAccounts

const webhookAccounts: WebhookAccounts = {
  ofNumber: async (number) => [
    ...(number === own ? [{ tenant: other, signing: secrets.other, verifyToken: null }] : []),
    { tenant: null, signing: secrets.platform, verifyToken: 'v' },
  ],
  ofTenant: async (tenant) => [
    ...(tenant === other ? [{ tenant: other, signing: secrets.other, verifyToken: null }] : []),
    { tenant: null, signing: secrets.platform, verifyToken: 'v' },
  ],
}

/** Where the stores are and how to get in: all that another process needs. */
export interface Places {
  readonly eventStore: string
  readonly postgres: string
  readonly masterKey: string
}

/** A door, and what is behind it, on real stores. Whose phone is whose, and what is answered, is the test's. */
export async function startWebhookTest(teardown: (fn: () => Promise<void>) => void) {
  const stores = await startStores([webhookMigrations])
  const places: Places = { ...stores, masterKey: randomBytes(32).toString('base64') }
  const test = openWebhookTest(places)
  teardown(async () => {
    await test.close()
    await stores.stop()
  })
  return { ...test, places }
}

export function openWebhookTest({ eventStore, postgres, masterKey: text }: Places) {
  const masterKey = Buffer.from(text, 'base64')
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({ url: postgres, role: 'visita_writer', logger, applicationName: 'test', max: 20 })
  const clock = manualClock(noon)
  const vault = createVault(readStore, masterKey)
  const readModel = {
    ...{ resourceIds: async () => [], visitsAmong: async () => [] },
    ...{ lastAssigned: async () => new Map(), usualAgents: async () => new Map() },
  }
  const agenda = createAgenda({ store, clock, vault, readModel, monotonic, alwaysFresh: true })
  const contactPoints = createContactPoints(masterKey)
  const safe = createSafe(masterKey)
  const metrics = createMetrics('webhooks')
  const door = createDoor({ accounts: webhookAccounts, readStore, safe, clock, metrics })
  /** Customers who share a phone that names somebody else. */
  const phones: { tenant: TenantId; personId: PersonId; phone: string }[] = []
  const answers: Answer[] = []
  const tools: Tools = {
    ...{ agenda, store, readStore, vault, webhookAccounts, platform, contactPoints, safe, clock, logger },
    accounts: { account: async (tenant) => ({ source: tenant === other ? 'own' : 'platform' }) as never },
    customersOfPhone: async (tenant, phone) =>
      phones.filter((one) => one.tenant === tenant && one.phone === phone).map(({ personId }) => personId),
    answer: async (answer) => {
      if (!answers.some(({ eventId }) => eventId === answer.eventId)) answers.push(answer)
    },
  }
  const stop = new AbortController()
  const running: Promise<void>[] = []

  const requestOf = (tenant: TenantId): IdempotentRequest => ({
    ...{ tenant, requestId: 'test', caller: { actor: 'key:test', role: 'operator' } },
    idempotency: { key: randomUUID(), fingerprint: '' },
  })
  const contextOf = (tenant: TenantId) => ({
    ...{ tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'test' },
  })
  const accepted = <T extends { kind: string }>(outcome: T): T => {
    if (outcome.kind !== 'accepted')
      throw new Error(`not accepted: ${JSON.stringify(outcome, (_, v) => (typeof v === 'bigint' ? `${v}` : v))}`)
    return outcome
  }

  return {
    ...{ store, readStore, clock, vault, agenda, contactPoints, safe, metrics, door, answers, tools, phones },
    /** Works off what comes in until the test ends; twice are two. */
    run(changes: Partial<Tools> = {}, signal: AbortSignal = stop.signal) {
      const work = runWebhooks({ ...tools, ...changes, metrics, signal: AbortSignal.any([stop.signal, signal]) })
      running.push(work)
      return work
    },
    async close() {
      stop.abort()
      await Promise.all(running)
      await store.close()
      await readStore.end()
    },
    /** WhatsApp tells it, signed by that secret. */
    tell: (value: object, { secret = secrets.platform, number = shared } = {}) =>
      door.receive('whatsapp', { ...signedCall(envelope(value, number), secret), url, tenant: null }),
    async createTenant(tenant: TenantId) {
      const policies = defaultPolicies({ timezone: 'Europe/Madrid', locale: 'es', country: 'ES' })
      const command = { type: 'CreateTenant', tenant, name: tenant, policies, now: clock.now() } as const
      accepted(await agenda.aggregates.tenant.execute(StreamName.tenant(tenant), command, contextOf(tenant)))
    },
    async createCustomer(tenant: TenantId, phone: string) {
      const { personId } = await agenda.people.customer(requestOf(tenant), { name: 'Ana', phone }, clock.now())
      return personId
    },
    /** Tomorrow at noon, pending. */
    async createVisit(
      tenant: TenantId,
      customerId: PersonId,
      participants: { phone: string }[] = [],
      visitId = VisitId.create(),
    ) {
      const party = { customer: { id: customerId }, participants }
      const registered = await agenda.people.register(requestOf(tenant), party, clock.now())
      const command: VisitCommand = {
        ...{ type: 'RequestVisit', visitId, tenant, attempt: 1, typeId: VisitTypeId.parse('viewing'), customerId },
        ...placeAt(noon + 86_400_000),
        ...{ unitId: null, seats: 1, origin: 'api', participants: [...registered.participants], notes: null },
        ...{ override: null, automaticConfirmation: false, now: clock.now() },
      }
      const stream = StreamName.visit(tenant, visitId)
      accepted(await agenda.aggregates.visit.execute(stream, command, contextOf(tenant)))
      return { visitId, participants: registered.participants.map(({ personId }) => personId) }
    },
    async moveVisit(tenant: TenantId, visitId: VisitId, attempt: number, start: number) {
      const command: VisitCommand = {
        type: 'MoveVisit',
        attempt,
        ...placeAt(start),
        ...{ reason: null, override: null, byCustomer: false, rescheduleMinMinutes: 0, now: clock.now() },
      }
      const stream = StreamName.visit(tenant, visitId)
      accepted(await agenda.aggregates.visit.execute(stream, command, contextOf(tenant)))
    },
    visit: async (tenant: TenantId, visitId: VisitId) =>
      (await agenda.aggregates.visit.load(StreamName.visit(tenant, visitId), 0)).state,
    contactPoint: async (tenant: TenantId, address: string) =>
      (await agenda.aggregates.contactPoint.load(contactPoints.streamOf(tenant, address), 0)).state,
    choices: async (tenant: TenantId, customerId: PersonId) => {
      const { state } = await agenda.aggregates.customer.load(StreamName.customer(tenant, customerId), 0)
      if (state.status === 'erased') throw new Error('erased')
      return state.choices
    },
    /** A message that a provider has been asked to take, whatever it answered. */
    async sendMessage(tenant: TenantId, personId: PersonId, visitId: VisitId | null = null, phone = '+34600111222') {
      const key = await vault.createKey(tenant, personId)
      const seal = (plain: string) => sealText(key, tenant, personId, plain)
      const details = {
        ...{ tenant, eventKey: randomUUID(), ruleId: 'created' },
        ...({ mode: 'live', channel: 'whatsapp' } as const),
        recipient: { kind: 'customer', personId },
      } as const
      const now = clock.now()
      const content = seal(contentText({ channel: 'sms', text: 'x', segments: 1, ttlSeconds: 60 }))
      const named = identify(details)
      const stream = StreamName.notification(tenant, named.notificationId)
      const ask = async (command: Parameters<typeof agenda.aggregates.notification.execute>[1]) =>
        accepted(await agenda.aggregates.notification.execute(stream, command, contextOf(tenant)))
      await ask({
        ...{ type: 'RequestNotification', ...details, ...named, visitId, waitlistEntryId: null, content },
        cause: { eventId: randomUUID(), kind: 'visit.created', reminder: null, at: now },
        ...{ fallbackOrder: ['whatsapp'], fallbackIndex: 0, parentId: null, fallbackAfterSeconds: null },
        ...{ template: { key: 'visit.created', version: 1 }, locale: 'es', timezone: 'Europe/Madrid', priority: 1 },
        ...{ dueAt: now, notAfter: now + 7_200_000, slaSeconds: null, quietHours: 'send', visitRevision: null, now },
      })
      await ask({
        ...{ type: 'StartAttempt', gates: [{ gate: 'visit', verdict: 'pass', why: null }], provider: 'whatsapp-cloud' },
        ...{ requestHash: 'a'.repeat(64), leaseToken: randomUUID(), to: seal(phone), now },
      })
      const { notificationId } = named
      return {
        notificationId,
        correlation: correlationOf({ tenant, notificationId, attempt: 1 }),
        accept: (id: string) => ask({ type: 'RecordAccepted', attempt: 1, providerMessageId: seal(id), now }),
        types: async () => (await store.read(stream)).map(({ type }) => type),
        state: async () => (await agenda.aggregates.notification.load(stream, 0)).state,
      }
    },
    /** What is noted of what was told, by what came of it. */
    outcomes: () =>
      withEveryTenant(readStore, async (db) => {
        const { rows } = await sql<{ outcome: string; n: number }>`
          SELECT outcome, count(*)::int AS n FROM webhook.update GROUP BY outcome`.execute(db)
        return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]))
      }),
    /** How many calls are kept and not done. */
    async kept() {
      const [row] = await readStore.query<{ n: number }>('SELECT count(*)::int AS n FROM webhook.delivery')
      return row?.n ?? 0
    },
  }
}
export type WebhookTest = Awaited<ReturnType<typeof startWebhookTest>>

/**
 * Has the providers' ids written down, until the test ends; resolves when all that is in the log is. Whoever opens personal data gives
 * `idOf` the message's stream.
 */
export async function keepMessageIds(
  t: { teardown(fn: () => unknown): unknown },
  w: WebhookTest,
  idOf: (stream: string) => string,
): Promise<void> {
  const stop = new AbortController()
  const keeping = keepProviderMessages({
    ...{ url: w.places.postgres, store: w.store, safe: w.safe, logger, signal: stop.signal },
    openPersonal: async (events) =>
      events.map((event) =>
        event.type === 'NotificationAccepted'
          ? { ...event, data: { ...(event.data as object), providerMessageId: idOf(event.stream) } }
          : event,
      ),
  })
  t.teardown(async () => {
    stop.abort()
    await keeping
  })
  if (!(await waitForPosition(w.readStore, [providerMessagesName], await w.store.head(), 60_000))) {
    throw new Error('it is behind')
  }
}

const placeAt = (start: number) => ({
  ...{ start, end: start + 1_800_000, timezone: 'Europe/Madrid', locationId: null },
  claims: [{ claimId: ClaimId.create(), resourceId: ResourceId.parse('ana'), date: '2026-03-03' }],
})

export const envelope = (value: object, number = shared): string => {
  const metadata = { display_phone_number: '34930000000', phone_number_id: number }
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] })
}

/** As Meta signs: HMAC-SHA256 over the bytes. */
export function signedCall(body: string, secret: string) {
  const rawBody = Buffer.from(body)
  const signature = createHmac('sha256', secret).update(rawBody).digest('hex')
  return { rawBody, headers: { 'x-hub-signature-256': `sha256=${signature}` } }
}

const seconds = (at: number) => String(Math.floor(at / 1000))
let made = 0
export const newId = () => `wamid.${++made}`

export const statusOf = (status: string, correlation: string | null, id = newId(), at = noon) => ({
  statuses: [
    {
      ...{ id, status, timestamp: seconds(at), recipient_id: '34600111222' },
      ...(correlation === null ? {} : { biz_opaque_callback_data: correlation }),
      ...(status === 'failed' ? { errors: [{ code: 131026, title: 'Message undeliverable' }] } : {}),
    },
  ],
})

export const textOf = (from: string, body: string, { id = newId(), at = noon } = {}) => ({
  contacts: [{ wa_id: from.slice(1), profile: { name: 'Ana' } }],
  messages: [{ id, from: from.slice(1), timestamp: seconds(at), type: 'text', text: { body } }],
})

export const tapOf = (
  from: string | null,
  action: 'confirm' | 'cancel' | 'change',
  { visitId, revision, id = newId(), context }: { visitId: VisitId; revision: number; id?: string; context?: string },
) => ({
  contacts: from === null ? [{ user_id: 'ES.1349' }] : [{ wa_id: from.slice(1) }],
  messages: [
    {
      ...{ id, timestamp: seconds(noon), type: 'button' },
      ...(from === null ? { from_user_id: 'ES.1349' } : { from: from.slice(1) }),
      button: { payload: buttonPayload({ action, visitId, revision }), text: 'Botón' },
      ...(context === undefined ? {} : { context: { id: context } }),
    },
  ],
})
