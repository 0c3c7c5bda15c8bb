import fc from 'fast-check'
import { test } from 'tap'
import { LocationId, VisitId } from '../ids.ts'
import { minutes, policies, resourceOf } from '../testing.ts'
import {
  type Claim,
  type ClaimConflict,
  claimConflict,
  claimSpan,
  keepsPromise,
  seatsLeft,
  travelMs,
  type WantedClaim,
} from './claims.ts'

const visits = ['ana', 'ben', 'eva'].map((name) => VisitId.derive(name))
const now = minutes(1000)

const spans = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ from: minutes(from), until: minutes(from + length) }))
const seats = fc.constantFrom(1, 1, 1, 2, 3, 4)
const ids = fc.integer({ min: 0, max: 5 }).map((n) => `hold-${n}`)
const [north, south] = [LocationId.parse('north'), LocationId.parse('south')]
const locationIds = fc.constantFrom(undefined, undefined, north, south)
const claims: fc.Arbitrary<Claim> = fc
  .oneof(
    fc.record({
      kind: fc.constant('reservation'),
      id: fc.uuid(),
      visitId: fc.constantFrom(...visits),
      span: spans,
      seats,
      locationId: locationIds,
    }),
    fc.record({ kind: fc.constant('block'), id: fc.uuid(), span: spans, seats: fc.constant(0) }),
    fc.record({
      kind: fc.constant('hold'),
      id: ids,
      span: spans,
      seats,
      locationId: locationIds,
      expiresAt: fc.integer({ min: -2, max: 2 }).map((offset) => now + offset),
    }),
  )
  .map(({ span, ...claim }) => ({ ...claim, ...span }) as Claim)
const wishes: fc.Arbitrary<WantedClaim> = fc
  .record({
    span: spans,
    seats,
    visitId: fc.option(fc.constantFrom(...visits), { nil: undefined }),
    holdId: fc.option(ids, { nil: undefined }),
    locationId: locationIds,
    travel: fc.constantFrom(0, 1, 7),
  })
  .map(({ span, seats, visitId, holdId, locationId, travel }) => ({
    ...span,
    seats,
    ...(locationId && { locationId }),
    travelMs: minutes(travel),
    ...(visitId && { visitId }),
    ...(holdId && { holdId }),
  }))
const capacities = fc.constantFrom(1, 1, 2, 3, 5)

/** The same rule with nothing clever in it: look at every minute, count who sits there. */
function oracle(all: readonly Claim[], wanted: WantedClaim, capacity: number): ClaimConflict | null {
  if (wanted.seats > capacity) return { reason: 'capacity', with: [] }
  const counted = all.filter((claim) => {
    if (claim.kind === 'hold') return Number(claim.expiresAt) > now && claim.id !== wanted.holdId
    return claim.kind === 'block' || wanted.visitId === undefined || claim.visitId !== wanted.visitId
  })
  const inTheWay = new Set<Claim>()
  const minutesOf = ({ from, until }: { from: number; until: number }) =>
    Array.from({ length: (until - from) / minutes(1) }, (_, index) => from + index * minutes(1))
  for (const claim of counted) {
    if (!wanted.travelMs || !claim.locationId || !wanted.locationId || claim.locationId === wanted.locationId) continue
    const onTheWay = minutesOf({ from: wanted.from - wanted.travelMs, until: wanted.until + wanted.travelMs })
    if (minutesOf(claim).some((minute) => onTheWay.includes(minute))) inTheWay.add(claim)
  }
  const isAway = inTheWay.size > 0
  for (let minute = wanted.from; minute < wanted.until; minute += minutes(1)) {
    const sitting = counted.filter(({ from, until }) => from <= minute && minute < until)
    const taken = sitting.reduce((sum, claim) => sum + (claim.kind === 'block' ? capacity : claim.seats), 0)
    if (taken + wanted.seats > capacity) for (const claim of sitting) inTheWay.add(claim)
  }
  if (inTheWay.size === 0) return null
  const kinds = [...inTheWay].map(({ kind }) => kind)
  const reason = kinds.includes('block')
    ? 'blocked'
    : capacity > 1 && !isAway
      ? 'capacity'
      : kinds.includes('reservation')
        ? 'reserved'
        : 'held'
  return { reason, with: all.filter((claim) => inTheWay.has(claim)).map(({ id }) => id) }
}

