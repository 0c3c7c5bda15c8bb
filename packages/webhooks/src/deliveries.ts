import type { NotificationId, TenantId } from '@visita/domain'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { parseInstant, toInstant } from '@visita/runtime'
import { type Kysely, sql } from 'kysely'
import type { Safe } from './safe.ts'

/** The providers by their webhooks' names: `whatsapp-cloud`, `resend`, `twilio`. */
export type Provider = string

/** A call of a provider's, verified. */
export interface Delivery {
  readonly provider: Provider
  /** Whose account has signed it; null: the platform's. */
  readonly signedBy: TenantId | null
  /** The address that the provider was given. */
  readonly url: string
  readonly body: Buffer
  /** Epoch ms, by the service's clock. */
  readonly receivedAt: number
}

/** One that somebody is at: until they are done, or die, nobody else gets it. */
export interface TakenDelivery extends Delivery {
  readonly id: bigint
  /** How often it could not be done to its end. */
  readonly failures: number
}

/** What came of one thing that was told. Instants are epoch milliseconds. */
export interface AppliedUpdate {
  readonly key: Buffer
  readonly kind: string
  readonly status: string | null
  readonly tenant: TenantId | null
  readonly notificationId: NotificationId | null
  readonly outcome: string
  readonly saidAt: number | null
  readonly receivedAt: number
  readonly appliedAt: number
}

/** Keeps it; once this resolves, it is done sooner or later, whoever dies. @throws StoreUnavailable */
export async function keepDelivery(store: ReadStore, safe: Safe, delivery: Delivery): Promise<void> {
  const { provider, signedBy, url, body, receivedAt } = delivery
  await store.query(
    'INSERT INTO webhook.delivery (provider, signed_by, url, body, received_at) VALUES ($1, $2, $3, $4, $5)',
    [provider, signedBy, url, safe.seal(body), toInstant(receivedAt)],
    'keep-delivery',
  )
}

type Db = Kysely<unknown>

interface Row {
  readonly id: bigint
  readonly provider: string
  readonly signed_by: TenantId | null
  readonly url: string
  readonly body: Buffer
  readonly received_at: string
  readonly failures: number
}

/** What is done with a delivery: all of it (`done`), or some of it, and the rest later. */
export interface DeliveryWork {
  readonly applied: readonly AppliedUpdate[]
  readonly isDone: boolean
}

/**
 * Takes the delivery whose turn it is and does it; false where there is none. It is held by a lock of the session, so that it is
 * free again the moment that whoever has it dies. What was applied and that it is done are one commit. @throws StoreUnavailable
 */
export const workOffDelivery = (
  store: ReadStore,
  safe: Safe,
  work: (
    delivery: TakenDelivery,
    known: (keys: readonly Buffer[]) => Promise<ReadonlySet<string>>,
  ) => Promise<DeliveryWork>,
): Promise<boolean> =>
  withEveryTenant<unknown, boolean>(store, (db) =>
    db.transaction().execute(async (trx) => {
      const { rows } = await sql<Row>`
        SELECT id, provider, signed_by, url, body, received_at, failures FROM webhook.delivery
        WHERE next_at <= now() ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`.execute(trx)
      const [row] = rows
      if (!row) return false
      const { id, provider, url, failures } = row
      const taken = { id, provider, signedBy: row.signed_by, url, body: safe.open(row.body), failures }
      const { applied, isDone } = await work({ ...taken, receivedAt: parseInstant(row.received_at) }, (keys) =>
        knownKeys(trx, provider, keys),
      )
      await noteApplied(trx, provider, applied)
      if (isDone) await sql`DELETE FROM webhook.delivery WHERE id = ${id}`.execute(trx)
      else await putOff(trx, id)
      return true
    }),
  )

/** In real time: a second at first, twice as long each time, a minute at most. */
const putOff = (db: Db, id: bigint) =>
  sql`UPDATE webhook.delivery SET failures = failures + 1,
        next_at = clock_timestamp() + least(60, 2 ^ least(failures, 10)) * interval '1 s'
      WHERE id = ${id}`.execute(db)

/** Those of the keys that were applied before, as hex. */
async function knownKeys(db: Db, provider: Provider, keys: readonly Buffer[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: Buffer }>`
    SELECT key FROM webhook.update WHERE provider = ${provider} AND key = ANY(${keys}::bytea[])`.execute(db)
  return new Set(rows.map(({ key }) => key.toString('hex')))
}

/** In the order of their keys: two that note the same things at once wait for each other, and never both for the other. */
async function noteApplied(db: Db, provider: Provider, applied: readonly AppliedUpdate[]): Promise<void> {
  if (applied.length === 0) return
  const rows = applied.map((one) => ({
    provider,
    key: `\\x${one.key.toString('hex')}`,
    kind: one.kind,
    status: one.status,
    tenant_id: one.tenant,
    notification_id: one.notificationId,
    outcome: one.outcome,
    said_at: one.saidAt === null ? null : toInstant(one.saidAt),
    received_at: toInstant(one.receivedAt),
    applied_at: toInstant(one.appliedAt),
  }))
  await sql`
    INSERT INTO webhook.update (provider, key, kind, status, tenant_id, notification_id, outcome, said_at, received_at, applied_at)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v (provider text, key bytea, kind text, status text,
      tenant_id text, notification_id uuid, outcome text, said_at timestamptz, received_at timestamptz, applied_at timestamptz)
    ORDER BY v.key ON CONFLICT DO NOTHING`.execute(db)
}

export interface Upcoming {
  /** Real milliseconds until the next delivery's turn; null: there is none. */
  readonly inMs: number | null
  /** Some have had their turn for a while: others are at them. */
  readonly areTaken: boolean
}

/** @throws StoreUnavailable */
export async function upcomingDelivery(store: ReadStore): Promise<Upcoming> {
  const [row] = await store.query<{ in_ms: number | null; taken: boolean }>(
    `SELECT (SELECT extract(epoch FROM min(next_at) - now())::float8 * 1000 FROM webhook.delivery WHERE next_at > now()) AS in_ms,
            EXISTS (SELECT 1 FROM webhook.delivery WHERE next_at <= now()) AS taken`,
    [],
    'upcoming-delivery',
  )
  return { inMs: row?.in_ms ?? null, areTaken: row?.taken ?? false }
}

/** How many wait to be done, and since when the oldest does (epoch ms). @throws StoreUnavailable */
export async function deliveryBacklog(store: ReadStore): Promise<{ count: number; oldest: number | null }> {
  const [row] = await store.query<{ count: number; oldest: string | null }>(
    'SELECT count(*)::int AS count, min(received_at) AS oldest FROM webhook.delivery',
  )
  return { count: row?.count ?? 0, oldest: row?.oldest ? parseInstant(row.oldest) : null }
}

/** Which message a provider's id stands for: the newest attempt that was taken under it. @throws StoreUnavailable */
export const messageOf = (
  store: ReadStore,
  key: Buffer,
): Promise<{ tenant: TenantId; notificationId: NotificationId; attempt: number } | null> =>
  withEveryTenant(store, async (db) => {
    const { rows } = await sql<{ tenant: TenantId; notificationId: NotificationId; attempt: number }>`
      SELECT tenant_id AS tenant, notification_id AS "notificationId", attempt FROM webhook.message
      WHERE key = ${key} ORDER BY attempt DESC LIMIT 1`.execute(db)
    return rows[0] ?? null
  })
