import { randomBytes, randomUUID } from 'node:crypto'
import { createAccounts, platformAccounts } from '@visita/accounts'
import { createContactPoints } from '@visita/agenda'
import { type Content, contentText } from '@visita/channels'
import { type FakeOptions, fakeSecrets, startFakes } from '@visita/channels/fakes'
import {
  ClaimId,
  type Contact,
  catalogue,
  defaultPolicies,
  identify,
  type NotificationId,
  PersonId,
  type Policies,
  type Recipient,
  type RequestNotification,
  ResourceId,
  StreamName,
  TenantId,
  VisitId,
  VisitTypeId,
} from '@visita/domain'
import { type CommandContext, connect, type EventStore, type RecordedEvent, sealText } from '@visita/event-store'
import { notificationQueue, queueMigrations, streamOf } from '@visita/notifications'
import { connectPostgres, createVault, waitForPosition, withEveryTenant } from '@visita/read-store'
import {
  createLogger,
  createMetrics,
  type ManualClock,
  type Metrics,
  manualClock,
  parseInstant,
  toInstant,
} from '@visita/runtime'
import { startStores, until } from '@visita/testing'
import { sql } from 'kysely'
import { createStreams, type DispatcherOptions, runDispatcher } from '../src/index.ts'

export const demo = TenantId.parse('demo')
export const noon = parseInstant('2026-03-02T12:00:00Z')
export const minute = 60_000
export const hour = 60 * minute
export const ana = PersonId.derive('ana')
export const phone = '+34612345678'
export const numberId = '1065000001'
export const context: CommandContext = {
  ...{ tenant: demo, actor: 'system:test', role: 'system', channel: 'test', correlationId: 'test' },
}

/** What another process needs to work on the same stores. */
export interface Places {
  readonly eventStore: string
  readonly postgres: string
  readonly masterKey: string
  readonly fakesUrl: string
}

const sid = `AC${'a'.repeat(32)}`
export const accountsAt = (url: string) =>
  platformAccounts({
    ...{ VISITA_WHATSAPP_BASE_URL: url, VISITA_RESEND_BASE_URL: url, VISITA_TWILIO_BASE_URL: url },
    ...{ VISITA_WHATSAPP_PHONE_NUMBER_ID: numberId, VISITA_WHATSAPP_ACCESS_TOKEN: 'token' },
    ...{ VISITA_WHATSAPP_APP_SECRET: fakeSecrets.whatsapp, VISITA_WHATSAPP_VERIFY_TOKEN: 'verify' },
    ...{ VISITA_WHATSAPP_VERSION: 'v23.0', VISITA_RESEND_API_KEY: 're_key', VISITA_RESEND_FROM: 'citas@demo.example' },
    ...{ VISITA_RESEND_WEBHOOK_SECRET: fakeSecrets.resend, VISITA_TWILIO_ACCOUNT_SID: sid },
    ...{ VISITA_TWILIO_AUTH_TOKEN: fakeSecrets.twilio, VISITA_TWILIO_FROM: '+34600000000' },
  })

export const contents = {
  whatsapp: {
    channel: 'whatsapp',
    template: { name: 'visit_reminder', language: 'es', parameters: ['Ana'] },
    buttons: [],
    text: 'Hola, Ana',
    ttlSeconds: 3_600,
  },
  email: {
    channel: 'email',
    subject: 'Tu visita',
    html: '<p>Hola, Ana</p>',
    text: 'Hola, Ana',
    calendar: null,
    unsubscribeUrl: null,
  },
  sms: { channel: 'sms', text: 'Hola, Ana', segments: 1, ttlSeconds: 900 },
  in_app: { channel: 'in_app', title: 'Visita', body: 'Hola', url: null },
} as const satisfies Record<string, Content>

/** An event as a test looks at it. */
export type Told = RecordedEvent & { readonly data: Readonly<Record<string, unknown>> }

export interface DispatcherPlaces extends Places {
  readonly clock: ManualClock
}

