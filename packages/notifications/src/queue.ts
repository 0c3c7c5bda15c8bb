import type { NotificationChannel, NotificationId, TenantId, VisitId } from '@visita/domain'
import { askEveryTenant, type ReadStore, withEveryTenant, withTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { type RawBuilder, sql } from 'kysely'

/** A message that was claimed, and by which lease. Instants are epoch milliseconds. */
export interface Job {
  readonly tenant: TenantId
  readonly notificationId: NotificationId
  readonly channel: NotificationChannel
  /** 0 critical, 1 normal. */
  readonly priority: number
  readonly dueAt: number
  readonly notAfter: number
  readonly visitId: VisitId | null
  readonly visitRevision: number | null
  /** The stream's, as far as the queue knows it. */
  readonly revision: bigint
  /** Fences: whatever is done with the job names it, and fails once another has it. */
  readonly token: string
  /** Somebody had it, and let the lease run out: the stream tells how far they came. */
  readonly takenOver: boolean
}

interface Row {
  readonly tenant_id: TenantId
  readonly notification_id: NotificationId
  readonly channel: NotificationChannel
  readonly priority: number
  readonly due_ms: bigint
  readonly not_after_ms: bigint
  readonly visit_id: VisitId | null
  readonly visit_revision: number | null
  readonly revision: bigint
  readonly lease_token: string
  readonly taken_over: boolean
}

const interval = (ms: number) => sql`${ms} * interval '1 ms'`
const epochMs = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`
/** A branch for each priority: in the index, what is due of one lies before what is not due of the other. */
const due = (priority: number, left: string) => `
  SELECT tenant_id, notification_id, false AS taken_over FROM queue.notification_job
  WHERE lease_token IS NULL AND priority = ${priority} AND next_at <= $1
  ORDER BY next_at LIMIT ${left} FOR UPDATE SKIP LOCKED`
const claiming = {
  name: 'claim',
  text: `
    WITH expired AS (
      SELECT tenant_id, notification_id, true AS taken_over FROM queue.notification_job
      WHERE lease_token IS NOT NULL AND lease_until <= now()
      ORDER BY lease_until LIMIT $2::bigint FOR UPDATE SKIP LOCKED
    ), critical AS (${due(0, '$2::bigint - (SELECT count(*) FROM expired)')}
    ), normal AS (${due(1, '$2::bigint - (SELECT count(*) FROM expired) - (SELECT count(*) FROM critical)')}
    ), taken AS (
      SELECT * FROM expired UNION ALL SELECT * FROM critical UNION ALL SELECT * FROM normal
    )
    UPDATE queue.notification_job j
    SET lease_token = gen_random_uuid(), lease_until = now() + $3::float8 * interval '1 ms'
    FROM taken WHERE j.tenant_id = taken.tenant_id AND j.notification_id = taken.notification_id
    RETURNING j.tenant_id, j.notification_id, channel, priority, ${epochMs('next_at')} AS due_ms,
              ${epochMs('not_after')} AS not_after_ms, visit_id, visit_revision, revision, lease_token, taken_over`,
}

/**
 * Takes up to `limit` jobs for `leaseMs`: first those whose lease ran out, then what is due at `now` (epoch ms, by the service's
 * clock), critical ones before normal ones and each by when they were due. Two that claim at once never get the same.
 * @throws StoreUnavailable
 */
export async function claimJobs(
  store: ReadStore,
  { now, limit, leaseMs }: { readonly now: number; readonly limit: number; readonly leaseMs: number },
): Promise<readonly Job[]> {
  const rows = await askEveryTenant<Row>(store, { ...claiming, values: [toInstant(now), limit, leaseMs] })
  return rows.map(jobOf).sort((a, b) => a.priority - b.priority || a.dueAt - b.dueAt)
}

const jobOf = (row: Row): Job => ({
  tenant: row.tenant_id,
  notificationId: row.notification_id,
  channel: row.channel,
  priority: row.priority,
  dueAt: Number(row.due_ms),
  notAfter: Number(row.not_after_ms),
  visitId: row.visit_id,
  visitRevision: row.visit_revision,
  revision: row.revision,
  token: row.lease_token,
  takenOver: row.taken_over,
})

/** A row that is still leased under this token, and whether it was changed: it was not where somebody else was changing it. */
interface Ours {
  readonly token: string
  readonly changed: boolean
}

/**
 * The feed changes rows in the order of the log, many in a transaction, and a statement on several rows locks them in whatever order it
 * likes: each could come to wait for the other. So whoever has several lets those be that somebody is changing, and comes back for
 * them one by one, holding nothing meanwhile. Those that are gone, or another's, are no concern of theirs.
 */
async function sparingly<T extends { readonly token: string }>(
  all: readonly T[],
  change: (some: readonly T[], locks: RawBuilder<unknown>) => Promise<readonly Ours[]>,
): Promise<ReadonlySet<string>> {
  const ours = await change(all, sql`FOR UPDATE OF j SKIP LOCKED`)
  const changed = new Set(ours.flatMap((one) => (one.changed ? [one.token] : [])))
  const locked = new Set(ours.flatMap((one) => (one.changed ? [] : [one.token])))
  for (const one of all) {
    if (!locked.has(one.token)) continue
    for (const { token, changed: is } of await change([one], sql`FOR UPDATE OF j`)) if (is) changed.add(token)
  }
  return changed
}

/** Holds on to these for another `leaseMs`; gives the tokens of those that still were ours. @throws StoreUnavailable */
export const extendLeases = (
  store: ReadStore,
  tokens: readonly string[],
  leaseMs: number,
): Promise<ReadonlySet<string>> =>
  sparingly(
    tokens.map((token) => ({ token })),
    (some, locks) =>
      withEveryTenant(store, async (db) => {
        const named = sql`lease_token = ANY(${some.map(({ token }) => token)}::uuid[])`
        const { rows } = await sql<Ours>`
          WITH free AS (
            SELECT tenant_id, notification_id FROM queue.notification_job j WHERE ${named} ${locks}
          ), changed AS (
            UPDATE queue.notification_job j SET lease_until = now() + ${interval(leaseMs)}
            FROM free WHERE j.tenant_id = free.tenant_id AND j.notification_id = free.notification_id
            RETURNING j.lease_token
          )
          SELECT j.lease_token AS token, c.lease_token IS NOT NULL AS changed
          FROM queue.notification_job j LEFT JOIN changed c USING (lease_token) WHERE j.${named}`.execute(db)
        return rows
      }),
  )

/** How a job is given back of which nothing was written: the feed lets go of one when it hears what was. */
export type Return =
  /** Unchanged, to be taken again then (epoch ms), as where a rate does not allow it yet. */
  | { readonly job: Job; readonly again: number }
  /**
   * The work broke off: nobody has it, and somebody takes it over after a while that doubles each time, from a second to a minute.
   * In real time, since what broke may break again although a manual clock stands still.
   */
  | { readonly job: Job; readonly rests: true }

/** Gives jobs back; answers with the tokens of those that still were ours. @throws StoreUnavailable */
export const returnJobs = (store: ReadStore, returns: readonly Return[]): Promise<ReadonlySet<string>> =>
  sparingly(
    returns.map((given) => ({
      tenant_id: given.job.tenant,
      notification_id: given.job.notificationId,
      token: given.job.token,
      again: 'again' in given ? toInstant(given.again) : null,
      rests: 'rests' in given,
    })),
    (some, locks) =>
      withEveryTenant(store, async (db) => {
        const { rows } = await sql<Ours>`
          WITH given AS (
            SELECT * FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS v
              (tenant_id text, notification_id uuid, token uuid, again timestamptz, rests boolean)
          ), ours AS (
            SELECT v.* FROM given v JOIN queue.notification_job j
              ON j.tenant_id = v.tenant_id AND j.notification_id = v.notification_id AND j.lease_token = v.token
          ), free AS (
            SELECT v.* FROM given v JOIN queue.notification_job j
              ON j.tenant_id = v.tenant_id AND j.notification_id = v.notification_id AND j.lease_token = v.token ${locks}
          ), changed AS (
            UPDATE queue.notification_job j SET
              lease_token = CASE WHEN v.rests THEN gen_random_uuid() END,
              lease_until = CASE WHEN v.rests THEN now() + least(60, 2 ^ least(failures, 10)) * interval '1 s' END,
              failures = CASE WHEN v.rests THEN failures + 1 ELSE 0 END,
              next_at = coalesce(v.again, next_at)
            FROM free v WHERE j.tenant_id = v.tenant_id AND j.notification_id = v.notification_id
            RETURNING v.token
          )
          SELECT token, changed.token IS NOT NULL AS changed FROM ours LEFT JOIN changed USING (token)`.execute(db)
        return rows
      }),
  )

/** The same, one by one: those that come while others are on their way go together after them. */
export function createReturns(store: ReadStore): (given: Return) => Promise<boolean> {
  let waiting: Return[] = []
  let next: Promise<ReadonlySet<string>> | undefined
  let last: Promise<unknown> = Promise.resolve()
  return async (given) => {
    waiting.push(given)
    if (!next) {
      next = last.then(() => {
        const together = waiting
        waiting = []
        next = undefined
        return returnJobs(store, together)
      })
      last = next.catch(() => undefined)
    }
    return (await next).has(given.job.token)
  }
}

/** When there will be something to take: epoch ms by the service's clock, and from now in real milliseconds. */
export interface Upcoming {
  readonly dueAt: number | null
  readonly leaseEndsInMs: number | null
}

const firstOf = (priority: number) =>
  `SELECT min(next_at) FROM queue.notification_job WHERE lease_token IS NULL AND priority = ${priority}`
const lookingAhead = {
  name: 'upcoming',
  text: `
    SELECT ${epochMs(`least((${firstOf(0)}), (${firstOf(1)}))`)} AS due_ms,
           (SELECT extract(epoch FROM min(lease_until) - now())::float8 * 1000 FROM queue.notification_job
            WHERE lease_token IS NOT NULL) AS lease_ms`,
}

/** Three looks at the ends of the indices, however much is scheduled. @throws StoreUnavailable */
export async function upcomingJobs(store: ReadStore): Promise<Upcoming> {
  const [row] = await askEveryTenant<{ due_ms: bigint | null; lease_ms: number | null }>(store, {
    ...lookingAhead,
    values: [],
  })
  const { due_ms = null, lease_ms = null } = row ?? {}
  return { dueAt: due_ms === null ? null : Number(due_ms), leaseEndsInMs: lease_ms }
}

/** What has yet to be sent about a visit, and which revision of it each tells of: for whoever supersedes it. @throws StoreUnavailable */
export const jobsOfVisit = (
  store: ReadStore,
  tenant: TenantId,
  visitId: VisitId,
): Promise<readonly { readonly notificationId: NotificationId; readonly visitRevision: number | null }[]> =>
  withTenant(store, tenant, async (db) => {
    const { rows } = await sql<{ notificationId: NotificationId; visitRevision: number | null }>`
      SELECT notification_id AS "notificationId", visit_revision AS "visitRevision" FROM queue.notification_job
      WHERE tenant_id = ${tenant} AND visit_id = ${visitId} ORDER BY next_at, notification_id`.execute(db)
    return rows
  })
