export type { Cause, CausingEvent } from './cause.ts'
export { type AuditEvent, auditEvent } from './event.ts'
export { forRole } from './personal.ts'
export { type AuditReading, type Reader, type RecordedReading, recordReading } from './record.ts'
export { recordedBy } from './recorded-by.ts'
export {
  beyond,
  type LogMarks,
  type LogPage,
  type LogQuestion,
  type Stretch,
  stretchesOf,
  tenantEvents,
  tenantPage,
} from './tenant-log.ts'
export { type RelatedStreams, type VisitTimeline, visitTimeline } from './visit-timeline.ts'
