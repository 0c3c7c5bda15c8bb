import { type Content, readContent } from '@visita/channels'
import {
  type FailureClass,
  type Notification,
  type NotificationCommand,
  NotificationId,
  recipientKey,
  StreamName,
} from '@visita/domain'
import { openText, readLog } from '@visita/event-store'
import { context, type Stage, tenant } from './stage.ts'

/** A message as somebody who looks after them sees it. */
export interface Sent extends Notification {
  /** `customer`, `participant:<id>`, `resource:ana`. */
  readonly to: string
  readonly kind: string
  /** Its status, or why it goes no further. */
  readonly standing: string
  readonly text: Content | null
}

/** Everything that was ever requested, in the order of the log, opened. */
export function outboxOf({ store, agenda, vault, clock }: Pick<Stage, 'store' | 'agenda' | 'vault' | 'clock'>) {
  async function all(): Promise<Sent[]> {
    const ids: NotificationId[] = []
    const { signal } = new AbortController()
    const until = await store.head()
    for await (const { events } of readLog(store, {
      name: 'outbox',
      until,
      types: ['NotificationRequested'],
      signal,
    })) {
      for (const { data } of events) ids.push((data as { notificationId: NotificationId }).notificationId)
    }
    return Promise.all(ids.map(sent))
  }

  async function sent(id: NotificationId): Promise<Sent> {
    const { state } = await agenda.aggregates.notification.load(StreamName.notification(tenant, id), 0)
    const { status, notification } = state
    if (!notification) throw new Error('there is no such message')
    const { content } = notification
    const key = content && (await vault.key(tenant, content.split(':')[2] ?? ''))
    return {
      ...notification,
      to: recipientKey(notification.recipient),
      kind: notification.cause.kind,
      standing: notification.resolution ?? status,
      text: content && key ? readContent(openText(key, tenant, content)) : null,
    }
  }
  const ask = async (id: NotificationId, command: NotificationCommand) => {
    const outcome = await agenda.aggregates.notification.execute(StreamName.notification(tenant, id), command, context)
    if (outcome.kind !== 'accepted') throw new Error(`${command.type} was not accepted`)
  }
  return {
    all,
    sent,
    ask,
    /** As a dispatcher begins to send it. */
    start: (id: NotificationId) =>
      ask(id, {
        ...{ type: 'StartAttempt', gates: [{ gate: 'visit', verdict: 'pass', why: null }], provider: 'fake' },
        ...{ requestHash: 'a'.repeat(64), leaseToken: NotificationId.derive('lease', id), to: null, now: clock.now() },
      }),
    accept: (id: NotificationId) =>
      ask(id, { type: 'RecordAccepted', attempt: 1, providerMessageId: null, now: clock.now() }),
    fail: (id: NotificationId, kind: FailureClass = 'unreachable') =>
      ask(id, { type: 'RecordRefused', attempt: 1, class: kind, code: null, next: 'fail', now: clock.now() }),
    report: (id: NotificationId, status: 'delivered' | 'read') =>
      ask(id, {
        type: 'ReportStatus',
        attempt: 1,
        status,
        providerAt: clock.now(),
        providerMessageId: null,
        now: clock.now(),
      }),
    /** About that visit, alone or with others. */
    of: async (visitId: string) =>
      (await all()).filter((one) => one.visitId === visitId || one.visitIds?.some((id) => id === visitId)),
  }
}

/** `<kind> <channel> <standing>` of each, sorted. */
export const told = (messages: readonly Sent[]) =>
  messages.map(({ kind, channel, standing }) => `${kind} ${channel} ${standing}`).sort()
