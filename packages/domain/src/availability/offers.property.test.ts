import fc from 'fast-check'
import { test } from 'tap'
import { ClaimId, HoldId, LocationId, ResourceId, VisitId } from '../ids.ts'
import { epochOf, instantOf } from '../instant.ts'
import type { Resource } from '../schema.ts'
import { slot } from '../slot/index.ts'
import { minutes, resourceOf, visitTypeOf } from '../testing.ts'
import { busyIntervals } from './busy.ts'
import { type Claim, claimConflict } from './claims.ts'
import { type Assignment, assignmentAt, offeredStarts } from './offers.ts'
import type { Need, ResourcePool } from './pool.ts'
import { verdictsAt } from './pool-verdict.ts'
import { openStarts, startRefusal } from './starts.ts'
import { oracleAssignments, oracleIsOnGrid, oracleIsOpen } from './testing.ts'
import { dayBounds, localDate } from './zones.ts'

const zones = ['UTC', 'America/Santiago', 'Europe/Madrid', 'Australia/Lord_Howe', 'Asia/Beirut'] as const
const dates = [
  '2026-03-02',
  '2026-04-04',
  '2026-09-06',
  '2026-03-29',
  '2026-10-25',
  '2026-04-05',
  '2026-10-04',
] as const
const [north, south] = [LocationId.parse('north'), LocationId.parse('south')]
const [ownVisit, ownHold] = [VisitId.derive('own'), HoldId.derive('own')]
const locations = fc.constantFrom(undefined, north, south)

const clocks = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  )
const ranges = fc
  .uniqueArray(clocks, { minLength: 2, maxLength: 2 })
  .map((pair) => pair.sort())
  .map(([start = '', end = '']) => ({ start, end }))
const wholeDay = [{ start: '00:00', end: '24:00' }]
const hours = fc.oneof(fc.constant(wholeDay), fc.array(ranges, { minLength: 1, maxLength: 3 }))

const claims = fc.array(
  fc.record({
    kind: fc.constantFrom('reservation' as const, 'reservation' as const, 'hold' as const, 'block' as const),
    offset: fc.integer({ min: -20, max: 170 }).map((step) => step * 10),
    length: fc.integer({ min: 1, max: 30 }).map((step) => step * 5),
    seats: fc.integer({ min: 1, max: 2 }),
    locationId: locations,
    isOwn: fc.nat(5).map((dice) => dice === 0),
    isLive: fc.boolean(),
  }),
  { maxLength: 6 },
)

const candidates = fc.record({
  timezone: fc.option(fc.constantFrom(...zones), { nil: undefined, freq: 4 }),
  capacity: fc.constantFrom(1, 1, 3),
  locationId: locations,
  hours,
  keepsHolidays: fc.boolean(),
  claims,
  isNamed: fc.nat(3).map((dice) => dice === 0),
})

const cases = fc.record({
  timezone: fc.constantFrom(...zones),
  date: fc.constantFrom(...dates),
  people: fc.array(candidates, { minLength: 1, maxLength: 3 }),
  places: fc.option(fc.array(candidates, { minLength: 1, maxLength: 2 }), { nil: [] }),
  placeKind: fc.constantFrom('room' as const, 'unit' as const, 'vehicle' as const),
  peopleCount: fc.constantFrom(1, 1, 2),
  seats: fc.constantFrom(1, 1, 2),
  visitType: fc.record({
    durationMinutes: fc.integer({ min: 1, max: 18 }).map((step) => step * 5),
    bufferBeforeMinutes: fc.constantFrom(0, 0, 10, 45),
    bufferAfterMinutes: fc.constantFrom(0, 0, 10, 45),
    slotIntervalMinutes: fc.constantFrom(20, 30, 45, 60),
  }),
  policies: fc.record({
    minNoticeMinutes: fc.constantFrom(0, 90),
    maxAdvanceDays: fc.integer({ min: 1, max: 3 }),
    travelMinutes: fc.constantFrom(0, 20, 45),
  }),
  isHoliday: fc.nat(4).map((dice) => dice === 0),
  askedFor: fc.constantFrom(undefined, undefined, undefined, north),
  nowHours: fc.integer({ min: -80, max: 16 }),
  fromHours: fc.integer({ min: -6, max: 20 }),
  skipRules: fc.nat(9).map((dice) => dice === 0),
  isMove: fc.boolean(),
  holds: fc.boolean(),
  strategy: fc.constantFrom('least-loaded' as const, 'round-robin' as const, 'usual-agent' as const),
})
type Case = typeof cases extends fc.Arbitrary<infer Drawn> ? Drawn : never
type Drawn = Case['people'][number]

