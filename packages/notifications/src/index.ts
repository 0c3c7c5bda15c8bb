export { notificationQueue, queueFeed } from './feed.ts'
export { queueMigrations } from './migrations.ts'
export { type Job, jobsOfVisit } from './queue.ts'
export { type QueueOptions, runQueue, type Worked } from './run-queue.ts'
export {
  asKnown,
  createNotifications,
  type Notifications,
  streamOf,
  type TakenUp,
  type TakeUpOptions,
  takeUp,
} from './take-up.ts'
