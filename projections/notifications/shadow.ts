import type { NotificationChannel, NotificationMode, TenantId } from '@visita/domain'
import { type RawBuilder, sql } from 'kysely'
import type { TenantDb } from '../tables.ts'

/** A stretch of time, as instants as events write them: `[from, to)` of when messages were first due. */
interface Stretch {
  readonly from: string
  readonly to: string
}

/** How many messages of a kind, channel and mode came to what. */
export interface OutcomeCount {
  readonly kind: string
  readonly channel: NotificationChannel
  readonly mode: NotificationMode
  readonly outcome: 'sent' | 'waiting' | 'held-back'
  /** Of what was held back: a suppression, an expiry, a withdrawal or a class of failure; else null. */
  readonly why: string | null
  readonly count: number
  /** How many of them took the place of another channel's. */
  readonly fallbacks: number
}

/** What a message came to: in shadow mode what would have gone out is `sent` too. */
const outcome = sql`CASE WHEN m.accepted_at IS NOT NULL OR m.resolution = 'shadowed' THEN 'sent'
  WHEN m.status IN ('pending', 'processing') THEN 'waiting' ELSE 'held-back' END`
const why = sql`CASE WHEN m.accepted_at IS NOT NULL OR m.resolution = 'shadowed' OR m.status IN ('pending', 'processing') THEN NULL
  WHEN m.resolution IS NULL OR m.resolution = 'fell_back' THEN coalesce(m.failure_class, 'failed')
  ELSE coalesce(m.resolution_why, m.resolution) END`

const within = (tenant: TenantId, { from, to }: Stretch): RawBuilder<unknown> =>
  sql`tenant_id = ${tenant} AND due_at >= ${from}::timestamptz AND due_at < ${to}::timestamptz`

/** In the order of kinds, channels and modes. */
export async function outcomesByMode(db: TenantDb, tenant: TenantId, stretch: Stretch): Promise<OutcomeCount[]> {
  const { rows } = await sql<Omit<OutcomeCount, 'count' | 'fallbacks'> & { count: bigint; fallbacks: bigint }>`
    SELECT m.cause_kind AS kind, m.channel, m.mode, ${outcome} AS outcome, ${why} AS why, count(*) AS count,
           count(m.parent_id) AS fallbacks
    FROM read.notification m WHERE ${within(tenant, stretch)}
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`.execute(db)
  return rows.map((row) => ({ ...row, count: Number(row.count), fallbacks: Number(row.fallbacks) }))
}

/** What one person was to be told of one visit, where shadow and live do not come to the same. */
export interface ModeDifference {
  readonly visitId: string
  readonly kind: string
  readonly recipient: { readonly kind: string; readonly id: string }
  /** Whether it went out on any channel, or would have; null where that mode planned nothing of it. */
  readonly shadow: { readonly sent: boolean; readonly why: readonly string[] } | null
  readonly live: { readonly sent: boolean; readonly why: readonly string[] } | null
}

/**
 * Of visits that have messages of both modes, as while a tenant goes over from one to the other. What still waits is compared once
 * it no longer does. `count` is how many there are at all.
 */
export async function modeDifferences(
  db: TenantDb,
  tenant: TenantId,
  stretch: Stretch,
  { limit }: { readonly limit: number },
): Promise<{ readonly items: readonly ModeDifference[]; readonly count: number }> {
  const { rows } = await sql<{
    visitId: string
    kind: string
    recipient_kind: string
    recipient_id: string
    shadow_sent: boolean | null
    shadow_why: string[] | null
    live_sent: boolean | null
    live_why: string[] | null
    count: bigint
  }>`
    WITH m AS (
      SELECT n.*, unnest(coalesce(visit_ids, ARRAY[visit_id])) AS about FROM read.notification n WHERE ${within(tenant, stretch)}
    ), both_modes AS (
      SELECT about FROM m WHERE about IS NOT NULL GROUP BY about HAVING count(DISTINCT mode) = 2
    ), told AS (
      SELECT about AS visit_id, cause_kind AS kind, recipient_kind, recipient_id, mode, bool_or(${outcome} = 'sent') AS sent,
             bool_or(${outcome} = 'waiting') AS waits,
             coalesce(array_agg(DISTINCT ${why}) FILTER (WHERE ${why} IS NOT NULL), '{}') AS why
      FROM m JOIN both_modes USING (about)
      GROUP BY 1, 2, 3, 4, 5
    )
    SELECT visit_id AS "visitId", kind, recipient_kind, recipient_id, s.sent AS shadow_sent, s.why AS shadow_why,
           l.sent AS live_sent, l.why AS live_why, count(*) OVER () AS count
    FROM (SELECT * FROM told WHERE mode = 'shadow') s
    FULL JOIN (SELECT * FROM told WHERE mode = 'live') l USING (visit_id, kind, recipient_kind, recipient_id)
    WHERE s.sent IS DISTINCT FROM l.sent AND NOT coalesce(s.waits, false) AND NOT coalesce(l.waits, false)
    ORDER BY visit_id, kind, recipient_kind, recipient_id LIMIT ${limit}`.execute(db)
  const items = rows.map((row) => ({
    visitId: row.visitId,
    kind: row.kind,
    recipient: { kind: row.recipient_kind, id: row.recipient_id },
    shadow: row.shadow_sent === null ? null : { sent: row.shadow_sent, why: row.shadow_why ?? [] },
    live: row.live_sent === null ? null : { sent: row.live_sent, why: row.live_why ?? [] },
  }))
  return { items, count: Number(rows[0]?.count ?? 0) }
}