function poolOf(given: Case): ResourcePool {
  const now = epochOf(`${given.date}T00:00:00Z`) + minutes(given.nowHours * 60)
  const byResource = new Map<ResourceId, readonly Claim[]>()
  const resourceFrom = (kind: Resource['kind']) => (drawn: Drawn, index: number) => {
    const id = ResourceId.parse(`${kind}-${index}`)
    const { timezone = given.timezone, capacity, locationId, keepsHolidays } = drawn
    byResource.set(id, claimsFrom(drawn, given, timezone, now, id))
    const days = [1, 2, 3, 4, 5, 6, 7]
    return resourceOf({
      id,
      kind,
      timezone,
      capacity,
      ...(locationId && { locationId }),
      schedule: {
        weekly: drawn.hours.map((range) => ({ days, ...range })),
        holidays: keepsHolidays ? { country: 'ZZ' } : null,
      },
    })
  }
  const needOf = (kind: Resource['kind'], drawn: readonly Drawn[], wanted: number): Need => {
    const resources = drawn.map(resourceFrom(kind))
    const count = Math.min(wanted, resources.length)
    const named = resources.filter((_, index) => drawn[index]?.isNamed).slice(0, count)
    return { count, named, others: named.length === count ? [] : resources.filter((one) => !named.includes(one)) }
  }
  const needs = [needOf('agent', given.people, given.peopleCount)]
  if (given.places.length > 0) needs.push(needOf(given.placeKind, given.places, 1))
  return {
    visitType: visitTypeOf(given.visitType),
    policies: { ...given.policies, holidays: given.isHoliday ? [{ date: given.date, name: 'Own' }] : [] },
    now,
    seats: given.seats,
    needs,
    claimsOn: ({ id, timezone }, date) =>
      (byResource.get(id) ?? []).filter(({ from }) => localDate(from, timezone) === date),
    strategy: given.strategy,
    ...(given.askedFor && { locationId: given.askedFor }),
    ...(given.skipRules && { skipRules: true }),
    ...(given.isMove && { visitId: ownVisit }),
    ...(given.holds && { holdId: ownHold }),
  }
}

/** Each inside one local day, as all claims are. One hold of the caller's own at most. */
function claimsFrom(drawn: Drawn, given: Case, timezone: string, now: number, id: string): readonly Claim[] {
  let hasOwnHold = false
  return drawn.claims.flatMap(({ kind, offset, length, seats, locationId, isOwn, isLive }, index): Claim[] => {
    const from = epochOf(`${given.date}T00:00:00Z`) + minutes(offset)
    const day = dayBounds(localDate(from, timezone), timezone)
    const until = Math.min(from + minutes(length), day.until)
    const there = locationId && kind !== 'block' ? { locationId } : {}
    const span = { from, until, seats, ...there }
    if (kind === 'block') return [{ kind, id: `block-${id}-${index}`, ...span }]
    if (kind === 'reservation') {
      return [{ kind, id: ClaimId.derive(id, index), visitId: isOwn ? ownVisit : VisitId.derive(id, index), ...span }]
    }
    if (isOwn && hasOwnHold) return []
    hasOwnHold ||= isOwn
    const holdId = isOwn ? ownHold : HoldId.derive(id, index)
    return [{ kind, id: holdId, ...span, expiresAt: isLive ? now + 1 : now }]
  })
}

/** Whether the slot of every resource takes the visit, as it would be asked to. */
function mustBeTaken(pool: ResourcePool, start: number, { resources, locationId }: Assignment): void {
  const { visitType, seats, now, policies, claimsOn, visitId = VisitId.derive('new'), holdId } = pool
  for (const resource of resources) {
    const { kind, capacity, timezone } = resource
    const decision = slot.decide(
      {
        type: 'ReserveSlot',
        attempt: 1,
        claimId: ClaimId.derive('new', resource.id),
        visitId,
        typeId: visitType.id,
        start,
        end: start + minutes(visitType.durationMinutes),
        bufferBeforeMinutes: visitType.bufferBeforeMinutes,
        bufferAfterMinutes: visitType.bufferAfterMinutes,
        seats,
        capacity,
        locationId,
        travelMinutes: kind === 'agent' || kind === 'vehicle' ? (policies.travelMinutes ?? 0) : 0,
        ...(holdId && { holdId: HoldId.parse(holdId) }),
        now,
      },
      { claims: claimsOn(resource, localDate(start, timezone)), ended: [] },
    )
    if (!decision.accepted) throw new Error(`${resource.id} refuses ${instantOf(start)}: ${decision.rejection.type}`)
  }
}

