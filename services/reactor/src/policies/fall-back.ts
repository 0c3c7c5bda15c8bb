import {
  deliveryOf,
  type NotificationId,
  type NotificationState,
  outdatedBy,
  StreamName,
  type ToldVisit,
  type VisitId,
} from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Policy, Recorded } from '../policy.ts'

type Failed = Recorded<'NotificationFailed' | 'NotificationDeadLettered'>
type Ended = Recorded<'NotificationDelivered' | 'NotificationRead' | 'NotificationFellBack' | 'NotificationRetried'>

const failed = ({ data, meta }: Failed) => ({
  open: [{ key: data.notificationId, dueAt: parseInstant(meta.recordedAt), payload: {} }],
})
const ended = ({ data }: Ended) => ({ close: [data.notificationId] })

/**
 * What did not get through on one channel goes out on the next one of its rule: at once where it failed, and where it was taken but
 * neither delivered nor read, when the rule's patience ends. By the message's id.
 */
export const fallBack: Policy<Record<string, never>> = {
  kind: 'fall-back',
  on: {
    NotificationFailed: failed,
    NotificationDeadLettered: failed,
    NotificationAccepted: ({ data }) =>
      data.fallbackAt === null
        ? { close: data.as === 'late' ? [] : [data.notificationId] }
        : { open: [{ key: data.notificationId, dueAt: parseInstant(data.fallbackAt), payload: {} }] },
    NotificationDelivered: ended,
    NotificationRead: ended,
    NotificationRetried: ended,
  },
  async fulfil(deps, due) {
    const stream = StreamName.notification(due.tenant, due.key as NotificationId)
    const { state } = await deps.aggregates.notification.load(stream)
    const why = reasonOf(state)
    if (!state.notification || why === null || deps.clock.now() >= state.notification.notAfter) return
    const told = await toldStill(deps, due, state.notification)
    if (told) await deps.planning.fallBack(requestOf(due), state.notification, why, told)
  },
}

/** Why it goes on to the next channel, or null. Whoever said no on one is not asked on another. */
function reasonOf({ status, notification }: NotificationState): 'failed' | 'undelivered-in-time' | null {
  if (!notification) return null
  const { resolution, failure } = notification
  // One that says so already may have died before its child was requested.
  if (resolution !== null && resolution !== 'fell_back') return null
  if (status === 'failed' || status === 'dead_letter') return failure?.class === 'opted-out' ? null : 'failed'
  return status === 'sent' && !['delivered', 'read'].includes(deliveryOf(notification)) ? 'undelivered-in-time' : null
}

type Known = NonNullable<NotificationState['notification']>

/** The visits that it tells of, as they are now; null where it would be wrong by now. */
async function toldStill({ planning }: Deps, { tenant }: Due, message: Known): Promise<readonly ToldVisit[] | null> {
  const ids: readonly VisitId[] = message.visitIds ?? (message.visitId ? [message.visitId] : [])
  const about = { ...message, kind: message.cause.kind }
  const histories = await Promise.all(ids.map((id) => planning.readVisit(tenant, id)))
  const told = histories.flatMap(({ told: one }) => (one && outdatedBy(about, one.state) === null ? [one] : []))
  return told.length === 0 && ids.length > 0 ? null : told
}
