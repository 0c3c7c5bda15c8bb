import type { ListWaiting, OfferTools } from '@visita/agenda'
import type { Interval, TenantId, Waiting } from '@visita/domain'
import { type ReadStore, type RowOp, type TableSpec, withTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { sql } from 'kysely'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Recorded } from '../policy.ts'

/** Who waits, in the order of the log. */
export const waitingTable: TableSpec = { name: 'reactor.waiting', key: ['tenant_id', 'entry_id'] }

export const joins = ({ data, meta, position }: Recorded<'WaitlistJoined'>): RowOp => ({
  op: 'put',
  table: waitingTable.name,
  row: {
    tenant_id: meta.tenant,
    entry_id: data.entryId,
    turn: position,
    starts_from: data.from,
    starts_before: data.to,
    type_id: data.typeId,
    resource_ids: data.resourceIds,
    location_id: data.locationId,
    part_of_day: data.partOfDay,
    seats: data.seats,
  },
})

export const leaves = ({
  data,
  meta,
}: Recorded<'WaitlistOfferAccepted' | 'WaitlistLeft' | 'WaitlistClosed'>): RowOp => ({
  op: 'remove',
  table: waitingTable.name,
  key: { tenant_id: meta.tenant, entry_id: data.entryId },
})

export const toolsOf = (deps: Deps, due: Due): OfferTools => ({
  agenda: deps,
  request: requestOf(due),
  waitingWithin: waitingOf(deps.readStore, due.tenant),
  signal: deps.signal,
})

const waitingOf =
  (readStore: ReadStore, tenant: TenantId): ListWaiting =>
  ({ from, until }: Interval) =>
    withTenant(readStore, tenant, async (db) => {
      const { rows } = await sql<Waiting>`
        SELECT entry_id AS "entryId", type_id AS "typeId", (extract(epoch FROM starts_from) * 1000)::float8 AS "from",
          (extract(epoch FROM starts_before) * 1000)::float8 AS "to", resource_ids AS "resourceIds",
          location_id AS "locationId", part_of_day AS "partOfDay", seats
        FROM reactor.waiting
        WHERE tenant_id = ${tenant} AND starts_from < ${toInstant(until)}::timestamptz
          AND starts_before > ${toInstant(from)}::timestamptz
        ORDER BY turn`.execute(db)
      return rows
    })
