import { test } from 'tap'
import type { Claim } from '../availability/claims.ts'
import { LocationId, ResourceId, VisitId } from '../ids.ts'
import { epochOf, instantOf } from '../instant.ts'
import type { Resource } from '../schema.ts'
import { at, minutes, policies, resourceOf, visitTypeOf } from '../testing.ts'
import { daysOfMoves, planMoves } from './plan.ts'
import type { MovableVisit } from './target.ts'

const [ana, ben, cleo, hall] = ['ana', 'ben', 'cleo', 'hall'].map((id) => ResourceId.parse(id)) as [
  ResourceId,
  ResourceId,
  ResourceId,
  ResourceId,
]
const resourcesOf = (...all: Resource[]) => new Map(all.map((resource) => [resource.id, resource]))
const agents = resourcesOf(
  ...[ana, ben, cleo].map((id) => resourceOf({ id })),
  resourceOf({ id: hall, kind: 'room', capacity: 2 }),
)

const idOf = (name: string) => VisitId.derive(name)
/** A visit of half an hour of the plain Monday, named by its time and first resource. */
const visitAt = (time: string, changes: Partial<MovableVisit> = {}): MovableVisit => ({
  visitId: idOf(`${time} ${changes.resourceIds?.[0] ?? ana}`),
  revision: 1,
  status: 'confirmed',
  visitType: visitTypeOf(),
  start: at(time),
  end: at(time) + minutes(30),
  timezone: 'UTC',
  resourceIds: [ana],
  locationId: null,
  seats: 1,
  ...changes,
})

/** What a visit has on each of its resources, with the buffers of its type. */
const claimOf = (visit: MovableVisit): Claim => ({
  kind: 'reservation',
  id: `claim of ${visit.visitId}`,
  visitId: visit.visitId,
  from: visit.start - minutes(visit.visitType?.bufferBeforeMinutes ?? 0),
  until: visit.end + minutes(visit.visitType?.bufferAfterMinutes ?? 0),
  seats: visit.seats,
  ...(visit.locationId && { locationId: visit.locationId }),
})

interface Scene {
  readonly resources?: ReadonlyMap<ResourceId, Resource>
  /** Of nobody in the plan, by resource and date. */
  readonly others?: Readonly<Record<string, readonly Claim[]>>
  readonly now?: number
  readonly travelMinutes?: number
}
const groundOf = (visits: readonly MovableVisit[], { resources, others, now, travelMinutes }: Scene) => ({
  resources: resources ?? agents,
  claimsOn: ({ id }: Resource, date: string) => [
    ...visits
      .filter(({ resourceIds, start }) => resourceIds.includes(id) && instantDate(start) === date)
      .map((visit) => claimOf(visit)),
    ...(others?.[`${id} ${date}`] ?? []),
  ],
  policies: { ...policies, minNoticeMinutes: 600, maxAdvanceDays: 1, travelMinutes: travelMinutes ?? 0 },
  now: now ?? at('08:00'),
})
const instantDate = (ms: number) => instantOf(ms).slice(0, 10)

const fullDay = Array.from({ length: 16 }, (_, i) =>
  visitAt(`${String(9 + Math.floor(i / 2)).padStart(2, '0')}:${i % 2 === 0 ? '00' : '30'}`),
)
const summary = (plan: ReturnType<typeof planMoves>) =>
  plan.map(({ to, why }) => why ?? (to && `${instantOf(to.start).slice(5, 16)} ${to.resourceIds}`))

test('a full day shifts forward, the last visit first, and back, the first visit first', (t) => {
  const shift = (shiftMinutes: number) =>
    planMoves(fullDay, { move: { kind: 'shift', shiftMinutes }, filtered: [ana] }, groundOf(fullDay, {}))
  const later = shift(30)
  t.ok(later.every(({ feasible }) => feasible))
  t.strictSame(
    later.map(({ from }) => from.start),
    fullDay.map(({ start }) => start).toReversed(),
    'the last leaves first',
  )
  t.ok(later.every(({ from, to }) => to?.start === from.start + minutes(30) && to?.end === from.end + minutes(30)))
  t.strictSame(summary(shift(-30))[0], 'outside-hours', 'the first has nowhere to go …')
  t.strictSame(summary(shift(-30)).slice(1), Array(15).fill('reserved'), '… so the others find each other in the way')

  const fromTen = fullDay.slice(2)
  const earlier = planMoves(
    fromTen,
    { move: { kind: 'shift', shiftMinutes: -30 }, filtered: [ana] },
    groundOf(fromTen, {}),
  )
  t.strictSame(
    earlier.map(({ from, feasible }) => [from.start, feasible]),
    fromTen.map(({ start }) => [start, true]),
  )
  t.end()
})

