import { sql } from 'kysely'
import type { ReadStore } from './connect.ts'
import { withTenant } from './tenant.ts'

/** A hold that a caller was given, as it is kept to be found again by its id. Instants are RFC 3339, UTC. */
export interface NotedHold {
  readonly holdId: string
  readonly typeId: string
  readonly start: string
  readonly seats: number
  /** Where it lies, or may lie if its making was cut short: resources' local days (`YYYY-MM-DD`). */
  readonly places: readonly { readonly resourceId: string; readonly date: string }[]
  /** Those of the resources that the caller had left open. */
  readonly chosen: readonly string[]
  /** The key that asked, as events name it. */
  readonly heldBy: string
  /** A keyed hash of whom it is for; null where nobody said. */
  readonly customerDigest: string | null
  readonly expiresAt: string
}

/** Which hold lies where, across restarts: no single stream knows. Works on a store of `visita_writer`. */
export interface Holds {
  /**
   * Notes it before a slot stream is touched; noted again, where it lies is replaced. Gives null, or when the first of the
   * customer's other holds runs out where they have `mostOfCustomer` that are live at `now`; nothing is noted then. Instants
   * are RFC 3339; those that ran out before `sweepBefore` are forgotten.
   * @throws StoreUnavailable
   */
  note(
    tenant: string,
    hold: NotedHold,
    limits: { readonly mostOfCustomer: number; readonly now: string; readonly sweepBefore: string },
  ): Promise<string | null>
  /** Null: there is none, or it was swept. @throws StoreUnavailable */
  find(tenant: string, holdId: string): Promise<NotedHold | null>
  /** It does not count as live any more, whatever its expiry: given back, refused after all, made a visit of. @throws StoreUnavailable */
  end(tenant: string, holdId: string): Promise<void>
}

interface Row {
  readonly hold_id: string
  readonly type_id: string
  readonly starts_at: string
  readonly seats: number
  readonly places: NotedHold['places']
  readonly chosen: readonly string[]
  readonly held_by: string
  readonly customer_digest: string | null
  readonly expires_at: string
}

export function createHolds(store: ReadStore): Holds {
  return {
    async note(tenant, hold, { mostOfCustomer, now, sweepBefore }) {
      const row: Row & { tenant_id: string } = {
        tenant_id: tenant,
        hold_id: hold.holdId,
        type_id: hold.typeId,
        starts_at: hold.start,
        seats: hold.seats,
        places: hold.places,
        chosen: hold.chosen,
        held_by: hold.heldBy,
        customer_digest: hold.customerDigest,
        expires_at: hold.expiresAt,
      }
      const [answer] = await store.query<{ until: string | null }>(
        'SELECT command.note_hold($1, $2, $3, $4) AS until',
        [JSON.stringify(row), mostOfCustomer, now, sweepBefore],
      )
      return answer?.until ?? null
    },
    find: (tenant, holdId) =>
      withTenant(store, tenant, async (db) => {
        const { rows } = await sql<Row>`
          SELECT hold_id, type_id, starts_at, seats, places, chosen, held_by, customer_digest, expires_at
          FROM command.hold WHERE tenant_id = ${tenant} AND hold_id = ${holdId}`.execute(db)
        return rows[0] ? notedOf(rows[0]) : null
      }),
    end: (tenant, holdId) =>
      withTenant(store, tenant, async (db) => {
        await sql`UPDATE command.hold SET ended = true WHERE tenant_id = ${tenant} AND hold_id = ${holdId}`.execute(db)
      }),
  }
}

const notedOf = (row: Row): NotedHold => ({
  holdId: row.hold_id,
  typeId: row.type_id,
  start: row.starts_at,
  seats: row.seats,
  places: row.places,
  chosen: row.chosen,
  heldBy: row.held_by,
  customerDigest: row.customer_digest,
  expiresAt: row.expires_at,
})
