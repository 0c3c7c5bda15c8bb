import { randomUUID } from 'node:crypto'
import {
  type GateVerdict,
  identify,
  instantOf,
  type NotificationEvent,
  type NotificationId,
  PersonId,
  type RequestNotification,
  type Sealed,
  type StartAttempt,
  type TenantId,
} from '@visita/domain'
import type { CommandContext, EventStore, NewEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import { streamOf } from '../src/index.ts'

export const demo = 'demo' as TenantId
/** When the examples begin. */
export const noon = parseInstant('2026-03-02T12:00:00Z')
export const context: CommandContext = {
  ...{ tenant: demo, actor: 'system:test', role: 'system', channel: 'dispatcher', correlationId: 'test' },
}

/** Something that looks sealed, under a key that nobody has. */
const secret = `sealed:v1:${PersonId.derive('ana')}:QQ` as Sealed

/** A request due at that time (epoch ms), of use for two hours. */
export function requestOf(dueAt: number, changes: Partial<RequestNotification> = {}): RequestNotification {
  const details = {
    tenant: demo,
    mode: 'live',
    eventKey: randomUUID(),
    ruleId: 'created',
    channel: 'whatsapp',
    recipient: { kind: 'customer', personId: PersonId.derive('ana') },
    ...changes,
  } as const
  return {
    type: 'RequestNotification',
    visitId: null,
    waitlistEntryId: null,
    cause: { eventId: randomUUID(), kind: 'visit.created', reminder: null, at: dueAt },
    ...{ fallbackOrder: [details.channel], fallbackIndex: 0, parentId: null, fallbackAfterSeconds: null },
    ...{ template: { key: 'visit.created', version: 1 }, locale: 'es', timezone: 'Europe/Madrid', priority: 1 },
    ...{ dueAt, notAfter: dueAt + 7_200_000, slaSeconds: null, quietHours: 'send', visitRevision: null },
    ...details,
    ...identify(details),
    now: dueAt,
  }
}

/** Appends a message that waits to be sent, both events in one append. */
export async function schedule(store: EventStore, dueAt: number, changes: Partial<RequestNotification> = {}) {
  const { type: _, now, cause, notAfter, ...details } = requestOf(dueAt, changes)
  const { notificationId, visitId, channel, priority, visitRevision } = details
  const at = instantOf(now)
  const until = { dueAt: instantOf(dueAt), notAfter: instantOf(notAfter) }
  const events: NotificationEvent[] = [
    {
      type: 'NotificationRequested',
      data: { ...details, ...until, cause: { ...cause, at: instantOf(cause.at) }, at },
    },
    {
      type: 'NotificationScheduled',
      data: { notificationId, visitId, ...{ channel, priority, visitRevision }, ...until, content: secret, at },
    },
  ]
  const stream = streamOf({ tenant: details.tenant, notificationId })
  await store.append(stream, events.map(wire(details.tenant, at)), 'no_stream')
  return { tenant: details.tenant, notificationId: notificationId as NotificationId }
}

const wire =
  (tenant: TenantId, at: string) =>
  ({ type, data }: NotificationEvent): NewEvent => ({
    ...{ id: randomUUID(), type, data },
    meta: { ...context, tenant, occurredAt: at, recordedAt: at },
  })

const passing: GateVerdict[] = [{ gate: 'visit', verdict: 'pass', why: null }]
export const startOf = (leaseToken: string, now: number): StartAttempt => ({
  ...{
    type: 'StartAttempt',
    gates: passing,
    provider: 'fake',
    requestHash: 'a'.repeat(64),
    leaseToken,
    to: secret,
    now,
  },
})
