import type { Decider } from '../decider.ts'
import type { NotificationCommand } from './commands.ts'
import { decideNotification } from './decide.ts'
import type { NotificationEvent } from './events.ts'
import type { NotificationRejection } from './rejections.ts'
import { evolveNotification, initialNotification, type NotificationState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export * from './key.ts'
export type * from './rejections.ts'
export type {
  DeliveryStep,
  Notification,
  NotificationAttempt,
  NotificationResolution,
  NotificationState,
  NotificationStatus,
} from './state.ts'
export { deliveryOf, unsettledAttempt } from './state.ts'
export type * from './words.ts'
export { NotificationChannelSchema } from './words.ts'

/** One message to one person on one channel: what was planned, asked, tried, and came of it. */
export const notification: Decider<NotificationState, NotificationCommand, NotificationEvent, NotificationRejection> = {
  category: 'notification',
  initial: initialNotification,
  decide: decideNotification,
  evolve: evolveNotification,
}
