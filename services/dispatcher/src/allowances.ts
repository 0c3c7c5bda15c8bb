import type { NotificationChannel, TenantId } from '@visita/domain'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { parseInstant, toInstant } from '@visita/runtime'
import { type Kysely, sql } from 'kysely'
import { type Bucket, promised, type Rate, spent, turnOf } from './bucket.ts'
import { together } from './together.ts'

/** What a message needs before it may be handed over. */
export interface Wish {
  /** Epoch ms. */
  readonly now: number
  readonly isCritical: boolean
  /** It had to wait before, and was told to come back now. */
  readonly isItsTurn: boolean
  readonly rates: readonly Share[]
  /** Of the tenant's own day, `YYYY-MM-DD`; null: it has set no limit. */
  readonly budget: Budget | null
}
/** A rate, and what it is of: an id or a keyed hash, nobody's data. `tenant` is `platform` where several tenants share it. */
interface Share {
  readonly tenant: TenantId
  readonly bucket: string
  readonly rate: Rate
}
interface Budget {
  readonly tenant: TenantId
  readonly channel: NotificationChannel
  readonly day: string
  readonly most: number
}

export type Allowance =
  | { readonly kind: 'granted' }
  /** Too fast: its turn is follows, epoch ms. */
  | { readonly kind: 'wait'; readonly until: number }
  /** The day's budget is spent. */
  | { readonly kind: 'spent' }

/**
 * Gives messages leave to go, one account for all dispatchers: what is granted is used up. Those that ask at once are asked for
 * together. @throws StoreUnavailable
 */
export function createAllowances(store: ReadStore): (wish: Wish) => Promise<Allowance> {
  const ask = together((wishes: readonly Wish[]) => grant(store, wishes))
  return async (wish) => (wish.rates.length === 0 && wish.budget === null ? { kind: 'granted' } : ask(wish))
}

const grant = (store: ReadStore, wishes: readonly Wish[]): Promise<readonly Allowance[]> =>
  withEveryTenant(store, (db) =>
    db.transaction().execute(async (trx) => {
      const buckets = await lockBuckets(trx, wishes)
      const budgets = await lockBudgets(trx, wishes)
      const answers = wishes.map((wish) => grantOne(wish, buckets, budgets))
      await keepBuckets(trx, buckets)
      await keepBudgets(trx, budgets)
      return answers
    }),
  )

type Buckets = Map<string, Bucket>
type Budgets = Map<string, Budget & { used: number }>

function grantOne(wish: Wish, buckets: Buckets, budgets: Budgets): Allowance {
  const { now, isCritical, rates } = wish
  const budget = wish.budget && budgets.get(keyOf(wish.budget))
  if (budget && budget.used >= budget.most) return { kind: 'spent' }
  const asked = rates.flatMap((share) => {
    const { rate } = share
    const slot = slotOf(share)
    const known = buckets.get(slot)
    return known ? [{ slot, rate, known, turn: turnOf(known, rate, wish) }] : []
  })
  const until = Math.max(now, ...asked.map(({ turn }) => turn))
  for (const { slot, rate, known, turn } of asked) {
    if (until <= now) buckets.set(slot, spent(known, rate, now))
    // Whoever waits for one bucket does not stand in the line of another.
    else if (turn > now) buckets.set(slot, promised(known, turn, isCritical))
  }
  if (until > now) return { kind: 'wait', until }
  if (budget) budget.used += 1
  return { kind: 'granted' }
}

const slotOf = ({ tenant, bucket }: Pick<Share, 'tenant' | 'bucket'>) => `${tenant} ${bucket}`
const keyOf = ({ tenant, channel, day }: Budget) => `${tenant} ${channel} ${day}`

