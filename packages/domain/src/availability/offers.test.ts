import { test } from 'tap'
import { ClaimId, LocationId, ResourceId, VisitId } from '../ids.ts'
import { epochOf, instantOf } from '../instant.ts'
import type { Resource } from '../schema.ts'
import { at, minutes, policies, resourceOf, visitTypeOf } from '../testing.ts'
import { assign } from './assign.ts'
import type { Claim } from './claims.ts'
import { assignmentAt, offeredStarts } from './offers.ts'
import { daysOfPool, type ResourcePool } from './pool.ts'
import { startVerdicts } from './starts.ts'

const idOf = (name: string) => ResourceId.parse(name)
const [north, south] = [LocationId.parse('north'), LocationId.parse('south')]
const agent = (name: string, changes: Partial<Resource> = {}) => {
  const { schedule, ...rest } = changes
  return resourceOf({ id: idOf(name), ...rest, ...(schedule && { schedule }) })
}
const [ana, ben, eva] = [agent('ana'), agent('ben'), agent('eva')]
const room = agent('room-1', { kind: 'room' })
const reservation = (from: string, until: string, locationId?: LocationId): Claim => ({
  kind: 'reservation',
  id: ClaimId.derive(from),
  visitId: VisitId.derive(from),
  from: at(from),
  until: at(until),
  seats: 1,
  ...(locationId && { locationId }),
})
const poolOf = (
  changes: Partial<ResourcePool>,
  claims: Readonly<Record<string, readonly Claim[]>> = {},
): ResourcePool => ({
  visitType: visitTypeOf(),
  policies,
  now: at('08:00'),
  seats: 1,
  needs: [{ count: 1, named: [], others: [ben, ana, eva] }],
  claimsOn: ({ id }) => claims[id] ?? [],
  strategy: 'least-loaded',
  ...changes,
})
const morning = { from: at('09:00'), until: at('11:00') }
const offers = (pool: ResourcePool) =>
  offeredStarts(pool, morning).map(
    ({ start, resources }) => `${instantOf(start).slice(11, 16)} ${resources.map(({ id }) => id).join(' ')}`,
  )

test('strategies order who is free by what they look at, and then by id', async (t) => {
  const loads = new Map([
    [ana.id, 3],
    [ben.id, 1],
  ])
  const names = (strategy: Parameters<typeof assign>[0], facts: Parameters<typeof assign>[2]) =>
    assign(strategy, [eva, ben, ana], facts).map(({ id }) => id)
  t.strictSame(names('least-loaded', { loads }), ['eva', 'ben', 'ana'])
  t.strictSame(names('least-loaded', {}), ['ana', 'ben', 'eva'])
  const lastAssigned = new Map([
    [ana.id, 5],
    [eva.id, 4],
  ])
  t.strictSame(names('round-robin', { loads, lastAssigned }), ['ben', 'eva', 'ana'], 'never comes before long ago')
  const usual = new Map([
    [ana.id, 2],
    [ben.id, 2],
  ])
  t.strictSame(names('usual-agent', { loads, usual }), ['ben', 'ana', 'eva'])
})

test('a start is offered where somebody is free, and given to whom the strategy prefers', async (t) => {
  const claims = { ana: [reservation('09:30', '10:00')], ben: [reservation('09:30', '10:30')] }
  t.strictSame(
    offers(poolOf({}, claims)),
    ['09:00 eva', '09:30 eva', '10:00 eva', '10:30 eva'],
    'she has none that day',
  )
  const named = poolOf({ needs: [{ count: 2, named: [ben], others: [ana, eva] }] }, claims)
  t.strictSame(offers(named), ['09:00 ben eva', '10:30 ben eva'])
  const lastAssigned = new Map([[eva.id, 1]])
  const turns = poolOf({ strategy: 'round-robin', facts: { lastAssigned } }, claims)
  t.strictSame(offers(turns), ['09:00 ana', '09:30 eva', '10:00 ana', '10:30 ana'])
})