test('the overlap rule gives what counting every minute gives', async (t) => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(fc.array(claims, { maxLength: 8 }), wishes, capacities, (all, wanted, capacity) => {
      const found = claimConflict(all, wanted, capacity, now)
      const answer = found?.reason ?? 'free'
      seen.set(answer, (seen.get(answer) ?? 0) + 1)
      return JSON.stringify(found) === JSON.stringify(oracle(all, wanted, capacity))
    }),
    { numRuns: 20_000 },
  )
  for (const answer of ['free', 'reserved', 'held', 'blocked', 'capacity']) {
    t.ok((seen.get(answer) ?? 0) > 50, `${answer} was among the answers`)
  }
})

test('the seats left are those that could still be claimed', async (t) => {
  fc.assert(
    fc.property(fc.array(claims, { maxLength: 8 }), wishes, fc.constantFrom(1, 2, 5, 20), (all, wanted, capacity) => {
      const left = seatsLeft(all, wanted, capacity, now)
      const fits = (count: number) => claimConflict(all, { ...wanted, seats: count }, capacity, now) === null
      return (left === 0 || fits(left)) && !fits(left + 1)
    }),
    { numRuns: 5_000 },
  )
  t.equal(seatsLeft([], { from: 0, until: 1 }, 7, now), 7)
})

test('between two locations there is time for the way, however many seats are free', async (t) => {
  const claim: Claim = {
    kind: 'reservation',
    id: 'a',
    from: minutes(60),
    until: minutes(90),
    seats: 1,
    locationId: north,
  }
  const at = (from: number, locationId: LocationId | null, travel = 30) =>
    claimConflict(
      [claim],
      {
        from: minutes(from),
        until: minutes(from + 10),
        seats: 1,
        ...(locationId && { locationId }),
        travelMs: minutes(travel),
      },
      2,
      now,
    )
  const away = { reason: 'reserved', with: ['a'] }
  t.strictSame(at(119, south), away)
  t.strictSame(at(120, south), null)
  t.strictSame(at(21, south), away)
  t.strictSame(at(20, south), null)
  t.strictSame(at(70, south), away, 'nobody is at two places at once')
  t.strictSame(at(70, south, 0), null, 'where no way takes time, seats decide')
  t.strictSame(at(70, north), null, 'the same place')
  t.strictSame(at(91, null), null, 'no known place')
})

test('only who can move travels', async (t) => {
  const travelling = { ...policies, travelMinutes: 20 }
  for (const [kind, wanted] of [
    ['agent', minutes(20)],
    ['vehicle', minutes(20)],
    ['room', 0],
    ['unit', 0],
  ] as const) {
    t.equal(travelMs(resourceOf({ kind }), travelling), wanted, kind)
  }
})

test('a hold promises one location to who travels, and any to who does not', async (t) => {
  const hold: Claim = {
    kind: 'hold',
    id: 'h',
    from: 0,
    until: minutes(30),
    seats: 1,
    locationId: north,
    expiresAt: now + 1,
  }
  const { locationId: _, ...anywhere } = hold
  const kept = (claim: Claim, locationId: LocationId, travel: number) =>
    keepsPromise(
      [claim],
      { from: 0, until: minutes(30), seats: 1, holdId: 'h', locationId, travelMs: minutes(travel) },
      now,
    )
  t.equal(kept(hold, north, 20), true)
  t.equal(kept(hold, south, 20), false)
  t.equal(kept(hold, south, 0), true)
  t.equal(kept(anywhere, south, 20), false, 'what was never asked was not promised')
})

test('buffers are part of the claim, before and after', async (t) => {
  const span = claimSpan(minutes(60), minutes(90), { bufferBeforeMinutes: 10, bufferAfterMinutes: 5 })
  t.strictSame(span, { from: minutes(50), until: minutes(95) })
})
