import { sql } from 'kysely'
import type { ReadStore } from './connect.ts'
import { withTenant } from './tenant.ts'

/** The idempotency keys of requests that no single stream knows. Works on a store of `visita_writer`. */
export interface Requests {
  /**
   * Notes the request before it takes effect. `begun`: for the first time, or again after it was cut short; the work is
   * to be done, and must bear being done twice. `answered`: this was its answer. `reused`: the key was used for another.
   * @throws StoreUnavailable
   */
  begin<Answer>(tenant: string, key: string, fingerprint: string): Promise<Begun<Answer>>
  /** Notes the answer, for whoever asks again. JSON; no personal data. @throws StoreUnavailable */
  answer(tenant: string, key: string, answer: object): Promise<void>
  /** A refused request keeps no key. @throws StoreUnavailable */
  forget(tenant: string, key: string): Promise<void>
}

export type Begun<Answer> =
  /**
   * `id`: the same while it is worked on, however often it is cut short; another one once it was refused. `again`: it was
   * begun before, and perhaps is being worked on elsewhere.
   */
  | { readonly kind: 'begun'; readonly id: string; readonly again: boolean }
  | { readonly kind: 'reused' }
  | { readonly kind: 'answered'; readonly answer: Answer }

export function createRequests(store: ReadStore): Requests {
  return {
    begin: <Answer>(tenant: string, key: string, fingerprint: string) =>
      withTenant(store, tenant, async (db): Promise<Begun<Answer>> => {
        // One round trip: the update changes nothing, and lets the row that is there be returned.
        const { rows } = await sql<{ fingerprint: string; answer: Answer | null; begun_at: string; again: boolean }>`
          INSERT INTO command.request AS known (tenant_id, key, fingerprint) VALUES (${tenant}, ${key}, ${fingerprint})
          ON CONFLICT (tenant_id, key) DO UPDATE SET fingerprint = known.fingerprint
          RETURNING fingerprint, answer, begun_at::text, xmax <> 0 AS again`.execute(db)
        const [row] = rows
        if (!row || row.fingerprint !== fingerprint) return { kind: 'reused' }
        return row.answer === null
          ? { kind: 'begun', id: row.begun_at, again: row.again }
          : { kind: 'answered', answer: row.answer }
      }),
    answer: (tenant, key, answer) =>
      withTenant(store, tenant, async (db) => {
        await sql`UPDATE command.request SET answer = ${JSON.stringify(answer)}::jsonb
          WHERE tenant_id = ${tenant} AND key = ${key}`.execute(db)
      }),
    forget: (tenant, key) =>
      withTenant(store, tenant, async (db) => {
        await sql`DELETE FROM command.request
          WHERE tenant_id = ${tenant} AND key = ${key} AND answer IS NULL`.execute(db)
      }),
  }
}