/** All in the same order, so that two never wait for each other; those that are not there yet are made. */
async function lockBuckets(db: Kysely<unknown>, wishes: readonly Wish[]): Promise<Buckets> {
  const asked = new Map(wishes.flatMap(({ rates }) => rates.map((share) => [slotOf(share), share] as const)))
  if (asked.size === 0) return new Map()
  const rows = [...asked].sort(byKey).map(([, { tenant, bucket }]) => ({ tenant_id: tenant, name: bucket }))
  const { rows: known } = await sql<BucketRow>`
    INSERT INTO queue.bucket (tenant_id, name, rested_at, urgent_until, promised_until)
    SELECT tenant_id, name, 'epoch', 'epoch', 'epoch'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v (tenant_id text, name text)
    ON CONFLICT (tenant_id, name) DO UPDATE SET name = excluded.name
    RETURNING tenant_id, name, rested_at, urgent_until, promised_until`.execute(db)
  return new Map(
    known.map(({ tenant_id, name, rested_at, urgent_until, promised_until }) => [
      slotOf({ tenant: tenant_id, bucket: name }),
      {
        restedAt: parseInstant(rested_at),
        urgentUntil: parseInstant(urgent_until),
        promisedUntil: parseInstant(promised_until),
      },
    ]),
  )
}

interface BucketRow {
  readonly tenant_id: TenantId
  readonly name: string
  readonly rested_at: string
  readonly urgent_until: string
  readonly promised_until: string
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)

async function keepBuckets(db: Kysely<unknown>, buckets: Buckets): Promise<void> {
  if (buckets.size === 0) return
  const rows = [...buckets].map(([slot, { restedAt, urgentUntil, promisedUntil }]) => ({
    slot,
    rested_at: toInstant(restedAt),
    urgent_until: toInstant(urgentUntil),
    promised_until: toInstant(promisedUntil),
  }))
  await sql`
    UPDATE queue.bucket b
    SET rested_at = v.rested_at, urgent_until = v.urgent_until, promised_until = v.promised_until
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v
      (slot text, rested_at timestamptz, urgent_until timestamptz, promised_until timestamptz)
    WHERE b.tenant_id = split_part(v.slot, ' ', 1) AND b.name = split_part(v.slot, ' ', 2)`.execute(db)
}

async function lockBudgets(db: Kysely<unknown>, wishes: readonly Wish[]): Promise<Budgets> {
  const asked = new Map(wishes.flatMap(({ budget }) => (budget ? [[keyOf(budget), budget] as const] : [])))
  if (asked.size === 0) return new Map()
  const rows = [...asked].sort(byKey).map(([, { tenant, channel, day }]) => ({ tenant_id: tenant, channel, day }))
  const { rows: known } = await sql<{ tenant_id: string; channel: string; day: string; used: number }>`
    INSERT INTO queue.budget (tenant_id, channel, day, used)
    SELECT tenant_id, channel, day, 0
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v (tenant_id text, channel text, day date)
    ON CONFLICT (tenant_id, channel, day) DO UPDATE SET used = queue.budget.used
    RETURNING tenant_id, channel, day, used`.execute(db)
  return new Map(
    known.flatMap(({ tenant_id, channel, day, used }) => {
      const key = `${tenant_id} ${channel} ${day}`
      const budget = asked.get(key)
      return budget ? [[key, { ...budget, used }] as const] : []
    }),
  )
}

async function keepBudgets(db: Kysely<unknown>, budgets: Budgets): Promise<void> {
  if (budgets.size === 0) return
  const rows = [...budgets.values()].map(({ tenant, channel, day, used }) => ({
    tenant_id: tenant,
    channel,
    day,
    used,
  }))
  await sql`
    UPDATE queue.budget b SET used = v.used
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS v (tenant_id text, channel text, day date, used integer)
    WHERE b.tenant_id = v.tenant_id AND b.channel = v.channel AND b.day = v.day`.execute(db)
}

/** Forgets what holds nobody back any more: rates that have rested for an hour, days long over. @throws StoreUnavailable */
export const forgetAllowances = (store: ReadStore, now: number): Promise<void> =>
  withEveryTenant(store, async (db) => {
    const rested = toInstant(now - 3_600_000)
    await sql`DELETE FROM queue.bucket WHERE greatest(rested_at, urgent_until, promised_until) < ${rested}::timestamptz`.execute(
      db,
    )
    await sql`DELETE FROM queue.budget WHERE day < (${toInstant(now)}::timestamptz - interval '3 days')::date`.execute(
      db,
    )
  })