test('whoever cannot move stays in the way of who would take the place, and is named', (t) => {
  const block: Claim = { kind: 'block', id: 'b-1', from: at('11:00'), until: at('11:30'), seats: 0 }
  const hold: Claim = {
    kind: 'hold',
    id: 'h-1',
    from: at('12:00'),
    until: at('12:30'),
    seats: 1,
    expiresAt: at('09:00'),
  }
  const visits = [visitAt('10:00'), visitAt('10:30'), visitAt('11:30')]
  const plan = planMoves(
    visits,
    { move: { kind: 'shift', shiftMinutes: 30 }, filtered: null },
    groundOf(visits, { others: { 'ana 2026-03-02': [block, hold] } }),
  )
  t.strictSame(
    plan.map(({ visitId, feasible, why, inTheWay }) => ({ visitId, feasible, why, inTheWay })),
    [
      { visitId: idOf('11:30 ana'), feasible: false, why: 'held', inTheWay: [{ kind: 'hold', id: 'h-1' }] },
      { visitId: idOf('10:30 ana'), feasible: false, why: 'blocked', inTheWay: [{ kind: 'block', id: 'b-1' }] },
      {
        visitId: idOf('10:00 ana'),
        feasible: false,
        why: 'reserved',
        inTheWay: [{ kind: 'visit', id: idOf('10:30 ana') }],
      },
    ],
  )
  t.strictSame(plan[2]?.to, { start: at('10:30'), end: at('11:00'), resourceIds: [ana] }, 'where it would have gone')
  t.end()
})

test('opening hours bind, the past is too soon, notice and horizon do not bind', (t) => {
  const visits = [visitAt('09:30'), visitAt('17:00')]
  const shifted = (shiftMinutes: number, now: string) =>
    summary(
      planMoves(visits, { move: { kind: 'shift', shiftMinutes }, filtered: null }, groundOf(visits, { now: at(now) })),
    )
  t.strictSame(shifted(60, '08:00'), ['outside-hours', '03-02T10:30 ana'])
  t.strictSame(shifted(-30, '09:01'), ['too-soon', '03-02T16:30 ana'])
  t.strictSame(shifted(7 * 1440, '08:00'), ['03-09T17:00 ana', '03-09T09:30 ana'], 'beyond the horizon of a day')
  t.strictSame(shifted(405, '08:00'), ['crosses-midnight', '03-02T16:15 ana'])
  t.end()
})

test('a visit keeps the length that it was booked with, and the buffers of its type', (t) => {
  const visitType = visitTypeOf({ durationMinutes: 120, bufferAfterMinutes: 15 })
  const visits = [visitAt('10:00', { visitType }), visitAt('11:00', { visitType })]
  const plan = planMoves(visits, { move: { kind: 'shift', shiftMinutes: 15 }, filtered: null }, groundOf(visits, {}))
  t.strictSame(
    plan.map(({ to }) => to && [to.start, to.end]),
    [
      [at('11:15'), at('11:45')],
      [at('10:15'), at('10:45')],
    ],
  )
  const close = planMoves(
    visits.slice(0, 1),
    { move: { kind: 'shift', shiftMinutes: 16 }, filtered: null },
    groundOf(visits, {}),
  )
  t.equal(close[0]?.why, 'reserved', 'a minute into the buffer')
  t.end()
})

