export { type AuditReading, type Reader, type RecordedReading, recordReading } from './record.ts'
