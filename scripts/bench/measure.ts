import { availableParallelism, cpus } from 'node:os'
import { monotonic, systemClock } from '@visita/runtime'
import { openingOf, raceChairId, slotAt, startsPerDay } from './business.ts'
import type { LoadResult, RaceResult } from './jobs.ts'
import { cpuSeconds, type LoadGenerator } from './processes.ts'
import type { System } from './systems.ts'

export interface Plan {
  readonly connections: readonly number[]
  readonly rounds: number
  readonly warmUpMs: number
  readonly measureMs: number
  /** How long each server is used before anything is measured, twice: its code is being compiled for some ten seconds of work. */
  readonly firstMs: number
  readonly races: number
}

/** One turn of one server. */
export interface Turn extends LoadResult {
  readonly system: System['name']
  readonly connections: number
  readonly round: number
  /** CPU milliseconds of each process for each booking, catching up included. */
  readonly cpuPerBooking: Readonly<Record<string, number>>
  /** Cores that were busy with something that is no part of this benchmark: above a few hundredths, it disturbs. */
  readonly elsewhere: number
  /** How long the projections still worked after the last booking, ms. */
  readonly settledAfterMs: number
}

export interface RaceTurn extends RaceResult {
  readonly system: System['name']
  readonly round: number
}

export interface Measured {
  readonly machine: { readonly node: string; readonly cpus: number; readonly model: string }
  readonly turns: readonly Turn[]
  readonly races: readonly RaceTurn[]
}

export const raceClients = 200

/**
 * Gives both servers the same load in turns, so that neither is measured on a machine that is warmer, or busier, than
 * the other's: the order changes with every round. Then all of `racers` have the same races.
 */
export async function measure(
  systems: readonly [System, System],
  racers: readonly System[],
  generator: LoadGenerator,
  plan: Plan,
  say: (line: string) => void,
): Promise<Measured> {
  const firstOpening = openingOf(systemClock().now(), 2)
  const turns: Turn[] = []
  const races: RaceTurn[] = []
  let first = 0

  async function turn(
    system: System,
    connections: number,
    round: number,
    from: number,
    measureMs = plan.measureMs,
  ): Promise<Turn> {
    const { warmUpMs } = plan
    const { url, key } = system
    const before = await system.cpu()
    const busyBefore = busySeconds() - (await cpuSeconds(process.pid))
    const began = monotonic()
    const job = { kind: 'load', url, key, connections, warmUpMs, measureMs, first: from, firstOpening } as const
    const result = await generator.run(job)
    const since = monotonic()
    await system.settle(result.position)
    const settledAfterMs = Math.round(monotonic() - since)
    const after = await system.cpu()
    const busy = busySeconds() - (await cpuSeconds(process.pid)) - busyBefore
    const elsewhere = Math.max(0, Math.round((busy * 100_000) / (monotonic() - began)) / 100)
    const answered = result.used - Object.values(result.others).reduce((sum, count) => sum + count, 0)
    const cpuPerBooking = Object.fromEntries(
      Object.entries(after).map(([name, seconds]) => {
        const spent = ((seconds - (before[name] ?? 0)) * 1000) / Math.max(1, answered)
        return [name, Math.round(spent * 1000) / 1000]
      }),
    )
    return { ...result, system: system.name, connections, round, cpuPerBooking, elsewhere, settledAfterMs }
  }

  say('warming up')
  for (const _ of ['once', 'again']) {
    let used = 0
    for (const system of racers) used = Math.max(used, (await turn(system, 16, 0, first, plan.firstMs)).used)
    first += used
  }

  for (let round = 1; round <= plan.rounds; round++) {
    const order = round % 2 === 1 ? systems : systems.toReversed()
    for (const connections of plan.connections) {
      let most = 0
      for (const system of order) {
        const result = await turn(system, connections, round, first)
        turns.push(result)
        most = Math.max(most, result.used)
        say(`round ${round}, ${connections} connections: ${system.name} ${result.perSecond} bookings/s`)
      }
      first += most
    }
  }
  // The first race is for the code that refuses, and counts for nobody.
  for (let round = 0; round <= plan.races; round++) {
    for (const system of round % 2 === 1 ? racers : racers.toReversed()) {
      const starts = Array.from({ length: startsPerDay }, (_, slot) => slotAt(openingOf(systemClock().now(), 10), slot))
      const { url, key } = system
      const resourceId = raceChairId(round)
      const result = await generator.run({ kind: 'race', url, key, clients: raceClients, resourceId, starts, first })
      await system.settle(result.position)
      if (round === 0) continue
      races.push({ ...result, system: system.name, round })
      say(
        `race ${round}: ${system.name} ${result.booked} booked, ${result.refused} refused, ${result.others.length} other`,
      )
    }
    first += raceClients
  }
  const machine = { node: process.version, cpus: availableParallelism(), model: cpus()[0]?.model ?? 'unknown' }
  return { machine, turns, races }
}

/** CPU seconds that this machine has spent on anything so far. */
const busySeconds = (): number =>
  cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000, 0)