/** A dispatcher's own connections to the stores, by which it is as separate from others as another process. */
export function openDispatcher(places: DispatcherPlaces, sharedStore?: EventStore) {
  const { eventStore, postgres, masterKey: key, fakesUrl, clock } = places
  const logger = createLogger({ service: 'dispatcher', level: 'silent' })
  const metrics = createMetrics('dispatcher')
  // A process can be connected but once.
  const store = sharedStore ?? connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({ url: postgres, role: 'visita_writer', logger, applicationName: 'test', max: 12 })
  const masterKey = Buffer.from(key, 'base64')
  const vault = createVault(readStore, masterKey)
  const streams = createStreams(store, clock)
  const accounts = createAccounts({ tenants: streams.tenants, vault, platform: accountsAt(fakesUrl), maxAgeMs: 0 })
  const options: Omit<DispatcherOptions, 'signal'> = {
    ...{ store, streams, readStore, vault, masterKey, accounts, clock, logger, metrics },
    ...{ postgresUrl: postgres, publicUrl: 'https://visita.example', random: () => 0, concurrency: 10 },
  }
  return {
    ...options,
    accounts,
    run: (signal: AbortSignal, changes: Partial<DispatcherOptions> = {}) =>
      runDispatcher({ ...options, ...changes, signal }),
    async close() {
      if (!sharedStore) await store.close()
      await readStore.end()
    },
  }
}

export interface Wish extends Partial<Omit<RequestNotification, 'type' | 'content' | 'recipient' | 'cause'>> {
  readonly kind?: string
  readonly text?: Content
  readonly recipient?: Recipient
}

