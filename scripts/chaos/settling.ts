import { setTimeout as sleep } from 'node:timers/promises'
import { providers } from '@visita/channels/fakes'
import { openJobs } from '@visita/reactor'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { monotonic, toInstant } from '@visita/runtime'
import { withLog, withReadStore } from '../operations/stores.ts'
import { messagesOf } from './proof.ts'
import type { LogRecords } from './records.ts'
import type { System } from './system.ts'
import { setTime } from './time.ts'

/** How long it may take until nothing is left to do, ms. */
const patienceMs = 240_000
/** Beyond the last visit's end: until whoever has not come is marked, and told so. */
const afterwardsMs = 6 * 60_000
const stepMs = 20_000

/** How long time stands still for those who are at work, at each step; a provider may keep them waiting for longer. */
const breathMs = 500

interface Queue {
  readonly 'queue.notification_job': {
    readonly next_at: string
    readonly lease_token: string | null
    readonly lease_until: string | null
  }
}

/**
 * Kills both dispatchers at one moment, so that all that is leased is leased by the dead; and lets those leases be over at once,
 * instead of in the three quarters of a minute that they would take.
 */
export async function buryDispatchers(system: System): Promise<void> {
  await Promise.all([system.kill('dispatcher-1'), system.kill('dispatcher-2')])
  await withReadStore(system.where, { name: 'chaos', role: 'visita_writer' }, (store) =>
    withEveryTenant<Queue, unknown>(store, (db) =>
      db
        .updateTable('queue.notification_job')
        .set({ lease_until: 'now' })
        .where('lease_token', 'is not', null)
        .execute(),
    ),
  )
}

/**
 * Everything answers and behaves again, time passes until the last visit is over, and then until there is nothing left to do; or
 * until it has taken too long, which the proofs then tell. @throws the signal's reason
 */
export async function settle(
  system: System,
  records: LogRecords,
  lastStart: number,
  signal: AbortSignal,
  onStep: (what: string) => void,
): Promise<void> {
  onStep('everything comes back')
  for (const provider of providers) system.fakes.behave({ provider, mode: 'ok' })
  await system.ready(signal)
  await buryDispatchers(system)
  await system.ready(signal)
  onStep('time passes until the last visit is over')
  await withReadStore(system.where, { name: 'chaos', role: 'visita_writer' }, (store) =>
    rest(system, store, records, Math.max(lastStart, system.clock.now()) + afterwardsMs, signal, onStep),
  )
}

async function rest(
  system: System,
  store: ReadStore,
  records: LogRecords,
  until: number,
  signal: AbortSignal,
  onStep: (what: string) => void,
): Promise<void> {
  const since = monotonic()
  let calm = 0
  // Twice the same: what is read of two stores is not of one moment.
  while (calm < 2 && monotonic() - since < patienceMs) {
    await setTime(system, system.clock.now() + stepMs, signal)
    await breathe(store, system.clock.now(), signal)
    if (system.clock.now() < until) continue
    const news = await withLog(system.where, (log) => records.read(log, signal))
    const states = [...messagesOf(records.notifications).values()].map(({ state }) => state.status)
    const waiting = states.filter((status) => status === 'pending' || status === 'processing').length
    const owed = await openJobs(store, system.clock.now())
    const due = owed.reduce((sum, kind) => sum + kind.due + kind.failing, 0)
    onStep(`${waiting} messages wait, ${due} things are to be done`)
    calm = news === 0 && waiting === 0 && due === 0 ? calm + 1 : 0
  }
}

/** Gives the dispatchers a moment to send what is due before more of it is. */
async function breathe(store: ReadStore, now: number, signal: AbortSignal): Promise<void> {
  const since = monotonic()
  do await sleep(50, undefined, { signal })
  while (monotonic() - since < breathMs && (await dueJobs(store, now)) > 0)
}

const dueJobs = (store: ReadStore, now: number): Promise<number> =>
  withEveryTenant<Queue, number>(store, async (db) => {
    const due = db.selectFrom('queue.notification_job').where('next_at', '<=', toInstant(now))
    const row = await due.select(({ fn }) => fn.countAll().as('count')).executeTakeFirst()
    return Number(row?.count ?? 0)
  })
