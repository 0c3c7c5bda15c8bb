import { setTimeout as sleep } from 'node:timers/promises'
import { personalOpener, projections } from '@visita/projections'
import { createVault, type VerifiedProjection, verifyProjections } from '@visita/read-store'
import { monotonic, systemClock } from '@visita/runtime'
import { readLog } from '../operations/log.ts'
import { auditOverlaps } from '../operations/overlaps.ts'
import { masterKey, withLog, withReadStore } from '../operations/stores.ts'
import { bookedOnce, planned } from './bookings.ts'
import { business, createBusiness } from './business.ts'
import { type Ledger, newLedger, runClients } from './clients.ts'
import type { Proof } from './proof.ts'
import { handedOf, logRecords, type Records } from './records.ts'
import { scheduleOf } from './schedule.ts'
import { ended, notEarly, recorded, stillStood } from './sending.ts'
import { settle } from './settling.ts'
import { type System, startSystem } from './system.ts'
import { passTime, setTime } from './time.ts'
import { notTwice } from './twice.ts'

export interface ChaosOptions {
  /** Empty; the caller removes it. */
  readonly folder: string
  readonly seed: number
  /** How long there is chaos, ms. */
  readonly lengthMs: number
  readonly clients: number
  /** How much faster than the machine's the services' clock goes. */
  readonly speed: number
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

export interface Progress {
  readonly what: string
  /** From 0 to 1, of the chaos. */
  readonly share: number
  readonly bookings: number
  readonly kills: number
}

/** What was done, what was done to it, and what is proven. */
export interface Outcome {
  readonly seed: number
  readonly seconds: number
  readonly bookings: number
  /** How often each request was answered how. */
  readonly answers: Readonly<Record<string, number>>
  readonly repeated: number
  readonly kills: Readonly<Record<string, number>>
  /** How often a provider was asked and did not do well. */
  readonly misbehaved: Readonly<Record<string, number>>
  readonly messages: number
  readonly requests: number
  readonly proofs: readonly Proof[]
}

/** Messages are handed over once as a rule, so the fakes keep them all. */
const mostRequests = 10_000
const paceMs = 350

/** Starts everything, lets people book while things break, lets it settle, and proves. @throws the signal's reason, or what kept it from starting */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { folder, seed, lengthMs, clients, speed, signal, onProgress } = options
  const since = monotonic()
  const ledger = newLedger()
  const kills: Record<string, number> = {}
  const progress = (what: string, share: number) =>
    onProgress({
      what,
      share,
      bookings: ledger.bookings.length,
      kills: Object.values(kills).reduce((a, b) => a + b, 0),
    })
  progress('starting', 0)
  const system = await startSystem(folder)
  try {
    await system.ready(signal)
    // Until it is set for the first time, each process has its own.
    await setTime(system, systemClock().now(), signal)
    const client = await createBusiness(system)
    const chaos = new AbortController()
    const both = AbortSignal.any([signal, chaos.signal])
    const horizonMs = Math.min(60 * 60_000, Math.max(10 * 60_000, (lengthMs * speed) / 2))
    const load = {
      client,
      clock: system.clock,
      clients,
      seed,
      paceMs,
      horizonMs,
      ledger,
      signal: both,
      interrupted: signal,
    }
    const booking = runClients(load)
    const passing = passTime(system, speed, both)
    const began = monotonic()
    for (const stroke of scheduleOf(seed, lengthMs)) {
      while (monotonic() - began < stroke.atMs) {
        await sleep(Math.min(250, Math.max(1, stroke.atMs - (monotonic() - began))), undefined, { signal })
        progress('chaos', (monotonic() - began) / lengthMs)
      }
      if (stroke.kind === 'misbehave') system.fakes.behave(stroke.behaviour)
      else {
        kills[stroke.victim] = (kills[stroke.victim] ?? 0) + 1
        await system.kill(stroke.victim)
      }
    }
    await sleep(Math.max(1, lengthMs - (monotonic() - began)), undefined, { signal })
    chaos.abort()
    progress('the last answers', 1)
    await Promise.all([booking, passing])
    const log = logRecords()
    await settle(system, log, ledger.lastStart, signal, (what) => progress(what, 1))
    kills['both dispatchers at once'] = 1
    progress('proving', 1)
    const records = recordsOf(system, ledger, log)
    const proofs = [
      bookedOnce(records),
      await noOverlap(system, signal),
      ...[planned, ended, notEarly, recorded, notTwice, stillStood].map((prove) => prove(records)),
      await readModelsEqual(system, signal),
    ]
    return {
      ...{ seed, seconds: Math.round((monotonic() - since) / 1000), bookings: ledger.bookings.length },
      ...{ answers: Object.fromEntries(ledger.answers), repeated: ledger.repeated, kills },
      misbehaved: misbehaved(system),
      ...{ messages: records.notifications.size, requests: records.handed.length, proofs },
    }
  } finally {
    await system.stop()
  }
}

function misbehaved({ fakes }: System): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { provider, mode } of fakes.requests()) {
    if (mode !== 'ok') counts[`${provider} ${mode}`] = (counts[`${provider} ${mode}`] ?? 0) + 1
  }
  return counts
}

function recordsOf(system: System, ledger: Ledger, log: ReturnType<typeof logRecords>): Records {
  const requests = system.fakes.requests()
  // Who asks what became of a message hands nothing over.
  const handed = requests.filter(({ method }) => method !== 'GET').map(handedOf)
  if (requests.length === mostRequests) throw new Error(`more than ${mostRequests} requests: nothing is proven of all`)
  return {
    ...{ now: system.clock.now(), bookings: ledger.bookings, unanswered: ledger.unanswered },
    reminders: business.reminders,
    ...{ visits: log.visits, notifications: log.notifications, handed },
  }
}

async function noOverlap({ where }: System, signal: AbortSignal): Promise<Proof> {
  const progress = { passed: () => undefined, stop: () => undefined }
  const certificate = await withLog(where, async (store) =>
    auditOverlaps(store, { tenant: null, until: await store.head(), signal, progress }),
  )
  const failures = certificate.overlaps.map(({ stream, claimId }) => ({ id: claimId, what: `overlaps in ${stream}` }))
  return { name: 'nothing was taken twice', checked: certificate.streams, failures }
}

async function readModelsEqual({ where }: System, signal: AbortSignal): Promise<Proof> {
  const verified = await withReadStore(where, { name: 'chaos', role: 'visita_writer' }, async (readStore, url) => {
    const openPersonal = personalOpener(createVault(readStore, await masterKey(where)))
    return withLog(where, (store) =>
      verifyProjections({
        url,
        projections,
        openPersonal,
        signal,
        read: (until, handle) => readLog(store, { until, handle, signal }),
      }),
    )
  })
  const failures = verified.flatMap(({ projection, differences }: VerifiedProjection) =>
    differences.map(({ table, key, kind }) => ({
      id: Object.values(key).join(' '),
      what: `${projection}: ${table} ${kind}`,
    })),
  )
  return { name: 'read models equal the log', checked: verified.reduce((sum, { rows }) => sum + rows, 0), failures }
}
