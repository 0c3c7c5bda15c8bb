import { monotonic } from '@visita/runtime'
import pg from 'pg'
import * as sql from './schema.ts'

/** A booking that has passed validation and the rules. Instants are RFC 3339. */
export interface Booking {
  readonly tenant: string
  readonly key: string
  readonly fingerprint: string
  readonly phone: string
  readonly name: string
  readonly email: string | null
  readonly typeId: string
  readonly resourceId: string
  readonly start: string
  readonly end: string
  readonly seats: number
  readonly locationId: string | null
  readonly notes: string | null
  readonly origin: string
  readonly actor: string
  readonly requestId: string
}

interface Booked {
  readonly id: string
  readonly customer_id: string
  readonly created_at: string
}

export type Result =
  | { readonly kind: 'booked'; readonly visit: Booked }
  | { readonly kind: 'replayed'; readonly visit: Booked }
  | { readonly kind: 'taken' }
  | { readonly kind: 'key-reused' }

export interface ResourceRow {
  readonly timezone: string
  /** Minutes from local midnight. */
  readonly opens_at: number
  readonly closes_at: number
}

/** How long configuration and keys are trusted; the same as in the service that this is compared with. */
const maxAgeMs = 1000
const deadlock = '40P01'
const overlaps = '23P01'

export type Store = ReturnType<typeof openStore>

/** `withLock`: those who want the same start wait for each other before they write, see `book`. */
export function openStore(url: string, withLock: boolean) {
  const book = sql.book(withLock)
  // Twenty are best where nobody waits inside the database. Whoever knows of no lock gives it all that it takes, short of its 60.
  const poolSize = withLock ? 20 : 50
  // Instants stay text: they are answered, not computed with.
  const types = {
    getTypeParser: (oid: number, format?: 'text') => (oid === 1184 ? instant : pg.types.getTypeParser(oid, format)),
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    min: poolSize,
    types: types as pg.CustomTypesConfig,
    // A time that is taken is nothing to write forty lines of log about.
    options: '-c log_min_messages=fatal',
  })
  pool.on('error', () => undefined)

  function remembered<T>(name: string, text: string) {
    const known = new Map<string, { readonly row: Promise<T | null>; readonly until: number }>()
    return (...values: readonly string[]): Promise<T | null> => {
      const id = values.join('\n')
      const found = known.get(id)
      const now = monotonic()
      if (found && found.until > now) return found.row
      const row = pool.query({ name, text, values: [...values] }).then(({ rows }) => (rows[0] as T | undefined) ?? null)
      row.catch(() => known.delete(id))
      known.set(id, { row, until: now + maxAgeMs })
      return row
    }
  }

  /** As `pool.query`, which throws a connection away with every error: here errors are answers, and connections dear. */
  async function query<Row extends pg.QueryResultRow>(config: pg.QueryConfig) {
    const client = await pool.connect()
    try {
      return await client.query<Row>(config)
    } finally {
      client.release()
    }
  }

  return {
    apiKey: remembered<{ tenant: string; role: string }>(
      'key',
      'SELECT tenant, role FROM api_key WHERE secret_hash = $1',
    ),
    resource: remembered<ResourceRow>(
      'resource',
      'SELECT timezone, opens_at, closes_at FROM resource WHERE tenant = $1 AND id = $2',
    ),
    visitType: remembered<{ minutes: number }>('type', 'SELECT minutes FROM visit_type WHERE tenant = $1 AND id = $2'),

    async book(b: Booking): Promise<Result> {
      const values = [b.tenant, b.key, b.fingerprint, b.phone, b.name, b.email, b.typeId, b.resourceId, b.start, b.end]
      values.push(String(b.seats), b.locationId, b.notes, b.origin, b.actor, b.requestId)
      for (let tries = 1; ; tries++) {
        try {
          const { rows } = await query<Booked>({ name: 'book', text: book, values })
          if (rows[0]) return { kind: 'booked', visit: rows[0] }
          break
        } catch (error) {
          if (!(error instanceof pg.DatabaseError)) throw error
          if (error.code === overlaps) break
          if (error.code !== deadlock || tries === 5) throw error
        }
      }
      // The key is known, or the time is taken; both may be so, and then the key decides.
      const { rows } = await pool.query<Booked & { fingerprint: string }>({
        name: 'recall',
        text: sql.recall,
        values: [b.tenant, b.key],
      })
      const [known] = rows
      if (!known) return { kind: 'taken' }
      return known.fingerprint === b.fingerprint ? { kind: 'replayed', visit: known } : { kind: 'key-reused' }
    },

    /** What a resource has around a time, epoch ms. */
    async taken({ tenant, resourceId, start }: Booking): Promise<{ from: number; until: number }[]> {
      const { rows } = await pool.query<{ starts_at: string; ends_at: string }>({
        name: 'taken',
        text: sql.taken,
        values: [tenant, resourceId, start],
      })
      return rows.map(({ starts_at, ends_at }) => ({ from: Number(starts_at), until: Number(ends_at) }))
    },

    ping: () => pool.query('SELECT 1'),
    end: () => pool.end(),
  }
}

/** `2026-03-02 12:00:00.123+00` as PostgreSQL writes it in UTC → RFC 3339. */
const instant = (text: string): string => text.replace(' ', 'T').replace(/\+00$/, 'Z')
