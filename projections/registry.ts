import type { RecordedEvent } from '@visita/event-store'
import type { MigrationSet, Projection } from '@visita/read-store'
import { agendaDay } from './agenda-day/projection.ts'
import { configuration } from './configuration/projection.ts'
import { customers } from './customers/projection.ts'
import { visits } from './visits/projection.ts'

/** Every projection that a projector keeps up to date. */
export const projections: readonly Projection<RecordedEvent>[] = [configuration, visits, agendaDay, customers]

/** Their tables; hand them to `migrate`. */
export const projectionMigrations: MigrationSet = {
  name: 'projections',
  directory: new URL('./migrations/', import.meta.url),
}