test('several kinds are needed at once, each judged by itself', async (t) => {
  const needs = [
    { count: 1, named: [], others: [ana, ben] },
    { count: 1, named: [], others: [room] },
  ]
  const claims = { ana: [reservation('09:00', '10:00')], 'room-1': [reservation('10:00', '10:30')] }
  t.strictSame(offers(poolOf({ needs }, claims)), ['09:00 ben room-1', '09:30 ben room-1', '10:30 ben room-1'])
  t.match(assignmentAt(poolOf({ needs }, claims), at('10:00')), { open: false, reason: 'reserved', resource: room })
})

test('grids that do not meet are both offered: a start need not be on everybody’s grid', async (t) => {
  const late = agent('late', {
    schedule: { weekly: [{ days: [1], start: '09:10', end: '18:00' }] } as Resource['schedule'],
  })
  const needs = [
    { count: 1, named: [late], others: [] },
    { count: 1, named: [room], others: [] },
  ]
  const wanted = ['09:10', '09:30', '09:40', '10:00', '10:10', '10:30', '10:40']
  t.strictSame(
    offers(poolOf({ needs })),
    wanted.map((time) => `${time} late room-1`),
  )
})

test('each resource is judged on its own local day', async (t) => {
  const tokyo = agent('tokyo', { timezone: 'Asia/Tokyo' })
  const needs = [{ count: 1, named: [], others: [ana, tokyo] }]
  const pool = poolOf({ needs, now: epochOf('2026-03-01T08:00:00Z') })
  const range = { from: epochOf('2026-03-02T08:00:00Z'), until: epochOf('2026-03-02T10:00:00Z') }
  const found = offeredStarts(pool, range).map(({ start, resources }) => [
    instantOf(start).slice(11, 16),
    resources[0]?.id,
  ])
  t.strictSame(found, [
    ['08:00', 'tokyo'],
    ['08:30', 'tokyo'],
    ['09:00', 'ana'],
    ['09:30', 'ana'],
  ])
  t.strictSame(
    daysOfPool(needs, { from: at('14:00'), until: at('16:00') }).map(({ resource, date }) => `${resource.id} ${date}`),
    ['ana 2026-03-02', 'tokyo 2026-03-02', 'tokyo 2026-03-03'],
  )
  t.strictSame(daysOfPool(needs, { from: at('14:00'), until: at('14:00') }), [])
})

test('seats left are the most that one visit could have', async (t) => {
  const hall = agent('hall', { kind: 'room', capacity: 20 })
  const attic = agent('attic', { kind: 'room', capacity: 4 })
  const needs = [{ count: 1, named: [], others: [attic, hall] }]
  const claims = { hall: [{ ...reservation('09:00', '10:00'), seats: 13 }], attic: [] }
  const left = (time: string, changes: Partial<ResourcePool> = {}) => {
    const found = assignmentAt(poolOf({ needs, ...changes }, claims), at(time))
    return found.open ? found.seatsLeft : found.reason
  }
  t.equal(left('09:00'), 7)
  t.equal(left('10:00'), 20)
  t.equal(left('09:00', { seats: 8 }), 'capacity')
  t.equal(left('10:00', { needs: [{ count: 2, named: [], others: [attic, hall] }] }), 4, 'both need them')
})

