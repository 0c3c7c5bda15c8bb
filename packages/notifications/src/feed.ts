import type { NotificationEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { Projection, Row, RowOp, RunOptions } from '@visita/read-store'

type Type = NotificationEvent['type']
type Fact<T extends Type> = RecordedEvent<Extract<NotificationEvent, { type: T }>>

const table = 'queue.notification_job'
const keyOf = ({ ids: [tenant = ''], data }: Fact<Type>) => ({
  tenant_id: tenant,
  notification_id: data.notificationId,
})

const free = { lease_token: null, lease_until: null, failures: 0 }

const lay = (event: Fact<'NotificationScheduled' | 'NotificationRetried'>, nextAt: string): RowOp[] => {
  const { channel, priority, notAfter, visitRevision, visitId } = event.data
  const wanted = { channel, priority, next_at: nextAt, not_after: notAfter }
  const visit = { visit_id: visitId, visit_revision: visitRevision, revision: event.revision }
  return [{ op: 'put', table, row: { ...keyOf(event), ...wanted, ...visit, ...free } }]
}
/** The row has heard of it; with `set`, that changes when it may be taken. */
const heard = (event: Fact<Type>, set: Row = {}): RowOp[] => [
  { op: 'patch', table, key: keyOf(event), set: { ...set, revision: event.revision } },
]
/** Whoever was at it has written down what came of that, and has it no more. */
const letGo = (event: Fact<Type>, nextAt: string): RowOp[] => heard(event, { ...free, next_at: nextAt })
const gone = (event: Fact<Type>): RowOp[] => [{ op: 'remove', table, key: keyOf(event) }]
const arrived = (event: Fact<'NotificationDelivered' | 'NotificationRead'>) =>
  event.data.settles ? gone(event) : heard(event)

/** What every event does to the queue: one without a line does not compile. */
const on: { readonly [T in Type]: (event: Fact<T>) => readonly RowOp[] } = {
  // Without a text there is nothing to send yet.
  NotificationRequested: () => [],
  NotificationScheduled: (event) => lay(event, event.data.dueAt),
  NotificationRetried: (event) => lay(event, event.data.at),
  NotificationGatesJudged: (event) => heard(event),
  NotificationDeferred: (event) => letGo(event, event.data.until),
  NotificationAttemptStarted: (event) => heard(event),
  NotificationAttemptRefused: (event) =>
    event.data.retryAt === null ? heard(event) : letGo(event, event.data.retryAt),
  // Nobody sends it then: somebody looks whether the provider has told meanwhile, and decides.
  NotificationAttemptLost: (event) => letGo(event, event.data.lookAgainAt),
  NotificationAccepted: gone,
  NotificationSent: (event) => heard(event),
  NotificationDelivered: arrived,
  NotificationRead: arrived,
  NotificationUndelivered: (event) => heard(event),
  NotificationSeen: (event) => heard(event),
  NotificationArchived: (event) => heard(event),
  NotificationFailed: gone,
  NotificationDeadLettered: gone,
  NotificationFellBack: (event) => heard(event),
  NotificationSuperseded: gone,
  NotificationCancelled: gone,
  NotificationSuppressed: gone,
  NotificationExpired: gone,
  NotificationShadowed: gone,
}

/** Keeps the queue as the log has it. Jobs and checkpoint share a transaction. */
export const notificationQueue: Projection<RecordedEvent> = {
  name: 'notification-queue',
  version: 1,
  // Dispatchers lease its rows, and no answer comes from it.
  inPlace: true,
  tables: [{ name: table, key: ['tenant_id', 'notification_id'] }],
  on: on as unknown as Projection<RecordedEvent>['on'],
}

/**
 * What `runProjections` is to keep, and how. Somebody waits for what is due now: it does not wait for the one or two events that
 * came before it, only where many come.
 */
export const queueFeed: Pick<RunOptions<RecordedEvent>, 'projections' | 'openPersonal' | 'breathMs'> = {
  projections: [notificationQueue],
  openPersonal: async (events) => events,
  breathMs: (events) => Math.min(Math.max(0, 4 * (events - 2)), 40),
}
