import { type LogQuestion, type Stretch, stretchesOf } from '@visita/audit'
import { instantOf } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { checkpointOf, type ReadStore, withTenant } from '@visita/read-store'
import { logMarks } from './projection.ts'
import { findMarkedTime } from './queries.ts'

/**
 * Where in the log, up to where it has come, the tenant's events of a time can stand.
 * @throws Outage, StoreUnavailable
 */
export async function findStretches(
  readStore: ReadStore,
  log: Pick<EventStore, 'head'>,
  { tenant, from, to }: Pick<LogQuestion, 'tenant' | 'from' | 'to'>,
): Promise<Stretch[]> {
  const head = await log.head()
  // Before the marks: they may know more than this says, and never less.
  const known = await checkpointOf(readStore, logMarks.name)
  const time = { from: from === null ? null : instantOf(from), to: to === null ? null : instantOf(to) }
  const marked = await withTenant(readStore, tenant, (db) => findMarkedTime(db, tenant, time))
  return stretchesOf({ known, ...marked }, head)
}
