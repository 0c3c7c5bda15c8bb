export { watchProjections } from './projection-metrics.ts'
export { type QueueCounts, watchQueue } from './queue-metrics.ts'
export { type Service, type ServiceOptions, startService } from './service.ts'
export { tenantKeys } from './tenant-keys.ts'
