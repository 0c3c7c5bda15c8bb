import fc from 'fast-check'
import { test } from 'tap'
import { at, minutes } from '../testing.ts'
import type { WaitlistOffer } from './state.ts'
import { turns } from './turns.ts'
import { wants } from './wishes.ts'

// A day of one resource with a start each half hour, and people who join, are offered what is open in their turn, and answer.

const starts = Array.from({ length: 16 }, (_, i) => at('09:00') + i * minutes(30))
const aStart = fc.constantFrom(...starts)
const person = fc
  .record({
    from: aStart,
    length: fc.integer({ min: 1, max: 16 }),
    partOfDay: fc.constantFrom(null, 'morning' as const, 'afternoon' as const),
  })
  .map(({ from, length, partOfDay }) => ({
    ...{ from, to: from + length * minutes(30), partOfDay, resourceIds: null, locationId: null, seats: 1 },
    offers: [] as WaitlistOffer[],
  }))
type Person = typeof person extends fc.Arbitrary<infer P> ? P : never

const step = fc.oneof(
  fc.record({ does: fc.constant('joins' as const), who: person }),
  fc.record({ does: fc.constant('frees' as const), start: aStart }),
  fc.record({ does: fc.constantFrom('declines' as const, 'takes' as const), index: fc.nat() }),
)

const offered = (start: number) => ({ start, outcome: 'open' }) as WaitlistOffer
const isWaiting = ({ offers }: Person) => offers.every(({ outcome }) => outcome === 'declined')

test('whoever is offered time joined first of all who wait and want it; and nothing open is left that somebody wants', (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const open = new Set<number>()
      const joined: Person[] = []
      const offerAll = () => {
        for (const { person, starts } of turns(joined, () => [...open].sort(), 'UTC')) {
          if (!isWaiting(person)) continue
          const start = starts.find((one) => wants(person, one, 'UTC'))
          if (start === undefined) continue
          const earlier = joined.slice(0, joined.indexOf(person))
          if (earlier.some((other) => isWaiting(other) && wants(other, start, 'UTC'))) return false
          if (!open.delete(start)) return false
          person.offers.push(offered(start))
        }
        return !joined.some((one) => isWaiting(one) && [...open].some((start) => wants(one, start, 'UTC')))
      }
      for (const one of steps) {
        if (one.does === 'joins') joined.push({ ...one.who, offers: [] })
        else if (one.does === 'frees') {
          const isTaken = joined.some(({ offers }) =>
            offers.some(({ start, outcome }) => start === one.start && outcome !== 'declined'),
          )
          if (!isTaken) open.add(one.start)
        } else answer(joined, one.index, one.does, open)
        if (!offerAll()) return false
      }
      return true
    }),
    { numRuns: 500 },
  )
  t.pass()
  t.end()
})

/** One of those who have an offer takes it, or lets it go: then it is open again. */
function answer(joined: readonly Person[], index: number, does: 'declines' | 'takes', open: Set<number>): void {
  const asked = joined.filter(({ offers }) => offers.at(-1)?.outcome === 'open')
  const person = asked[index % Math.max(1, asked.length)]
  const offer = person?.offers.at(-1)
  if (!person || !offer) return
  person.offers[person.offers.length - 1] = { ...offer, outcome: does === 'takes' ? 'accepted' : 'declined' }
  if (does === 'declines') open.add(offer.start)
}
