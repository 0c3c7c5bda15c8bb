import { randomUUID } from 'node:crypto'
import {
  type DomainEvent,
  epochOf,
  identify,
  type NotificationCommand,
  type NotificationState,
  notification,
  type RequestNotification,
  type Sealed,
  type StartAttempt,
  StreamName,
  type TenantId,
} from '@visita/domain'

interface Recorder {
  record(stream: string, event: DomainEvent): unknown
}

/** A command without what every one has; `at` is when, RFC 3339. */
type Asked<C = NotificationCommand> = C extends { readonly now: number } ? Omit<C, 'now'> : never

export interface Message {
  readonly notificationId: string
  readonly visitId: string | null
  readonly state: () => NotificationState
  /** Decides, and records what comes of it. @throws where it is refused: facts do not contradict each other */
  ask(at: string, command: Asked): Message
  /** Claims an attempt; those below report on the last one. */
  start(at: string, changes?: Partial<Asked<StartAttempt>>): Message
  accepted(at: string): Message
  told(at: string, status: 'sent' | 'delivered' | 'read' | 'undelivered'): Message
}

/** Something that looks sealed, under a key that nobody has. */
const secret = (personId: string) => `sealed:v1:${personId}:QQ` as Sealed

interface Wanted
  extends Partial<Omit<RequestNotification, 'type' | 'tenant' | 'now' | 'dueAt' | 'notAfter' | 'cause'>> {
  /** RFC 3339; its cause happened then too, unless it says otherwise, and it is of use for two hours. */
  readonly due: string
  readonly causedAt?: string
  readonly kind?: string
  /** ISO 8601 duration before the visit, of what reminds of it. */
  readonly reminder?: string
  readonly content?: Sealed
}

/** Records a message as it is requested and scheduled; what becomes of it is for the caller to tell. */
export function message(on: Recorder, tenant: TenantId, wanted: Wanted): Message {
  const { due, causedAt = due, kind = 'visit.created', reminder = null, content, ...changes } = wanted
  const personId = randomUUID()
  const details = {
    tenant,
    mode: 'live',
    eventKey: randomUUID(),
    ruleId: 'created',
    channel: 'whatsapp',
    recipient: { kind: 'customer', personId: personId as never },
    ...changes,
  } as const
  const { notificationId, dedupeKey } = identify(details)
  const stream = StreamName.notification(tenant, notificationId)
  let state = notification.initial
  const made: Message = {
    notificationId,
    visitId: changes.visitId ?? null,
    state: () => state,
    ask(at, asked) {
      const decision = notification.decide({ ...asked, now: epochOf(at) } as NotificationCommand, state)
      if (!decision.accepted) throw new Error(`${asked.type} was refused: ${decision.rejection.type}`)
      for (const event of decision.events) on.record(stream, event)
      state = decision.events.reduce(notification.evolve, state)
      return made
    },
    start: (at, more = {}) =>
      made.ask(at, {
        type: 'StartAttempt',
        gates: [{ gate: 'visit', verdict: 'pass', why: null }],
        ...{ provider: 'whatsapp-cloud', requestHash: 'a'.repeat(64), leaseToken: randomUUID(), to: secret(personId) },
        ...more,
      }),
    accepted: (at) => made.ask(at, { type: 'RecordAccepted', attempt: attempt(), providerMessageId: secret(personId) }),
    told: (at, status) =>
      made.ask(at, {
        ...{ type: 'ReportStatus', attempt: attempt(), status, providerAt: epochOf(at), providerMessageId: null },
        ...(status === 'undelivered' && { class: 'unreachable', code: '131026' }),
      }),
  }
  const attempt = () => state.notification?.attempts.length ?? 0
  return made
    .ask(causedAt, {
      type: 'RequestNotification',
      visitId: null,
      waitlistEntryId: null,
      fallbackOrder: ['whatsapp', 'email', 'sms', 'in_app'],
      fallbackIndex: (['whatsapp', 'email', 'sms', 'in_app'] as const).indexOf(details.channel),
      parentId: null,
      fallbackAfterSeconds: null,
      template: { key: kind, version: 1 },
      locale: 'es',
      timezone: 'America/Sao_Paulo',
      priority: 0,
      slaSeconds: 120,
      quietHours: 'send',
      visitRevision: 0,
      ...details,
      ...{ notificationId, dedupeKey, dueAt: epochOf(due), notAfter: epochOf(due) + 7_200_000 },
      cause: { eventId: randomUUID(), kind, reminder, at: epochOf(causedAt) },
    })
    .ask(causedAt, { type: 'ScheduleNotification', content: content ?? secret(personId) })
}
