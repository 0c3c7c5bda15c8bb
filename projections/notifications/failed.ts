import type { NotificationRow } from './table.ts'

/**
 * Whether a critical message about the visit `v` of the statement around it reached nobody on any channel, and nothing took its
 * place: `hasFailed` of a row, for statements. Word for word what the index of those alone has, or it would not be used.
 */
export const messageFailed = `EXISTS (
  SELECT 1 FROM read.notification n
  WHERE n.tenant_id = v.tenant_id AND n.visit_id = v.visit_id AND n.priority = 0 AND n.mode = 'live'
    AND (n.status = 'dead_letter' OR n.status = 'failed' AND (n.resolution IS NULL OR n.resolution = 'expired'))
)`

type Judged = Pick<NotificationRow, 'priority' | 'mode' | 'status' | 'resolution'>

/** Whether a critical message reached nobody on any channel, and nothing took its place. */
export const hasFailed = ({ priority, mode, status, resolution }: Judged): boolean =>
  priority === 0 &&
  mode === 'live' &&
  (status === 'dead_letter' || (status === 'failed' && (resolution === null || resolution === 'expired')))
