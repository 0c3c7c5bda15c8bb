import type { RelatedStreams } from '@visita/audit'
import type { NotificationId, TenantId, VisitId } from '@visita/domain'
import { type ReadStore, withTenant } from '@visita/read-store'
import { bulkMoves } from './bulk-moves/projection.ts'
import { bulkMovesOfVisit } from './bulk-moves/queries.ts'
import { notifications } from './notifications/projection.ts'
import { notificationsOfVisit } from './notifications/queries.ts'
import { waitlist } from './waitlist/projection.ts'
import { waitlistEntriesOfVisit } from './waitlist/queries.ts'

/** The projections that `relatedStreams` asks. */
export const relating: readonly string[] = [notifications.name, waitlist.name, bulkMoves.name]

/** What concerns a visit and its own events do not name. @throws StoreUnavailable */
export const relatedStreams = (readStore: ReadStore, tenant: TenantId, visitId: VisitId): Promise<RelatedStreams> =>
  withTenant(readStore, tenant, async (db) => ({
    notificationIds: (await notificationsOfVisit(db, tenant, visitId)).map(
      ({ notification_id }) => notification_id as NotificationId,
    ),
    waitlistEntryIds: await waitlistEntriesOfVisit(db, tenant, visitId),
    bulkMoveIds: await bulkMovesOfVisit(db, tenant, visitId),
  }))
