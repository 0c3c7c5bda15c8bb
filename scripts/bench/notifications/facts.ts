import { randomUUID } from 'node:crypto'
import { contentText } from '@visita/channels'
import { createStreams } from '@visita/dispatcher'
import {
  type Contact,
  defaultPolicies,
  identify,
  type NotificationId,
  PersonId,
  type RequestNotification,
  type Sealed,
  StreamName,
  type TenantId,
} from '@visita/domain'
import { type CommandContext, type EventStore, sealText } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import type { Clock } from '@visita/runtime'

export const tenant = 'bench' as TenantId
const context: CommandContext = {
  ...{ tenant, actor: 'system:announce', role: 'system', channel: 'reactor', correlationId: 'bench' },
}
const people = 200
const hourMs = 3_600_000

/** What the log has before anything is measured: a business and people with phones; and how a message to one of them is requested. */
export async function createFacts(store: EventStore, vault: Vault, clock: Clock) {
  const streams = createStreams(store, clock)
  const now = clock.now()
  const policies = defaultPolicies({ timezone: 'Europe/Madrid', locale: 'es', country: 'ES' })
  await streams.tenants.execute(
    StreamName.tenant(tenant),
    { type: 'CreateTenant', tenant, name: 'Bench', policies, now },
    context,
  )
  const known: { readonly personId: PersonId; readonly seal: (text: string) => Sealed }[] = []
  for (let index = 0; index < people; index += 1) {
    const personId = PersonId.derive('bench', String(index))
    const key = await vault.createKey(tenant, personId)
    const seal = (text: string) => sealText(key, tenant, personId, text)
    const contact: Contact = {
      ...{ name: seal(`Person ${index}`), externalId: null, locale: null, timezone: null, consents: {} },
      ...{ phone: seal(`+346${String(index).padStart(8, '0')}`), email: null },
    }
    const command = { type: 'RegisterCustomer', customerId: personId, contact, now } as const
    await streams.customers.execute(StreamName.customer(tenant, personId), command, context)
    known.push({ personId, seal })
  }
  const text = contentText({
    channel: 'sms',
    text: 'Hola, te esperamos mañana a las 10:30',
    segments: 1,
    ttlSeconds: 900,
  })
  let next = 0

  /** A message that is due then (epoch ms), ready to be requested: with its text, in one append, as the reactor does it. */
  function message(dueAt: number) {
    const person = known[next++ % people]
    if (!person) throw new Error('nobody is known')
    const { personId, seal } = person
    const identity = {
      ...{ tenant, mode: 'live', eventKey: randomUUID(), ruleId: 'bench', channel: 'sms' },
      recipient: { kind: 'customer', personId },
    } satisfies Parameters<typeof identify>[0]
    const ids = identify(identity)
    const command: RequestNotification = {
      type: 'RequestNotification',
      ...{ ...identity, ...ids, visitId: null, waitlistEntryId: null, visitRevision: null, parentId: null },
      cause: { eventId: randomUUID(), kind: 'visit.created', reminder: null, at: Math.min(clock.now(), dueAt) },
      ...{ fallbackOrder: ['sms'], fallbackIndex: 0, fallbackAfterSeconds: null },
      ...{ template: { key: 'visit.created', version: 1 }, locale: 'es', timezone: 'Europe/Madrid' },
      ...{ priority: 1, slaSeconds: null, quietHours: 'send' },
      ...{ dueAt, notAfter: dueAt + 24 * hourMs, now: clock.now() },
      content: seal(text),
    }
    return {
      id: ids.notificationId as string,
      async request(): Promise<void> {
        const stream = StreamName.notification(tenant, ids.notificationId)
        const outcome = await streams.notifications.execute(stream, command, context, { assumeNew: true })
        if (outcome.kind !== 'accepted') throw new Error(`a message was ${outcome.kind}`)
      },
    }
  }
  /** How it stands by its stream. */
  async function outcomeOf(id: string) {
    const { state } = await streams.notifications.load(StreamName.notification(tenant, id as NotificationId), 0)
    return state
  }
  return { message, outcomeOf }
}
export type Facts = Awaited<ReturnType<typeof createFacts>>
