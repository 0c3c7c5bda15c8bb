import type { RecordedEvent } from '@visita/event-store'
import type { MigrationSet, Projection } from '@visita/read-store'
import { agendaDay } from './agenda-day/projection.ts'
import { blocks } from './blocks/projection.ts'
import { bulkMoves } from './bulk-moves/projection.ts'
import { channelAccounts } from './channel-accounts/projection.ts'
import { configuration } from './configuration/projection.ts'
import { customerSearch } from './customer-search/projection.ts'
import { customers } from './customers/projection.ts'
import { inbox } from './inbox/projection.ts'
import { logMarks } from './log-marks/projection.ts'
import { notifications } from './notifications/projection.ts'
import { series } from './series/projection.ts'
import { templates } from './templates/projection.ts'
import { visitFacts } from './visit-facts/projection.ts'
import { visits } from './visits/projection.ts'
import { waitlist } from './waitlist/projection.ts'

/** Every projection that a projector keeps up to date. */
export const projections: readonly Projection<RecordedEvent>[] = [
  configuration,
  channelAccounts,
  visits,
  visitFacts,
  agendaDay,
  customers,
  customerSearch,
  waitlist,
  blocks,
  bulkMoves,
  series,
  notifications,
  templates,
  inbox,
  logMarks,
]

/** Their tables; hand them to `migrate`. */
export const projectionMigrations: MigrationSet = {
  name: 'projections',
  directory: new URL('./migrations/', import.meta.url),
}
