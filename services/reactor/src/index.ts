export { migrations } from './migrations.ts'
export { type OpenJobs, openJobs } from './queue-metrics.ts'
