import { setTimeout as sleep } from 'node:timers/promises'
import { providers } from '@visita/channels/fakes'
import { openJobs } from '@visita/reactor'
import { withEveryTenant } from '@visita/read-store'
import { monotonic } from '@visita/runtime'
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

interface Leases {
  readonly 'queue.notification_job': { readonly lease_token: string | null; readonly lease_until: string | null }
}

/**
 * Kills both dispatchers at one moment, so that all that is leased is leased by the dead; and lets those leases be over at once,
 * instead of in the three quarters of a minute that they would take.
 */
export async function buryDispatchers(system: System): Promise<void> {
  await Promise.all([system.kill('dispatcher-1'), system.kill('dispatcher-2')])
  await withReadStore(system.where, { name: 'chaos', role: 'visita_writer' }, (store) =>
    withEveryTenant<Leases, unknown>(store, (db) =>
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
  const until = Math.max(lastStart, system.clock.now()) + afterwardsMs
  const since = monotonic()
  let calm = 0
  // Twice the same: what is read of two stores is not of one moment.
  while (calm < 2 && monotonic() - since < patienceMs) {
    await setTime(system, system.clock.now() + stepMs, signal)
    await sleep(150, undefined, { signal })
    if (system.clock.now() < until) continue
    const news = await withLog(system.where, (store) => records.read(store, signal))
    const states = [...messagesOf(records.notifications).values()].map(({ state }) => state.status)
    const waiting = states.filter((status) => status === 'pending' || status === 'processing').length
    const owed = await withReadStore(system.where, { name: 'chaos', role: 'visita_writer' }, (store) =>
      openJobs(store, system.clock.now()),
    )
    const due = owed.reduce((sum, kind) => sum + kind.due + kind.failing, 0)
    onStep(`${waiting} messages wait, ${due} things are to be done`)
    calm = news === 0 && waiting === 0 && due === 0 ? calm + 1 : 0
  }
}
