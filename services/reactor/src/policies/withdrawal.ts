import { commandContext } from '@visita/agenda'
import { type NotificationCommand, outdatedBy, StreamName, type VisitState } from '@visita/domain'
import { inParallel } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Later } from '../policy.ts'
import type { OpenMessage } from './messages.ts'

const atOnce = 8
/** How soon it looks again at what somebody is just sending. */
const underWayMs = 2_000

/** What ends a message, or null where it still is right. */
export type Withdrawal<Message> = (message: Message, now: number) => NotificationCommand | null
/** What a message tells of. */
export type About = Pick<OpenMessage, 'notificationId' | 'kind' | 'visitRevision' | 'recipient'> & {
  readonly arrived?: boolean
}

/**
 * Withdraws those that are not right any more. What has gone out is a fact; what is going out at this moment is looked at again.
 * Safe to repeat. @throws Outage
 */
export async function withdrawAll<Message extends Pick<OpenMessage, 'notificationId'>>(
  { aggregates, clock, signal }: Pick<Deps, 'aggregates' | 'clock' | 'signal'>,
  due: Due,
  messages: readonly Message[],
  withdrawal: Withdrawal<Message>,
): Promise<Later | undefined> {
  const now = clock.now()
  let underWay = false
  await inParallel(messages, atOnce, async (message) => {
    const command = withdrawal(message, now)
    if (command === null) return
    signal.throwIfAborted()
    const stream = StreamName.notification(due.tenant, message.notificationId)
    const context = commandContext(requestOf(due))
    const outcome = await aggregates.notification.execute(stream, command, context)
    if (outcome.kind !== 'rejected') return
    underWay ||= outcome.rejection.type === 'notification-attempt-open'
    // A notice that came to lie in an inbox in this very moment is put away; of anything else that is refused.
    if (outcome.rejection.type === 'notification-over' && 'why' in command && command.why === 'visit-cancelled') {
      await aggregates.notification.execute(stream, { type: 'ArchiveInboxItem', why: 'visit-cancelled', now }, context)
    }
  })
  return underWay ? { again: now + underWayMs } : undefined
}

/** What a visit as it stands makes of the messages about it. Where one is in somebody's inbox, it is put away with the visit. */
export const withdrawalFor =
  (visit: VisitState): Withdrawal<About> =>
  (message, now) => {
    const why = outdatedBy(message, visit)
    if (message.arrived) {
      const isGone = why === 'visit-cancelled' && message.kind !== 'visit.unassigned'
      return isGone ? { type: 'ArchiveInboxItem', why, now } : null
    }
    if (why === null) return null
    return why === 'moved' ? supersede(visit, now) : { type: 'CancelNotification', why, now }
  }

export const supersede = ({ placedAtRevision }: Pick<VisitState, 'placedAtRevision'>, now: number) =>
  ({ type: 'SupersedeNotification', byRevision: placedAtRevision, now }) as const
