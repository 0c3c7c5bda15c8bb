import {
  type Notification,
  type NotificationCommand,
  type NotificationEvent,
  type NotificationRejection,
  type NotificationState,
  notification,
  StreamName,
  unsettledAttempt,
} from '@visita/domain'
import {
  type CommandContext,
  type CommandHandler,
  createHandler,
  type EventStore,
  type HandlerOptions,
} from '@visita/event-store'
import type { Job } from './queue.ts'

export type Notifications = CommandHandler<
  NotificationState,
  NotificationCommand,
  NotificationEvent,
  NotificationRejection
>

/** The streams of messages. Each is worked on for a moment and then left alone, so few are kept in memory. */
export const createNotifications = (
  options: Pick<
    HandlerOptions<NotificationState, NotificationCommand, NotificationEvent, NotificationRejection>,
    'monotonic' | 'now'
  > & {
    readonly store: EventStore
  },
): Notifications => createHandler({ ...options, decider: notification, cacheSize: 2_000 })

export const streamOf = ({ tenant, notificationId }: Pick<Job, 'tenant' | 'notificationId'>) =>
  StreamName.notification(tenant, notificationId)

/** How the message stands when somebody takes it up. `revision` is the stream's. */
export type TakenUp =
  /** It waits: ask the gates, and send. */
  | { readonly kind: 'waiting'; readonly notification: Notification; readonly revision: bigint }
  /** An attempt's outcome is not known, and the time to wait for the provider's word is over. */
  | { readonly kind: 'undecided'; readonly notification: Notification; readonly revision: bigint }
  /** Nothing is to be done: it has gone out, or will not; or its attempt was noted as lost just now. */
  | { readonly kind: 'nothing'; readonly revision: bigint }

export interface TakeUpOptions {
  readonly notifications: Notifications
  readonly context: CommandContext
  /** Epoch ms. */
  readonly now: number
  /** How long the provider may still tell of an attempt whose outcome nobody recorded. */
  readonly patienceMs: number
}

/**
 * What is in memory, where it is as new as the queue's word: enough, since whatever is done because of it is checked by its append.
 * @throws Outage
 */
export async function asKnown(
  notifications: Pick<Notifications, 'peek' | 'load'>,
  job: Job,
): ReturnType<Notifications['load']> {
  const stream = streamOf(job)
  const known = notifications.peek(stream)
  return known && known.revision >= job.revision ? known : notifications.load(stream, 0)
}

/**
 * Looks at the stream before anything is done with a job. An attempt that somebody else began and never ended went out perhaps: it
 * is noted as lost, and not repeated. @throws Outage
 */
export async function takeUp(job: Job, { notifications, context, now, patienceMs }: TakeUpOptions): Promise<TakenUp> {
  const { state, revision } = await asKnown(notifications, job)
  const { status, notification } = state
  const attempt = notification && unsettledAttempt(notification)
  // It waits for something, of which the queue has not heard: what was written before is not written again.
  if (notification && now < notification.nextAt) return { kind: 'nothing', revision }
  if (status === 'pending' && notification) return { kind: 'waiting', notification, revision }
  if (status !== 'processing' || !notification || !attempt) return { kind: 'nothing', revision }
  if (attempt.outcome === 'lost') return { kind: 'undecided', notification, revision }
  // Ours alone under this very lease: whoever has it now is somebody else.
  const command = { type: 'RecordLost', attempt: attempt.attempt, lookAgainAt: now + patienceMs, now } as const
  const outcome = await notifications.execute(streamOf(job), command, context)
  return { kind: 'nothing', revision: outcome.kind === 'key-reused' ? revision : outcome.revision }
}
