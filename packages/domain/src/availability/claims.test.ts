import fc from 'fast-check'
import { test } from 'tap'
import { VisitId } from '../ids.ts'
import { minutes } from '../testing.ts'
import { type Claim, type ClaimConflict, claimConflict, claimSpan, seatsLeft, type WantedClaim } from './claims.ts'

const visits = ['ana', 'ben', 'eva'].map((name) => VisitId.derive(name))
const now = minutes(1000)

const spans = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ from: minutes(from), until: minutes(from + length) }))
const seats = fc.constantFrom(1, 1, 1, 2, 3, 4)
const ids = fc.integer({ min: 0, max: 5 }).map((n) => `hold-${n}`)
const claims: fc.Arbitrary<Claim> = fc
  .oneof(
    fc.record({
      kind: fc.constant('reservation'),
      id: fc.uuid(),
      visitId: fc.constantFrom(...visits),
      span: spans,
      seats,
    }),
    fc.record({ kind: fc.constant('block'), id: fc.uuid(), span: spans, seats: fc.constant(0) }),
    fc.record({
      kind: fc.constant('hold'),
      id: ids,
      span: spans,
      seats,
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
  })
  .map(({ span, seats, visitId, holdId }) => ({
    ...span,
    seats,
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
  for (let minute = wanted.from; minute < wanted.until; minute += minutes(1)) {
    const sitting = counted.filter(({ from, until }) => from <= minute && minute < until)
    const taken = sitting.reduce((sum, claim) => sum + (claim.kind === 'block' ? capacity : claim.seats), 0)
    if (taken + wanted.seats > capacity) for (const claim of sitting) inTheWay.add(claim)
  }
  if (inTheWay.size === 0) return null
  const kinds = [...inTheWay].map(({ kind }) => kind)
  const reason = kinds.includes('block')
    ? 'blocked'
    : capacity > 1
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
    fc.property(fc.array(claims, { maxLength: 8 }), spans, fc.constantFrom(1, 2, 5, 20), (all, span, capacity) => {
      const left = seatsLeft(all, span, capacity, now)
      const fits = (count: number) => claimConflict(all, { ...span, seats: count }, capacity, now) === null
      return (left === 0 || fits(left)) && !fits(left + 1)
    }),
    { numRuns: 5_000 },
  )
  t.equal(seatsLeft([], { from: 0, until: 1 }, 7, now), 7)
})

test('buffers are part of the claim, before and after', async (t) => {
  const span = claimSpan(minutes(60), minutes(90), { bufferBeforeMinutes: 10, bufferAfterMinutes: 5 })
  t.strictSame(span, { from: minutes(50), until: minutes(95) })
})