test('where the way takes time, a visit is where its room is, and agents need time to come', async (t) => {
  const travelling = { ...policies, travelMinutes: 30 }
  const rooms = [
    agent('room-n', { kind: 'room', locationId: north }),
    agent('room-s', { kind: 'room', locationId: south }),
  ]
  const needs = [
    { count: 1, named: [ana], others: [] },
    { count: 1, named: [], others: rooms },
  ]
  const claims = { ana: [reservation('10:00', '10:30', south)] }
  t.strictSame(offers(poolOf({ needs, policies: travelling }, claims)), [
    '09:00 ana room-n',
    '09:30 ana room-s',
    '10:30 ana room-s',
  ])
  const assigned = assignmentAt(poolOf({ needs, policies: travelling }, claims), at('09:30'))
  t.equal(assigned.open && assigned.locationId, south)
  t.strictSame(offers(poolOf({ needs, policies }, claims)), [
    '09:00 ana room-n',
    '09:30 ana room-n',
    '10:30 ana room-n',
  ])
  const asked = poolOf({ needs, policies: travelling, locationId: north }, claims)
  t.strictSame(offers(asked), ['09:00 ana room-n'])
})

test('where the way takes time and nobody says where, a visit is where its people are', async (t) => {
  const travelling = { ...policies, travelMinutes: 30 }
  const [nora, sara] = [agent('nora', { locationId: north }), agent('sara', { locationId: south })]
  const assigned = (count: number, named: Resource[], others: Resource[]) => {
    const found = assignmentAt(poolOf({ policies: travelling, needs: [{ count, named, others }] }), at('10:00'))
    return found.open ? [...found.resources.map(({ id }) => id), found.locationId] : found.reason
  }
  t.strictSame(assigned(1, [], [nora, sara]), ['nora', 'north'])
  t.strictSame(assigned(1, [sara], []), ['sara', 'south'])
  t.strictSame(assigned(2, [sara], [nora, ana]), ['sara', 'ana', 'south'], 'nobody is sent elsewhere unless named')
  t.strictSame(assigned(2, [sara, nora], []), ['sara', 'nora', 'south'])
  t.equal(assigned(2, [], [sara, nora]), 'reserved', 'they do not meet')
})

test('of several reasons the one nearest to being free is told', async (t) => {
  const closed = agent('closed', { visitTypeIds: [] })
  const claims = { ana: [reservation('09:00', '10:00')] }
  const refusal = (others: Resource[]) =>
    assignmentAt(poolOf({ needs: [{ count: 1, named: [], others }] }, claims), at('09:00'))
  t.match(refusal([closed, ana]), { open: false, reason: 'reserved', resource: ana, with: [ClaimId.derive('09:00')] })
  t.match(refusal([closed]), { open: false, reason: 'outside-hours', resource: closed, with: [] })
  t.match(refusal([]), { open: false, reason: 'reserved', resource: null })
  t.match(assignmentAt(poolOf({}), epochOf('0001-01-01T00:00:00Z')), { open: false, reason: 'too-soon' })
  t.match(assignmentAt(poolOf({}), epochOf('9999-01-01T00:00:00Z')), { open: false, reason: 'too-far' })
})

test('every rule says its verdict, in order; those that do not bind say nothing', async (t) => {
  const claims = [reservation('09:00', '10:00')]
  const context = { ...poolOf({}), resource: ana, claims, policies: { ...policies, minNoticeMinutes: 120 } }
  const said = (changes: Partial<typeof context & { skipRules: boolean }>, start = at('09:30')) =>
    startVerdicts({ ...context, ...changes }, start).map(({ rule, refusal }) => `${rule} ${refusal}`)
  t.strictSame(said({}), [
    'within-day null',
    'opening-hours null',
    'notice too-soon',
    'horizon null',
    'claims reserved',
  ])
  t.strictSame(said({ skipRules: true }), ['within-day null', 'claims reserved'])
  const hold: Claim = { kind: 'hold', id: 'h', from: at('09:30'), until: at('10:00'), seats: 1, expiresAt: at('12:00') }
  t.strictSame(said({ claims: [hold, ...claims], holdId: 'h' }), ['within-day null', 'own-hold null'])
  t.strictSame(startVerdicts(context, at('09:30')).at(-1)?.with, [ClaimId.derive('09:00')])
  t.strictSame(said({}, at('09:30') + minutes(60 * 24 * 365 * 300)), ['horizon too-far'])
})