const idsOf = (resources: readonly Resource[]) => resources.map(({ id }) => id).join(' ')

/** What is assigned is one of the ways that there are, the slots take it, and the seats left are as many as would fit. */
function mustBeRight(pool: ResourcePool, start: number, assigned: Assignment): void {
  const { resources, locationId, seatsLeft } = assigned
  const ways = oracleAssignments(pool, start)
  const sorted = idsOf([...resources].sort((a, b) => (a.id < b.id ? -1 : 1)))
  const isOneOfThem = ways.some(
    (way) =>
      idsOf([...way.resources].sort((a, b) => (a.id < b.id ? -1 : 1))) === sorted &&
      (!pool.policies.travelMinutes || (way.locationId ?? null) === locationId),
  )
  if (!isOneOfThem) throw new Error(`${sorted} at ${locationId} is no way to have ${instantOf(start)}`)
  mustBeTaken(pool, start, assigned)
  const fits = (seats: number) => oracleAssignments(pool, start, seats).length > 0
  if (!fits(seatsLeft) || fits(seatsLeft + 1)) throw new Error(`${seatsLeft} seats left at ${instantOf(start)}`)
}

/** The verdicts agree with what is offered, each resource's with what it could have, and the grid with its neighbours. */
function mustExplain(pool: ResourcePool, start: number, isOffered: boolean): void {
  const { offered, canServe, onGrid, before, after, candidates } = verdictsAt(pool, start)
  if (offered !== isOffered || offered !== (canServe && onGrid))
    throw new Error(`explained ${instantOf(start)} wrongly`)
  const isFree = candidates.map(({ verdicts }) => verdicts.every(({ refusal }) => refusal === null))
  const isEachFilled = pool.needs.every(
    ({ count, named }, need) =>
      candidates.filter((one, index) => one.need === need && isFree[index]).length >= count &&
      candidates.every((one, index) => isFree[index] || one.need !== need || !named.includes(one.resource)),
  )
  if (canServe && !isEachFilled) throw new Error('whoever is taken must have been found free')
  for (const near of [before, after]) {
    if (near === null) continue
    if (near === start || near < start !== (near === before)) throw new Error('a neighbour on the wrong side')
    if (!candidates.some(({ resource }) => oracleIsOnGrid(pool, resource, near)))
      throw new Error('no start of the grid')
  }
  if (pool.policies.travelMinutes) return
  if (canServe !== isEachFilled)
    throw new Error('without a way between locations, the named ones and enough of each are enough')
  for (const [index, { resource }] of candidates.entries()) {
    if (isFree[index] !== oracleIsOpen(pool, resource, start)) throw new Error(`${resource.id} explained wrongly`)
  }
}

test('what a pool offers is what can be had, by trying everything minute by minute', async (t) => {
  const seen = new Map<string, number>()
  const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  fc.assert(
    fc.property(cases, (given) => {
      const pool = poolOf(given)
      const from = epochOf(`${given.date}T00:00:00Z`) + minutes(given.fromHours * 60)
      const range = { from, until: from + minutes(8 * 60) }
      const offered = new Map(offeredStarts(pool, range).map((one) => [one.start, one]))
      const everybody = pool.needs.flatMap(({ named, others }) => [...named, ...others])
      for (let start = range.from; start < range.until; start += minutes(5)) {
        const isOnGrid = everybody.some((resource) => oracleIsOnGrid(pool, resource, start))
        // Off the grid a sample will do.
        if (!isOnGrid && start % minutes(35) !== 0) continue
        const assigned = assignmentAt(pool, start)
        if (assigned.open !== oracleAssignments(pool, start).length > 0) {
          throw new Error(`${instantOf(start)} is ${assigned.open ? 'open' : assigned.reason} and should not be`)
        }
        note(assigned.open ? 'open' : assigned.reason)
        if (assigned.open) mustBeRight(pool, start, assigned)
        const offer = offered.get(start)
        offered.delete(start)
        if ((offer !== undefined) !== (assigned.open && isOnGrid)) throw new Error(`offer of ${instantOf(start)}`)
        mustExplain(pool, start, offer !== undefined)
        if (!offer) continue
        const { start: _, end, ...rest } = offer
        if (end !== start + minutes(given.visitType.durationMinutes)) throw new Error('ends wrong')
        if (JSON.stringify(rest) !== JSON.stringify(assigned)) throw new Error('offered and accepted differ')
      }
      return offered.size === 0
    }),
    { numRuns: 100 },
  )
  // The common ones only: the reasons come in clusters, so a rare one may be missing from some run.
  for (const answer of ['open', 'outside-hours', 'too-soon', 'too-far', 'reserved', 'capacity']) {
    t.ok((seen.get(answer) ?? 0) > 10, `${answer} was among the answers`)
  }
})