/** Real stores, fakes for providers, a tenant, a customer with phone and e-mail; the clock stands at noon until it is set. */
export async function startStage(teardown: (fn: () => Promise<void>) => void, fakeOptions: Partial<FakeOptions> = {}) {
  const stores = await startStores([queueMigrations])
  const clock = manualClock(noon)
  const fakes = await startFakes({ clock, momentMs: 0, ...fakeOptions })
  const places: Places = {
    ...{ eventStore: stores.eventStore, postgres: stores.postgres },
    ...{ masterKey: randomBytes(32).toString('base64'), fakesUrl: fakes.url },
  }
  const dispatcher = openDispatcher({ ...places, clock })
  const { store, streams, readStore, vault, metrics } = dispatcher
  const stop = new AbortController()
  const running: Promise<void>[] = []
  teardown(async () => {
    stop.abort()
    await Promise.all(running)
    await dispatcher.close()
    await fakes.stop()
    await stores.stop()
  })

  const policies = (changes: Partial<Policies> = {}) =>
    defaultPolicies({ timezone: 'Europe/Madrid', locale: 'es', country: 'ES', ...changes })
  await streams.tenants.execute(
    StreamName.tenant(demo),
    { type: 'CreateTenant', tenant: demo, name: 'Demo', policies: policies(), now: noon - 240 * hour },
    context,
  )

  async function register(personId: PersonId, contact: { phone?: string | null; email?: string | null } = {}) {
    const key = await vault.createKey(demo, personId)
    const seal = (text: string) => sealText(key, demo, personId, text)
    const { phone: number = phone, email = 'ana@example.com' } = contact
    const sealed: Contact = {
      ...{ name: seal('Ana'), externalId: null, locale: null, timezone: null, consents: {} },
      ...{ phone: number === null ? null : seal(number), email: email === null ? null : seal(email) },
    }
    await streams.customers.execute(
      StreamName.customer(demo, personId),
      { type: 'RegisterCustomer', customerId: personId, contact: sealed, now: noon - 24 * hour },
      context,
    )
    return personId
  }
  await register(ana)

  /** A message that waits to be sent, due at the clock's time unless it says otherwise. */
  async function request(wish: Wish = {}) {
    const { kind = 'visit.created', text, recipient = { kind: 'customer', personId: ana }, ...changes } = wish
    const now = clock.now()
    const details = {
      tenant: demo,
      mode: 'live',
      eventKey: randomUUID(),
      ruleId: 'rule',
      channel: 'whatsapp',
      recipient,
      ...changes,
    } as const
    const dueAt = changes.dueAt ?? now
    const person = 'personId' in recipient ? recipient.personId : ana
    const key = await vault.createKey(demo, person)
    const { dedupeKey, notificationId } = identify(details)
    const command: RequestNotification = {
      type: 'RequestNotification',
      ...{ visitId: null, waitlistEntryId: null, visitRevision: null, parentId: null, fallbackAfterSeconds: null },
      cause: { eventId: randomUUID(), kind, reminder: null, at: Math.min(now, dueAt) },
      ...{ fallbackOrder: [details.channel], fallbackIndex: 0, priority: 1, slaSeconds: null, quietHours: 'send' },
      ...{ template: { key: kind, version: 1 }, locale: 'es', timezone: 'Europe/Madrid' },
      ...{ dueAt, notAfter: dueAt + 2 * hour, now },
      ...details,
      ...{ dedupeKey, notificationId },
      content: sealText(key, demo, person, contentText(text ?? contents[details.channel])),
    }
    const outcome = await streams.notifications.execute(
      StreamName.notification(demo, notificationId),
      command,
      context,
      { assumeNew: true },
    )
    if (outcome.kind !== 'accepted') throw new Error(`a request was not accepted: ${JSON.stringify(outcome)}`)
    return notificationId
  }

  /** A visit of Ana's a day from now. */
  async function book(): Promise<VisitId> {
    const visitId = VisitId.create()
    const start = clock.now() + 24 * hour
    const claim = { claimId: ClaimId.create(), resourceId: ResourceId.parse('laura'), date: '2026-03-03' }
    const outcome = await streams.visits.execute(
      StreamName.visit(demo, visitId),
      {
        type: 'RequestVisit',
        ...{ visitId, tenant: demo, attempt: 1, typeId: VisitTypeId.parse('viewing'), customerId: ana },
        ...{ start, end: start + hour, timezone: 'Europe/Madrid', claims: [claim], locationId: null, unitId: null },
        ...{ seats: 1, origin: 'api', participants: [], notes: null, override: null },
        ...{ automaticConfirmation: true, now: clock.now() },
      },
      context,
    )
    if (outcome.kind !== 'accepted') throw new Error(`a visit was not booked: ${JSON.stringify(outcome)}`)
    return visitId
  }

  const rows = (table: string, where = 'true') =>
    withEveryTenant(readStore, async (db) => {
      const { rows: counted } = await sql<{ n: number }>`
        SELECT count(*)::int AS n FROM ${sql.raw(table)} WHERE ${sql.raw(where)}`.execute(db)
      return counted[0]?.n ?? 0
    })
  const load = async (notificationId: NotificationId) =>
    (await streams.notifications.load(streamOf({ tenant: demo, notificationId }), 0)).state
  const eventsOf = async (notificationId: NotificationId) =>
    store.read(streamOf({ tenant: demo, notificationId })) as Promise<readonly Told[]>
  return {
    ...{ ...dispatcher, places, clock, fakes, stores, streams, register, request, book, load, eventsOf, policies },
    contactPoints: createContactPoints(dispatcher.masterKey),
    metrics: metrics as Metrics,
    setPolicies: (changes: Partial<Policies>) =>
      streams.tenants.execute(
        StreamName.tenant(demo),
        { type: 'SetPolicies', policies: policies(changes), now: clock.now() },
        context,
      ),
    /** Runs a dispatcher in this process until the test ends, or the signal. */
    start(changes: Partial<DispatcherOptions> = {}, signal: AbortSignal = stop.signal) {
      running.push(dispatcher.run(AbortSignal.any([stop.signal, signal]), changes))
    },
    /** Until the message is past being pending or worked on. */
    async settled(notificationId: NotificationId) {
      await until('the message has come to something', async () => {
        const { status } = await load(notificationId)
        return status !== 'pending' && status !== 'processing'
      })
      return load(notificationId)
    },
    /** Until its stream has an event of that type. */
    async happened(notificationId: NotificationId, type: string): Promise<Told> {
      let found: Told | undefined
      await until(`${type} has happened`, async () => {
        found = (await eventsOf(notificationId)).findLast((event) => event.type === type)
        return found !== undefined
      })
      return found as Told
    },
    /** The queue has heard of everything that stands in the log. */
    async heard() {
      const head = await store.head()
      if (!(await waitForPosition(readStore, [notificationQueue.name], head, 60_000))) throw new Error('it is behind')
    },
    /** How many messages of the queue are so. */
    count: (where = 'true') => rows('queue.notification_job', where),
    rows,
    at: toInstant,
  }
}
export type Stage = Awaited<ReturnType<typeof startStage>>
