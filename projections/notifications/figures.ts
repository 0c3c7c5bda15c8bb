import { instantOf, type NotificationChannel, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { readTables, type TenantDb } from '../tables.ts'

/** Of one channel and template, over the live messages that were due within a stretch of time. */
export interface SendingFigures {
  readonly channel: NotificationChannel
  readonly template: string
  /** Taken by the provider, whatever became of them. */
  readonly sent: number
  /** Delivered or read, as far as the provider tells. */
  readonly delivered: number
  /** Went out on no attempt, or was told undeliverable and never delivered; not what was not to be sent at all. */
  readonly failed: number
  /** From being due, or from the cause where that came later, until first taken; null where none was. Those that waited for a morning are left out. */
  readonly p50Seconds: number | null
  readonly p95Seconds: number | null
  /** Critical ones with a promise, which have kept it or had the time to. */
  readonly promised: number
  /** Those of them that were taken in time. One that is not out yet when its time is up is late. */
  readonly inTime: number
}

/**
 * By channel and template, in that order. `from` and `to` are instants as events write them, `[from, to)` of when a message was
 * first due; `now` (epoch ms) decides what is overdue.
 */
export async function sendingFigures(
  db: TenantDb,
  tenant: TenantId,
  { from, to, now }: { from: string; to: string; now: number },
): Promise<SendingFigures[]> {
  const wanted = sql`greatest(due_at, caused_at)`
  const seconds = sql`extract(epoch FROM accepted_at - ${wanted})`
  const arrived = sql`coalesce(delivered_at, read_at) IS NOT NULL`
  const percentile = (share: number) =>
    sql<number | null>`round((percentile_cont(${share}::float8) WITHIN GROUP (ORDER BY ${seconds})
      FILTER (WHERE accepted_at IS NOT NULL AND NOT held))::numeric, 3)::float8`
  // What was not to be sent kept every promise that there was; what fell back did not, nor what time ran out on.
  const promised = sql`priority = 0 AND sla_seconds IS NOT NULL AND NOT held
    AND (resolution IS NULL OR resolution = 'fell_back' OR (resolution = 'expired' AND resolution_why = 'not-after'))
    AND (accepted_at IS NOT NULL OR status IN ('failed', 'dead_letter')
      OR ${wanted} + sla_seconds * interval '1 s' < ${instantOf(now)}::timestamptz)`
  const count = (where: ReturnType<typeof sql>) => sql<bigint>`count(*) FILTER (WHERE ${where})`
  const rows = await readTables(db)
    .selectFrom('read.notification')
    .select([
      'channel',
      'template_key as template',
      count(sql`accepted_at IS NOT NULL`).as('sent'),
      count(arrived).as('delivered'),
      count(sql`status IN ('failed', 'dead_letter') AND (resolution IS NULL OR resolution = 'fell_back')
        AND NOT (${arrived})`).as('failed'),
      percentile(0.5).as('p50Seconds'),
      percentile(0.95).as('p95Seconds'),
      count(promised).as('promised'),
      count(sql`${promised} AND accepted_at <= ${wanted} + sla_seconds * interval '1 s'`).as('inTime'),
    ])
    .where('tenant_id', '=', tenant)
    .where('mode', '=', 'live')
    .where('due_at', '>=', from)
    .where('due_at', '<', to)
    .groupBy(['channel', 'template_key'])
    .orderBy('channel')
    .orderBy('template_key')
    .execute()
  return rows.map(({ sent, delivered, failed, promised, inTime, ...row }) => ({
    ...row,
    ...{ sent: Number(sent), delivered: Number(delivered), failed: Number(failed) },
    ...{ promised: Number(promised), inTime: Number(inTime) },
  }))
}

/** What waits at an instant, of one channel. */
export interface Backlog {
  readonly channel: NotificationChannel
  /** Due, and not being sent: by how long ago, `[0, 1)`, `[1, 5)`, `[5, 60)` minutes and longer. */
  readonly due: number
  readonly underMinute: number
  readonly underFiveMinutes: number
  readonly underHour: number
  readonly older: number
  readonly oldestSeconds: number | null
  /** Being sent, or without a known outcome. */
  readonly processing: number
  /** Not due yet. */
  readonly scheduled: number
  /** Waits for a person. */
  readonly deadLetters: number
}

/** By channel, in that order; what has nothing waiting is left out. Live ones only. `now` in epoch ms. */
export async function notificationBacklog(db: TenantDb, tenant: TenantId, now: number): Promise<Backlog[]> {
  const at = sql`${instantOf(now)}::timestamptz`
  const count = (where: ReturnType<typeof sql>) => sql<bigint>`count(*) FILTER (WHERE ${where})`
  const due = sql`status = 'pending' AND next_at <= ${at}`
  const within = (from: string, to: string) =>
    sql`${due} AND next_at <= ${at} - ${from}::interval AND next_at > ${at} - ${to}::interval`
  const rows = await readTables(db)
    .selectFrom('read.notification')
    .select([
      'channel',
      count(due).as('due'),
      count(within('0 s', '1 min')).as('underMinute'),
      count(within('1 min', '5 min')).as('underFiveMinutes'),
      count(within('5 min', '1 h')).as('underHour'),
      count(sql`${due} AND next_at <= ${at} - interval '1 h'`).as('older'),
      sql<number | null>`extract(epoch FROM ${at} - min(next_at) FILTER (WHERE ${due}))::float8`.as('oldestSeconds'),
      count(sql`status = 'processing'`).as('processing'),
      count(sql`status = 'pending' AND next_at > ${at}`).as('scheduled'),
      count(sql`status = 'dead_letter'`).as('deadLetters'),
    ])
    .where('tenant_id', '=', tenant)
    .where('mode', '=', 'live')
    .where('status', 'in', ['pending', 'processing', 'dead_letter'])
    .where((where) => where.or([where('resolution', 'is', null), where('resolution', '!=', 'fell_back')]))
    .groupBy('channel')
    .orderBy('channel')
    .execute()
  return rows.map(({ channel, oldestSeconds, ...counts }) => ({
    channel,
    oldestSeconds,
    ...(Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, Number(n)])) as Counts),
  }))
}
type Counts = Omit<Backlog, 'channel' | 'oldestSeconds'>