test('one resource alone offers and accepts the same as a pool of one', async (t) => {
  fc.assert(
    fc.property(cases, candidates, (given, drawn) => {
      const people = [{ ...drawn, isNamed: true }]
      const alone: Case = { ...given, people, places: [], peopleCount: 1, askedFor: north }
      const pool = poolOf(alone)
      const resource = pool.needs[0]?.named[0] as Resource
      const context = { ...pool, resource, claims: pool.claimsOn(resource, given.date) }
      const day = dayBounds(given.date, resource.timezone)
      const open = openStarts(context, given.date)
      const offered = offeredStarts(pool, day).map(({ start }) => start)
      if (JSON.stringify(open) !== JSON.stringify(offered)) throw new Error('offers differ')
      for (let start = day.from; start < day.until; start += minutes(15)) {
        const refusal = startRefusal(context, start)
        const assigned = assignmentAt(pool, start)
        if ((assigned.open ? null : assigned.reason) !== refusal) throw new Error(`${refusal} at ${instantOf(start)}`)
        if ((refusal === null) !== oracleIsOpen(pool, resource, start, pool.seats, north)) {
          throw new Error(`${refusal} at ${instantOf(start)} is wrong`)
        }
      }
    }),
    { numRuns: 80 },
  )
  t.pass('held')
})

test('the time that is busy is exactly the time that claims may not touch', async (t) => {
  const spans = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }))
  const someClaims = fc.array(
    fc.record({
      kind: fc.constantFrom('reservation' as const, 'hold' as const, 'block' as const),
      span: spans,
      seats: fc.integer({ min: 1, max: 3 }),
      isOwn: fc.nat(4).map((dice) => dice === 0),
      expiresAt: fc.integer({ min: -1, max: 1 }),
      locationId: locations,
    }),
    { maxLength: 8 },
  )
  const wishes = fc.record({
    span: spans,
    seats: fc.integer({ min: 1, max: 3 }),
    locationId: locations,
    travelMs: fc.constantFrom(0, 0, 3, 9),
  })
  fc.assert(
    fc.property(someClaims, wishes, fc.constantFrom(1, 1, 2, 4), (drawn, wish, capacity) => {
      const all = drawn.map(({ kind, span: [from, length], seats, isOwn, expiresAt, locationId }, index): Claim => {
        const id = isOwn && kind === 'hold' ? ownHold : `claim-${index}`
        const more = locationId && kind !== 'block' ? { locationId } : {}
        const visit = kind === 'reservation' ? { visitId: isOwn ? ownVisit : VisitId.derive(index) } : {}
        return { kind, id, from, until: from + length, seats, ...more, ...visit, ...(kind === 'hold' && { expiresAt }) }
      })
      const [from, length] = wish.span
      const seats = {
        seats: wish.seats,
        visitId: ownVisit,
        holdId: ownHold,
        travelMs: wish.travelMs,
        ...(wish.locationId && { locationId: wish.locationId }),
      }
      const busy = busyIntervals(all, seats, capacity, 0)
      const meets = busy.some((one) => one.from < from + length && from < one.until)
      const isInOrder = busy.every((one, index) => index === 0 || (busy[index - 1]?.until ?? 0) < one.from)
      return isInOrder && meets === (claimConflict(all, { from, until: from + length, ...seats }, capacity, 0) !== null)
    }),
    { numRuns: 10_000 },
  )
  t.pass('held')
})