test('an ill agent is replaced by the least loaded of those who are free at the time', (t) => {
  const visits = [visitAt('09:00'), visitAt('10:00'), visitAt('11:00'), visitAt('12:00', { resourceIds: [ana, hall] })]
  const others = {
    'ben 2026-03-02': [
      claimOf(visitAt('09:00', { resourceIds: [ben] })),
      claimOf(visitAt('12:00', { resourceIds: [ben] })),
    ],
    'cleo 2026-03-02': [claimOf(visitAt('11:00', { resourceIds: [cleo] }))],
  }
  const wish = { move: { kind: 'resources' as const, toResourceIds: [ben, cleo] }, filtered: [ana] }
  const plan = planMoves(visits, wish, groundOf(visits, { others }))
  t.strictSame(summary(plan), ['03-02T09:00 cleo', '03-02T10:00 ben', '03-02T11:00 ben', '03-02T12:00 cleo,hall'])
  const nobody = planMoves(
    visits.slice(0, 1),
    { ...wish, move: { kind: 'resources', toResourceIds: [ben] } },
    groundOf(visits, { others }),
  )
  t.strictSame(
    nobody.map(({ to, why, inTheWay }) => ({ to, why, inTheWay })),
    [{ to: null, why: 'reserved', inTheWay: [{ kind: 'visit', id: idOf('09:00 ben') }] }],
  )
  const noKin = planMoves(visits, { ...wish, move: { kind: 'resources', toResourceIds: [hall] } }, groundOf(visits, {}))
  t.strictSame(summary(noKin), Array(4).fill('no-resource-fits'), 'a room replaces no agent')
  t.end()
})

test('among those who are free the one with the fewest claims that day is given the visit', (t) => {
  const visits = [visitAt('10:00')]
  const others = { 'ben 2026-03-02': [claimOf(visitAt('16:00', { resourceIds: [ben] }))] }
  const wish = { move: { kind: 'resources' as const, toResourceIds: [ben, cleo] }, filtered: [ana] }
  t.strictSame(summary(planMoves(visits, wish, groundOf(visits, { others }))), ['03-02T10:00 cleo'])
  const reversed = { ...wish, move: { kind: 'resources' as const, toResourceIds: [cleo, ben] } }
  t.strictSame(summary(planMoves(visits, reversed, groundOf(visits, {}))), ['03-02T10:00 ben'], 'the first by id else')
  t.end()
})

test('nobody fills two places of one visit', (t) => {
  const pair = [visitAt('09:00', { resourceIds: [ana, ben] })]
  const move = { kind: 'resources' as const, toResourceIds: [ben, cleo] }
  const busy = { 'cleo 2026-03-02': fullDay.slice(4, 6).map((visit) => claimOf(visit)) }
  const one = planMoves(pair, { move, filtered: [ana] }, groundOf(pair, { others: busy }))
  t.strictSame(summary(one), ['03-02T09:00 cleo,ben'])
  const both = planMoves(pair, { move: { ...move, toResourceIds: [cleo] }, filtered: [ana, ben] }, groundOf(pair, {}))
  t.strictSame(summary(both), ['no-resource-fits'])
  t.end()
})

test('of many in the way a few are named', (t) => {
  const visits = [visitAt('09:00', { end: at('13:00') })]
  const others = { 'ana 2026-03-02': fullDay.slice(8).map((visit) => claimOf(visit)) }
  const [move] = planMoves(
    visits,
    { move: { kind: 'shift', shiftMinutes: 240 }, filtered: null },
    groundOf(visits, { others }),
  )
  t.equal(move?.why, 'reserved')
  t.equal(move?.inTheWay?.length, 5)
  t.end()
})

test('without a filter by resource, the given ones take the places of all of their kind', (t) => {
  const visits = [visitAt('09:00', { resourceIds: [ana, hall] }), visitAt('10:00', { resourceIds: [ben] })]
  const plan = planMoves(
    visits,
    { move: { kind: 'resources', toResourceIds: [ben] }, filtered: null },
    groundOf(visits, {}),
  )
  t.strictSame(summary(plan), ['03-02T09:00 ben,hall', 'already-there'])
  t.end()
})

test('seats are counted as they come', (t) => {
  const group = (seats: number, name: string) => visitAt('09:00', { visitId: idOf(name), resourceIds: [hall], seats })
  const visits = [group(1, 'a'), group(1, 'b')]
  const taken: Claim = {
    kind: 'reservation',
    id: 'c',
    from: at('14:00'),
    until: at('14:30'),
    seats: 1,
    visitId: idOf('x'),
  }
  const plan = planMoves(
    visits,
    { move: { kind: 'shift', shiftMinutes: 300 }, filtered: null },
    groundOf(visits, { others: { 'hall 2026-03-02': [taken] } }),
  )
  t.strictSame(summary(plan), ['03-02T14:00 hall', 'capacity'])
  t.strictSame(plan.find(({ feasible }) => !feasible)?.inTheWay?.length, 2)
  t.end()
})

