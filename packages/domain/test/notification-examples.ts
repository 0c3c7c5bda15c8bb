import { NotificationId, PersonId, TenantId, VisitId } from '../src/ids.ts'
import { instantOf } from '../src/instant.ts'
import type { ReportStatus, RequestNotification, StartAttempt } from '../src/notification/commands.ts'
import type { NotificationEvent } from '../src/notification/events.ts'
import { identify } from '../src/notification/key.ts'
import type { GateVerdict } from '../src/notification/words.ts'
import { at, instant, sealed } from '../src/testing.ts'

// What the examples of notifications are made of: a critical reminder by WhatsApp, due at 10:00, of no use from 12:00.

const identity = {
  mode: 'live',
  tenant: TenantId.parse('demo'),
  eventKey: `${VisitId.derive('visit')}:1:PT2H`,
  ruleId: 'reminder-t2h',
  channel: 'whatsapp',
  recipient: { kind: 'customer', personId: PersonId.derive('ana') },
} as const

export const wanted = (changes: Partial<RequestNotification> = {}): RequestNotification => {
  const details = { ...identity, ...changes }
  return {
    type: 'RequestNotification',
    ...details,
    ...identify(details),
    visitId: VisitId.derive('visit'),
    cause: { eventId: VisitId.derive('event'), kind: 'visit.reminder', reminder: 'PT2H', at: at('08:00') },
    fallbackOrder: ['whatsapp', 'sms'],
    fallbackIndex: 0,
    parentId: null,
    fallbackAfterSeconds: 600,
    template: { key: 'visit.reminder.t2h', version: 3 },
    locale: 'es',
    timezone: 'America/Santiago',
    priority: 0,
    dueAt: at('10:00'),
    notAfter: at('12:00'),
    slaSeconds: 120,
    quietHours: 'send',
    visitRevision: 1,
    waitlistEntryId: null,
    now: at('08:00'),
    ...changes,
  }
}
export const { notificationId, visitId } = wanted()

type Type = NotificationEvent['type']
type Data<T extends Type> = Extract<NotificationEvent, { type: T }>['data']

/** An event of the example at a time of its day. */
export const told = <T extends Type>(
  type: T,
  time: string,
  data: Omit<Data<T>, 'notificationId' | 'visitId' | 'at'>,
): NotificationEvent => ({ type, data: { notificationId, visitId, at: instant(time), ...data } }) as never

export const requestedAs = (changes: Partial<RequestNotification> = {}): NotificationEvent => {
  const { type: _, now: __, cause, ...details } = wanted(changes)
  const instants = { dueAt: instant('10:00'), notAfter: instant('12:00'), at: instant('08:00') }
  return {
    type: 'NotificationRequested',
    data: { ...details, cause: { ...cause, at: instant('08:00') }, ...instants },
  }
}
export const requested = requestedAs()
export const content = sealed('{"template":"reminder"}')
/** What a queue is told of the example. */
export const run = { channel: 'whatsapp', priority: 0, notAfter: instant('12:00'), visitRevision: 1 } as const
export const scheduled = told('NotificationScheduled', '08:00', { ...run, dueAt: instant('10:00'), content })

export const passing: GateVerdict[] = [
  { gate: 'visit', verdict: 'pass', why: null },
  { gate: 'window', verdict: 'pass', why: 'template' },
]
export const leases = {
  first: '00000000-0000-4000-8000-000000000001',
  second: '00000000-0000-4000-8000-000000000002',
} as const
const hash = 'a'.repeat(64)
export const start = (time: string, changes: Partial<StartAttempt> = {}): StartAttempt => ({
  type: 'StartAttempt',
  gates: passing,
  provider: 'whatsapp-cloud',
  requestHash: hash,
  leaseToken: leases.first,
  to: sealed('+34612345678'),
  now: at(time),
  ...changes,
})
export const judgedAt = (time: string, gates: GateVerdict[] = passing) =>
  told('NotificationGatesJudged', time, { gates })
export const startedAt = (time: string, attempt = 1, leaseToken: string = leases.first) =>
  told('NotificationAttemptStarted', time, {
    ...{ attempt, provider: 'whatsapp-cloud', requestHash: hash, leaseToken, to: sealed('+34612345678') },
  })
export const wamid = sealed('wamid.1')
export const acceptedAt = (time: string, attempt = 1, as: 'first' | 'again' | 'late' = 'first') =>
  told('NotificationAccepted', time, {
    attempt,
    as,
    fallbackAt: as === 'late' ? null : instantOf(at(time) + 600_000),
    providerMessageId: wamid,
  })
export const refusedAt = (time: string, retryAt: string | null, attempt = 1) =>
  told('NotificationAttemptRefused', time, {
    ...{ attempt, class: 'unavailable', code: '131016' },
    retryAt: retryAt === null ? null : instant(retryAt),
  })
export const lostAt = (time: string, attempt = 1) =>
  told('NotificationAttemptLost', time, { attempt, lookAgainAt: instant('10:05') })

// What is asked of it, and what comes of that.

export const unavailable = { class: 'unavailable', code: '131016' } as const
export const accept = (attempt = 1, time = '10:01') =>
  ({ type: 'RecordAccepted', attempt, providerMessageId: wamid, now: at(time) }) as const
export const refuse = (next: { retryAt: number } | 'fail' | 'dead-letter', attempt = 1) =>
  ({ type: 'RecordRefused', attempt, ...unavailable, next, now: at('10:01') }) as const
export const lose = { type: 'RecordLost', attempt: 1, lookAgainAt: at('10:05'), now: at('10:01') } as const
export const report = (status: ReportStatus['status'], attempt = 1): ReportStatus => ({
  type: 'ReportStatus',
  ...{ attempt, status, providerAt: at('10:02'), providerMessageId: wamid },
  ...(status === 'undelivered' && { class: 'unreachable', code: '131026' }),
  now: at('10:03'),
})
export const reported = (type: 'NotificationSent' | 'NotificationDelivered' | 'NotificationRead') =>
  told(type, '10:03', { attempt: 1, providerAt: instant('10:02') })
export const undelivered = told('NotificationUndelivered', '10:03', {
  ...{ attempt: 1, providerAt: instant('10:02'), class: 'unreachable', code: '131026' },
})
export const unreachable = { attempt: 1, class: 'unreachable', code: '131026' } as const
export const failed = told('NotificationFailed', '10:03', unreachable)
export const childId = NotificationId.derive('child')
export const fallBack = (why: 'failed' | 'undelivered-in-time') =>
  ({ type: 'FallBack', channel: 'sms', childId, why, now: at('10:15') }) as const
export const fellBack = (why: 'failed' | 'undelivered-in-time') =>
  told('NotificationFellBack', '10:15', { channel: 'sms', childId, why })
export const retry = (time = '10:30') => ({ type: 'RetryNotification', now: at(time) }) as const
export const cancel = { type: 'CancelNotification', why: 'visit-cancelled', now: at('09:00') } as const
export const sending = [requested, scheduled, judgedAt('10:00'), startedAt('10:00')]
export const out = [...sending, acceptedAt('10:01')]
