import { declineOffer, leaveWaitlist } from '@visita/agenda'
import {
  type SlotEvent,
  StreamName,
  slot,
  type VisitId,
  type WaitlistEntryId,
  type WaitlistEvent,
  type WaitlistState,
  waitlist,
  wants,
} from '@visita/domain'
import { test } from 'tap'
import { requestOf, startStage, tenant } from './stage.ts'
import { ana, at, slugOf, waitingOn } from './waiting.ts'

const stage = await startStage()
const { agenda, book, settled, store } = stage
const { accept, cancel, join, nextDay, offerTo, run, streamOf } = waitingOn(stage)

/** Numbers that look random and are the same each time, so that what fails fails again. */
function dice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % sides
  }
}

/**
 * Reads the waitlist back as the log has it, and judges each offer by what was known then.
 * @returns those that went to somebody while somebody who had joined earlier waited for it
 */
async function unfairOffers(joined: readonly WaitlistEntryId[], date: string): Promise<string[]> {
  const slots = StreamName.slot(tenant, ana, date)
  const streams = [...joined.map(streamOf), slots]
  const recorded = (await Promise.all(streams.map((stream) => store.read(stream)))).flat()
  recorded.sort((a, b) => (a.position < b.position ? -1 : 1))
  const states = new Map<string, WaitlistState>()
  let day = slot.initial
  const unfair: string[] = []
  for (const event of recorded) {
    if (event.stream === slots) {
      day = slot.evolve(day, event as unknown as SlotEvent)
      continue
    }
    if (event.type === 'WaitlistOffered') {
      const { start, holdId, entryId } = event.data as { start: string; holdId: string; entryId: string }
      if (!day.claims.some(({ id }) => id === holdId)) unfair.push(`${entryId} was offered what was not held`)
      // A map keeps the order in which they joined.
      for (const [stream, { status, entry }] of states) {
        if (stream === event.stream) break
        if (status === 'waiting' && wants(entry, Date.parse(start), 'UTC')) unfair.push(`${start} passed ${stream} by`)
      }
    }
    const before = states.get(event.stream) ?? waitlist.initial
    states.set(event.stream, waitlist.evolve(before, event as unknown as WaitlistEvent))
  }
  return unfair
}

for (const seed of [11, 23]) {
  test(`whoever is offered time joined first of all who waited for it, as the log tells (${seed})`, async (t) => {
    const roll = dice(seed)
    const date = nextDay()
    const times = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30']
    const booked: VisitId[] = []
    for (const time of times) booked.push(await book(`${date} ${time}`, `${date}T${time}:00Z`))
    const joined: WaitlistEntryId[] = []
    const offers = async () => {
      const all = await Promise.all(joined.map(async (one) => ((await offerTo(one)) ? [one] : [])))
      return all.flat()
    }
    const oneOf = <T>(list: readonly T[]): T | undefined => list[roll(Math.max(1, list.length))]
    await run(
      async () => {
        for (let step = 0; step < 30; step++) {
          const does = roll(6)
          const offered = oneOf(await offers())
          if (does < 3 || !offered) {
            const first = roll(times.length)
            const from = at(date, times[first] ?? '09:00')
            const partOfDay = ([undefined, undefined, 'morning', 'afternoon'] as const)[roll(4)]
            joined.push(await join(date, { from, to: from + (1 + roll(4)) * 1_800_000, partOfDay }))
          } else if (does === 3) await declineOffer(agenda, requestOf('decline'), offered)
          else if (does === 4) await leaveWaitlist(agenda, requestOf('leave'), offered)
          else t.equal(await slugOf(accept(offered)), 'accepted')
          const freed = roll(2) === 0 ? booked.splice(roll(Math.max(1, booked.length)), 1)[0] : undefined
          if (freed) await cancel(freed)
          await settled()
        }
      },
      { instances: 2 },
    )
    const made = (await Promise.all(joined.map((one) => store.read(streamOf(one))))).flat()
    t.ok(made.filter(({ type }) => type === 'WaitlistOffered').length >= 8, 'there was something to be fair about')
    t.same(await unfairOffers(joined, date), [])
  })
}

test('end', () => stage.stop())
