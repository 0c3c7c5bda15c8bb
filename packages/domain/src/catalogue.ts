import { auditLogEvents } from './audit-log/events.ts'
import { blockEvents } from './block/events.ts'
import { bulkMoveEvents } from './bulk-move/events.ts'
import { clockEvents } from './clock/events.ts'
import { contactPointEvents } from './contact-point/events.ts'
import { customerEvents } from './customer/events.ts'
import type { EventDefinition, EventsOf } from './event.ts'
import { notificationEvents } from './notification/events.ts'
import { resourceEvents } from './resource/events.ts'
import { seriesEvents } from './series/events.ts'
import { slotEvents } from './slot/events.ts'
import { templateEvents } from './template/events.ts'
import { tenantEvents } from './tenant/events.ts'
import { visitEvents } from './visit/events.ts'
import { visitTypeEvents } from './visit-type/events.ts'
import { waitlistEvents } from './waitlist/events.ts'

/** Every event that may stand in the log. What is not in here can be neither written nor read. */
export const catalogue = [
  ...auditLogEvents,
  ...blockEvents,
  ...bulkMoveEvents,
  ...clockEvents,
  ...contactPointEvents,
  ...customerEvents,
  ...notificationEvents,
  ...resourceEvents,
  ...seriesEvents,
  ...slotEvents,
  ...templateEvents,
  ...tenantEvents,
  ...visitEvents,
  ...visitTypeEvents,
  ...waitlistEvents,
] as const satisfies readonly EventDefinition[]

/** Every fact that is written today or was once, by type. */
export type CataloguedEvent = EventsOf<typeof catalogue>