test('the way between two locations counts', (t) => {
  const [centro, norte] = [LocationId.parse('centro'), LocationId.parse('norte')]
  const visits = [visitAt('09:00', { locationId: centro })]
  const away: Claim = { ...claimOf(visitAt('10:30', { locationId: norte })), visitId: idOf('x') }
  const shifted = (shiftMinutes: number) =>
    planMoves(
      visits,
      { move: { kind: 'shift', shiftMinutes }, filtered: null },
      groundOf(visits, { others: { 'ana 2026-03-02': [away] }, travelMinutes: 20 }),
    )
  t.strictSame(summary(shifted(40)), ['03-02T09:40 ana'])
  t.strictSame(summary(shifted(45)), ['reserved'])
  t.strictSame(shifted(45)[0]?.inTheWay, [{ kind: 'visit', id: idOf('x') }])
  t.end()
})

test('to another date at the same wall clock, through a change of clocks', (t) => {
  const santiago = { resources: resourcesOf(resourceOf({ timezone: 'America/Santiago' })) }
  // 1 April: 09:00 and 15:00 in Santiago, at UTC−3; from 5 April on UTC−4.
  const visits = ['2026-04-01T12:00:00Z', '2026-04-01T18:00:00Z'].map((start) =>
    visitAt('09:00', {
      visitId: idOf(start),
      start: epochOf(start),
      end: epochOf(start) + minutes(30),
      timezone: 'America/Santiago',
    }),
  )
  const plan = planMoves(
    visits,
    { move: { kind: 'date', toDate: '2026-04-06' }, filtered: null },
    groundOf(visits, santiago),
  )
  t.strictSame(summary(plan), ['04-06T13:00 ana', '04-06T19:00 ana'])

  // On 29 March 2026 Madrid's clocks go from 02:00 to 03:00.
  const schedule = { weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00' }] }
  const madrid = { resources: resourcesOf(resourceOf({ timezone: 'Europe/Madrid', schedule })) }
  const night = ['2026-03-26T01:30:00Z', '2026-03-26T02:30:00Z'].map((start) =>
    visitAt('09:00', {
      visitId: idOf(start),
      start: epochOf(start),
      end: epochOf(start) + minutes(30),
      timezone: 'Europe/Madrid',
    }),
  )
  const skipped = planMoves(
    night,
    { move: { kind: 'date', toDate: '2026-03-29' }, filtered: null },
    groundOf(night, madrid),
  )
  t.strictSame(summary(skipped), ['no-such-time', '03-29T01:30 ana'], 'there is no 02:30, and 03:30 is an hour earlier')
  t.equal(skipped[0]?.to, null)
  t.end()
})

test('what is under way or over does not move, and what is on its way only to somebody else', (t) => {
  const visits = [
    visitAt('07:00'),
    visitAt('09:00', { status: 'en_route' }),
    visitAt('10:00', { status: 'checked_in' }),
    visitAt('11:00', { visitType: null }),
    visitAt('12:00', { resourceIds: [ResourceId.parse('gone')] }),
  ]
  const plan = (move: Parameters<typeof planMoves>[1]['move']) =>
    summary(planMoves(visits, { move, filtered: null }, groundOf(visits, { now: at('09:10') }))).map(String)
  t.strictSame(plan({ kind: 'date', toDate: '2026-03-03' }), [
    'not-movable',
    'not-movable',
    'not-movable',
    'visit-type-not-found',
    'resource-not-found',
  ])
  t.strictSame(
    plan({ kind: 'resources', toResourceIds: [ben] }).slice(0, 3),
    ['not-movable', '03-02T09:00 ben', 'not-movable'],
    'also where its time has begun',
  )
  t.end()
})

test('the days to be looked at are those where the visits are and where they might go, each once', (t) => {
  const days = (move: Parameters<typeof planMoves>[1]['move']) =>
    daysOfMoves([visitAt('09:00'), visitAt('10:00')], { move, filtered: [ana] }, agents)
      .map(({ resource, date }) => `${resource.id} ${date}`)
      .sort()
  t.strictSame(days({ kind: 'shift', shiftMinutes: 30 }), ['ana 2026-03-02'])
  t.strictSame(days({ kind: 'date', toDate: '2026-03-05' }), ['ana 2026-03-02', 'ana 2026-03-05'])
  t.strictSame(days({ kind: 'resources', toResourceIds: [ben, hall] }), [
    'ana 2026-03-02',
    'ben 2026-03-02',
    'hall 2026-03-02',
  ])
  t.end()
})
