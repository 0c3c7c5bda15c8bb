import { type Content, readContent } from '@visita/channels'
import { type Notification, type NotificationId, recipientKey, StreamName } from '@visita/domain'
import { openText, readLog } from '@visita/event-store'
import { type Stage, tenant } from './stage.ts'

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
export function outboxOf({ store, agenda, vault }: Pick<Stage, 'store' | 'agenda' | 'vault'>) {
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
  return {
    all,
    /** About that visit, alone or with others. */
    of: async (visitId: string) =>
      (await all()).filter((one) => one.visitId === visitId || one.visitIds?.some((id) => id === visitId)),
  }
}

/** `<kind> <channel> <standing>` of each, sorted. */
export const told = (messages: readonly Sent[]) =>
  messages.map(({ kind, channel, standing }) => `${kind} ${channel} ${standing}`).sort()
