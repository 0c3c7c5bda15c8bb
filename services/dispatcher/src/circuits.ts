import type { NotificationChannel, TenantId } from '@visita/domain'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { parseInstant, toInstant } from '@visita/runtime'
import { type Kysely, sql } from 'kysely'
import { afterSign, type Circuit, probing, type Sign, type Standing, standingOf } from './circuit.ts'

/** Whose circuit, of a channel or of what stands by for it, and when (epoch ms). `accountSetAt`: when a person last set the channel's account up. */
export interface Line {
  readonly tenant: TenantId
  readonly channel: LineName
  readonly now: number
  readonly accountSetAt: number | null
}

type LineName = NotificationChannel | `${NotificationChannel}-spare`

export interface Circuits {
  /** Whether it may be tried: of a half-open one, whoever asks first may. @throws StoreUnavailable */
  enter(line: Line): Promise<Exclude<Standing, { kind: 'half-open' }>>
  /** What an answer told of the provider. @throws StoreUnavailable */
  note(line: Line, sign: Sign): Promise<void>
  /** Those that are open now, or half-open. @throws StoreUnavailable */
  open(): Promise<readonly { readonly tenant: string; readonly channel: string; readonly cause: string }[]>
}

/** What other dispatchers have found out is known here so soon. */
const rememberMs = 1_000

/**
 * The circuits of all tenants, shared by all dispatchers. They are few, since one that works has none: so they are all read at
 * once, at most once a second, and a message that goes out well costs nothing.
 */
export function createCircuits(store: ReadStore, monotonic: () => number): Circuits {
  let known = new Map<string, Circuit>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  async function refresh(): Promise<void> {
    if (monotonic() - readAt < rememberMs) return
    reading ??= readAll(store)
      .then((all) => {
        known = all
        readAt = monotonic()
      })
      .finally(() => {
        reading = undefined
      })
    await reading
  }

  /** Changes one that nobody else changes meanwhile; null takes it away. */
  const change = (line: Line, to: (circuit: Circuit | null) => Circuit | null): Promise<void> =>
    withEveryTenant(store, (db) =>
      db.transaction().execute(async (trx) => {
        const key = keyOf(line)
        // Also of one that has no row yet, which a lock on rows would not hold.
        await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`queue.circuit ${key}`}, 0))`.execute(trx)
        const before = await readOne(trx, line)
        const after = to(before)
        if (after === before) return
        await write(trx, line, after)
        if (after) known.set(key, after)
        else known.delete(key)
      }),
    )

  return {
    async enter(line) {
      await refresh()
      const standing = standingOf(known.get(keyOf(line)) ?? null, line.now, line.accountSetAt)
      if (standing.kind !== 'half-open') return standing
      const found: Standing[] = []
      await change(line, (circuit) => {
        const now = standingOf(circuit, line.now, line.accountSetAt)
        found.push(now)
        return now.kind === 'half-open' && circuit ? probing(circuit, line.now) : circuit
      })
      return found.find((one) => one.kind === 'open') ?? { kind: 'closed' }
    },

    async note(line, sign) {
      if (sign === null || (sign === 'works' && !known.has(keyOf(line)))) return
      await change(line, (circuit) => afterSign(circuit, sign, line.now, line.accountSetAt))
    },

    async open() {
      const all = await readAll(store)
      return [...all].flatMap(([key, { cause }]) => {
        const [tenant = '', channel = ''] = key.split(' ')
        return cause === null ? [] : [{ tenant, channel, cause }]
      })
    },
  }
}

const keyOf = ({ tenant, channel }: Pick<Line, 'tenant' | 'channel'>) => `${tenant} ${channel}`

interface Row {
  readonly tenant_id: TenantId
  readonly channel: LineName
  readonly cause: 'account' | 'unavailable' | null
  readonly failures: number
  readonly opened_at: string | null
  readonly open_until: string | null
  readonly probe_until: string | null
}

const epoch = (text: string | null) => (text === null ? null : parseInstant(text))
const instant = (ms: number | null) => (ms === null ? null : toInstant(ms))
const circuitOf = ({ cause, failures, opened_at, open_until, probe_until }: Row): Circuit => ({
  ...{ cause, failures },
  ...{ openedAt: epoch(opened_at), openUntil: epoch(open_until), probeUntil: epoch(probe_until) },
})

const readAll = (store: ReadStore): Promise<Map<string, Circuit>> =>
  withEveryTenant(store, async (db) => {
    const { rows } = await sql<Row>`SELECT * FROM queue.circuit`.execute(db)
    return new Map(rows.map((row) => [keyOf({ tenant: row.tenant_id, channel: row.channel }), circuitOf(row)]))
  })

async function readOne(db: Kysely<unknown>, { tenant, channel }: Line): Promise<Circuit | null> {
  const { rows } = await sql<Row>`
    SELECT * FROM queue.circuit WHERE tenant_id = ${tenant} AND channel = ${channel}`.execute(db)
  return rows[0] ? circuitOf(rows[0]) : null
}

async function write(db: Kysely<unknown>, { tenant, channel }: Line, circuit: Circuit | null): Promise<void> {
  if (!circuit) {
    await sql`DELETE FROM queue.circuit WHERE tenant_id = ${tenant} AND channel = ${channel}`.execute(db)
    return
  }
  const { cause, failures, openedAt, openUntil, probeUntil } = circuit
  await sql`
    INSERT INTO queue.circuit (tenant_id, channel, cause, failures, opened_at, open_until, probe_until)
    VALUES (${tenant}, ${channel}, ${cause}, ${failures}, ${instant(openedAt)}, ${instant(openUntil)}, ${instant(probeUntil)})
    ON CONFLICT (tenant_id, channel) DO UPDATE SET cause = excluded.cause, failures = excluded.failures,
      opened_at = excluded.opened_at, open_until = excluded.open_until, probe_until = excluded.probe_until`.execute(db)
}
