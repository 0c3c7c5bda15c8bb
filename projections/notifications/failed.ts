import type { NotificationRow } from './table.ts'

const failedWhere = (tellsOfIt: string) => `EXISTS (
  SELECT 1 FROM read.notification n
  WHERE n.tenant_id = v.tenant_id AND ${tellsOfIt} AND n.priority = 0 AND n.mode = 'live' AND (n.status = 'dead_letter'
    OR n.status = 'failed' AND (n.resolution IS NULL OR n.resolution = 'expired' AND n.resolution_why = 'not-after'))
)`

/**
 * Whether a critical message about the visit `v` of the statement around it reached nobody on any channel, and nothing took its
 * place: `hasFailed` of a row, for statements. Word for word what the indices of those alone have, or they would not be used.
 */
export const messageFailed = `(${failedWhere('n.visit_id = v.visit_id')}
  OR ${failedWhere('n.visit_ids IS NOT NULL AND n.visit_ids @> ARRAY[v.visit_id]')})`

type Judged = Pick<NotificationRow, 'priority' | 'mode' | 'status' | 'resolution' | 'resolution_why'>

/**
 * Whether a critical message reached nobody on any channel, and nothing took its place. One that was late before there was a visit,
 * or tells of what is long past, was never to go out.
 */
export const hasFailed = ({ priority, mode, status, resolution, resolution_why }: Judged): boolean =>
  priority === 0 &&
  mode === 'live' &&
  (status === 'dead_letter' ||
    (status === 'failed' && (resolution === null || (resolution === 'expired' && resolution_why === 'not-after'))))
