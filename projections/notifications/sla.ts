import { instantOf, type NotificationChannel, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import type { TenantDb } from '../tables.ts'

/** How soon a provider has to have it, where its rule does not say. */
const usualSlaSeconds = 120

export interface PromiseFigures {
  readonly template: string
  /** Of one channel; null for messages whatever channels they went through, from first being due until any of them took it. */
  readonly channel: NotificationChannel | null
  /** What a promise can be judged of: the four below together. */
  readonly promised: number
  readonly inTime: number
  /** Taken, after the time. */
  readonly late: number
  /** Never taken: it failed everywhere, or time ran out on it. */
  readonly failed: number
  /** Not out, and its time is up. */
  readonly overdue: number
  /** Not out, and its time is not up: nothing can be said yet. */
  readonly open: number
  /** Seconds until taken. What never was counts as never, so null where that is so for so many. */
  readonly p50Seconds: number | null
  readonly p95Seconds: number | null
  /** Of which their provider has told that they arrived, and the seconds until then: of those alone, since not all are told. */
  readonly delivered: number
  readonly p50DeliveredSeconds: number | null
  readonly p95DeliveredSeconds: number | null
}

interface Row {
  readonly template: string
  readonly channel: NotificationChannel | null
  readonly in_time: bigint
  readonly late: bigint
  readonly failed: bigint
  readonly overdue: bigint
  readonly open: bigint
  readonly p50: number | null
  readonly p95: number | null
  readonly delivered: bigint
  readonly p50_delivered: number | null
  readonly p95_delivered: number | null
}

/**
 * Of critical live messages, by template and then by channel. What waited for somebody's morning, or was not to be sent after all,
 * is left out; what is overdue is not, or a queue that stands still would look healthy. `from` and `to` are instants as events write
 * them, `[from, to)` of when a message was first due; `now` in epoch ms.
 */
export async function promiseFigures(
  db: TenantDb,
  tenant: TenantId,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: number },
): Promise<PromiseFigures[]> {
  const at = sql`${instantOf(now)}::timestamptz`
  const within = sql`m.tenant_id = ${tenant} AND m.mode = 'live' AND m.priority = 0 AND NOT m.held
    AND m.due_at >= ${from}::timestamptz AND m.due_at < ${to}::timestamptz`
  const child = (name: string, parent: string) => sql`LEFT JOIN read.notification ${sql.raw(name)}
    ON ${sql.raw(name)}.tenant_id = ${sql.raw(parent)}.tenant_id AND ${sql.raw(name)}.notification_id = ${sql.raw(parent)}.child_id`
  const deadline = sql`wanted + sla * interval '1 s'`
  const count = (where: ReturnType<typeof sql>) => sql`count(*) FILTER (WHERE ${where})`
  const percentile = (share: number) => sql`nullif(percentile_disc(${share}::float8) WITHIN GROUP
    (ORDER BY coalesce(extract(epoch FROM accepted - wanted)::float8, 'infinity')) FILTER (WHERE NOT open), 'infinity')`
  // Some are only told to be read.
  const arrival = (name: string) => sql.raw(`coalesce(${name}.delivered_at, ${name}.read_at)`)
  const untilThere = (share: number) => sql`percentile_disc(${share}::float8) WITHIN GROUP
    (ORDER BY extract(epoch FROM arrived - wanted)::float8) FILTER (WHERE arrived IS NOT NULL)`
  const { rows } = await sql<Row>`
    WITH told AS (
      -- An order has four channels at most. Whoever follows was requested by whoever went before.
      SELECT m.template_key AS template, NULL AS channel, coalesce(m.sla_seconds, ${usualSlaSeconds}) AS sla,
        greatest(m.due_at, m.caused_at) AS wanted, least(m.accepted_at, a.accepted_at, b.accepted_at, c.accepted_at) AS accepted,
        least(${arrival('m')}, ${arrival('a')}, ${arrival('b')}, ${arrival('c')}) AS arrived,
        coalesce(c.status, b.status, a.status, m.status) AS status,
        CASE WHEN c.status IS NOT NULL THEN c.resolution WHEN b.status IS NOT NULL THEN b.resolution
             WHEN a.status IS NOT NULL THEN a.resolution ELSE m.resolution END AS resolution,
        CASE WHEN c.status IS NOT NULL THEN c.resolution_why WHEN b.status IS NOT NULL THEN b.resolution_why
             WHEN a.status IS NOT NULL THEN a.resolution_why ELSE m.resolution_why END AS why,
        coalesce(c.fallback_index, b.fallback_index, a.fallback_index, m.fallback_index) + 1 < cardinality(m.fallback_order) AS goes_on
      FROM read.notification m ${child('a', 'm')} ${child('b', 'a')} ${child('c', 'b')}
      WHERE ${within} AND m.parent_id IS NULL
      UNION ALL
      SELECT m.template_key, m.channel, coalesce(m.sla_seconds, ${usualSlaSeconds}),
        greatest(m.due_at, CASE WHEN m.parent_id IS NULL THEN m.caused_at ELSE m.requested_at END), m.accepted_at,
        ${arrival('m')}, m.status, m.resolution, m.resolution_why, false
      FROM read.notification m WHERE ${within}
    ), judged AS (
      SELECT *, accepted IS NULL AND ${deadline} >= ${at}
          AND (status IN ('pending', 'processing') OR goes_on AND (resolution IS NULL OR resolution = 'fell_back')) AS open
      FROM told
      WHERE accepted IS NOT NULL OR resolution IS NULL OR resolution = 'fell_back' OR (resolution = 'expired' AND why = 'not-after')
    )
    SELECT template, channel,
      ${count(sql`accepted <= ${deadline}`)} AS in_time, ${count(sql`accepted > ${deadline}`)} AS late,
      ${count(sql`accepted IS NULL AND NOT open AND status IN ('failed', 'dead_letter')`)} AS failed,
      ${count(sql`accepted IS NULL AND NOT open AND status IN ('pending', 'processing')`)} AS overdue,
      ${count(sql`open`)} AS open, ${percentile(0.5)} AS p50, ${percentile(0.95)} AS p95,
      count(arrived) AS delivered, ${untilThere(0.5)} AS p50_delivered, ${untilThere(0.95)} AS p95_delivered
    FROM judged GROUP BY template, channel ORDER BY template, channel NULLS FIRST`.execute(db)
  return rows.map(({ template, channel, in_time, late, failed, overdue, open, p50, p95, ...row }) => ({
    ...{ template, channel, promised: Number(in_time + late + failed + overdue) },
    ...{ inTime: Number(in_time), late: Number(late), failed: Number(failed), overdue: Number(overdue) },
    ...{ open: Number(open), p50Seconds: p50, p95Seconds: p95, delivered: Number(row.delivered) },
    ...{ p50DeliveredSeconds: row.p50_delivered, p95DeliveredSeconds: row.p95_delivered },
  }))
}
