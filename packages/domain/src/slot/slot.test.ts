import { test } from 'tap'
import { BlockId, ClaimId, HoldId, LocationId, VisitId, VisitTypeId } from '../ids.ts'
import { at, instant, minutes, scenario, sealed } from '../testing.ts'
import type { BlockSlot, HoldSlot, ReleaseHold, ReserveSlot } from './commands.ts'
import { type SlotEvent, slot } from './index.ts'

const typeId = VisitTypeId.parse('viewing')
const visitOf = (name: string) => VisitId.derive(name)
const claimOf = (name: string) => ClaimId.derive(name)
const holdOf = (name: string) => HoldId.derive(name)
const lunch = BlockId.derive('lunch')

type Changes<Command> = Partial<Omit<Command, 'type'>>
const wanted = {
  typeId,
  start: at('10:00'),
  end: at('11:00'),
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  seats: 1,
  capacity: 1,
  now: at('08:00'),
}
const reserve = (name: string, changes: Changes<ReserveSlot> = {}): ReserveSlot => ({
  type: 'ReserveSlot',
  claimId: claimOf(name),
  visitId: visitOf(name),
  attempt: 1,
  ...wanted,
  ...changes,
})
const hold = (name: string, changes: Changes<HoldSlot> = {}): HoldSlot => ({
  type: 'HoldSlot',
  holdId: holdOf(name),
  ...wanted,
  expiresAt: at('08:10'),
  purpose: 'booking',
  ...changes,
})
const release = (name: string) =>
  ({ type: 'ReleaseSlot', claimId: claimOf(name), visitId: visitOf(name), cause: 'cancelled' }) as const
const releaseHold = (name: string): ReleaseHold => ({ type: 'ReleaseHold', holdId: holdOf(name), now: at('08:05') })
const block = (from: string, until: string, changes: Changes<BlockSlot> = {}): BlockSlot => ({
  type: 'BlockSlot',
  blockId: lunch,
  from: at(from),
  until: at(until),
  onConflict: 'keep',
  now: at('08:00'),
  ...changes,
})

type Of<Type extends SlotEvent['type']> = Extract<SlotEvent, { type: Type }>
const usual = {
  typeId,
  start: instant('10:00'),
  end: instant('11:00'),
  coversFrom: instant('10:00'),
  coversUntil: instant('11:00'),
  seats: 1,
  capacity: 1,
}
const reserved = (name: string, changes: Partial<Of<'SlotReserved'>['data']> = {}): SlotEvent => ({
  type: 'SlotReserved',
  data: { claimId: claimOf(name), visitId: visitOf(name), attempt: 1, ...usual, ...changes },
})
const held = (name: string, changes: Partial<Of<'SlotHeld'>['data']> = {}): SlotEvent => ({
  type: 'SlotHeld',
  data: { holdId: holdOf(name), ...usual, expiresAt: instant('08:10'), purpose: 'booking', ...changes },
})
const holdReleased = (name: string): SlotEvent => ({ type: 'SlotHoldReleased', data: { holdId: holdOf(name) } })
const released = (name: string, cause: Of<'SlotReleased'>['data']['cause'] = 'cancelled'): SlotEvent => ({
  type: 'SlotReleased',
  data: { claimId: claimOf(name), visitId: visitOf(name), cause },
})
const blocked = (from: string, until: string): SlotEvent => ({
  type: 'SlotBlocked',
  data: { blockId: lunch, coversFrom: instant(from), coversUntil: instant(until) },
})
const unblocked: SlotEvent = { type: 'SlotUnblocked', data: { blockId: lunch } }

const refused = (reason: 'reserved' | 'held' | 'blocked' | 'capacity', ...conflictsWith: string[]) =>
  ({ type: 'slot-unavailable', reason, conflictsWith }) as const
const ended = { type: 'claim-ended' } as const

test('free time can be reserved, and asking again changes nothing', async (t) => {
  const { when } = scenario(t, slot)
  when(reserve('ana')).yields(reserved('ana')).when(reserve('ana')).changesNothing()
})

test('a reservation covers its buffers too', async (t) => {
  const { when } = scenario(t, slot)
  when(reserve('ana', { bufferBeforeMinutes: 15, bufferAfterMinutes: 5 })).yields(
    reserved('ana', { coversFrom: instant('09:45'), coversUntil: instant('11:05') }),
  )
})

test('reserved time is refused to everybody else, by any overlap however small', async (t) => {
  const { given } = scenario(t, slot)
  const booked = given(reserved('ana'))
  const no = refused('reserved', claimOf('ana'))
  booked.when(reserve('ben')).isRefused(no)
  booked.when(reserve('ben', { start: at('10:59'), end: at('12:00') })).isRefused(no)
  booked.when(reserve('ben', { start: at('09:00'), end: at('10:01') })).isRefused(no)
  booked.when(reserve('ben', { start: at('10:20'), end: at('10:30') })).isRefused(no)
  booked.when(reserve('ben', { start: at('09:00'), end: at('12:00') })).isRefused(no)
  booked.when(reserve('ben', { start: at('09:00'), end: at('09:50'), bufferAfterMinutes: 15 })).isRefused(no)
  booked.when(hold('ben')).isRefused(no)
})

test('claims that only touch do not overlap', async (t) => {
  const { given } = scenario(t, slot)
  given(reserved('ana'))
    .when(reserve('ben', { start: at('11:00'), end: at('12:00') }))
    .yields(
      reserved('ben', {
        start: instant('11:00'),
        end: instant('12:00'),
        coversFrom: instant('11:00'),
        coversUntil: instant('12:00'),
      }),
    )
})

test('released time is free again, and the ended claim never comes back', async (t) => {
  const { given } = scenario(t, slot)
  given(reserved('ana'))
    .when(release('ana'))
    .yields(released('ana'))
    .when(release('ana'))
    .changesNothing()
    .when(reserve('ana'))
    .isRefused(ended)
    .when(reserve('ben'))
    .yields(reserved('ben'))
})

test('releasing what was never claimed, or is the claim of another visit, changes nothing', async (t) => {
  const { given } = scenario(t, slot)
  given().when(release('ana')).changesNothing()
  given(reserved('ana'))
    .when({ ...release('ana'), visitId: visitOf('ben') })
    .changesNothing()
})

test('a release says what it was for', async (t) => {
  const { given } = scenario(t, slot)
  for (const cause of ['cancelled', 'abandoned', 'refused', 'moved'] as const) {
    given(reserved('ana'))
      .when({ ...release('ana'), cause })
      .yields(released('ana', cause))
  }
})

test('the claims of one visit are not in each other’s way', async (t) => {
  const { given } = scenario(t, slot)
  given(reserved('ana'))
    .when(reserve('ana', { claimId: claimOf('ana again'), start: at('10:30'), end: at('11:30') }))
    .yields(
      reserved('ana', {
        claimId: claimOf('ana again'),
        start: instant('10:30'),
        end: instant('11:30'),
        coversFrom: instant('10:30'),
        coversUntil: instant('11:30'),
      }),
    )
})

test('a hold keeps the time until it expires, and asking again changes nothing', async (t) => {
  const { when } = scenario(t, slot)
  when(hold('ana'))
    .yields(held('ana'))
    .when(hold('ana', { now: at('08:09:59'), expiresAt: at('08:19:59') }))
    .changesNothing()
    .when(reserve('ben', { now: at('08:09:59') }))
    .isRefused(refused('held', holdOf('ana')))
    .when(hold('ben', { now: at('08:09:59') }))
    .isRefused(refused('held', holdOf('ana')))
})

test('a hold that has expired blocks nobody, and whoever takes the time sweeps it away', async (t) => {
  const { given } = scenario(t, slot)
  given(held('ana'))
    .when(reserve('ben', { now: at('08:10') }))
    .yields(holdReleased('ana'), reserved('ben'))
  given(held('ana'), held('eva', { coversFrom: instant('15:00'), coversUntil: instant('16:00') }))
    .when(hold('ben', { now: at('08:11'), expiresAt: at('08:21') }))
    .yields(holdReleased('ana'), holdReleased('eva'), held('ben', { expiresAt: instant('08:21') }))
})

test('a refusal sweeps nothing: it writes nothing at all', async (t) => {
  const { given } = scenario(t, slot)
  given(reserved('ana'), held('eva', { coversFrom: instant('15:00'), coversUntil: instant('16:00') }))
    .when(reserve('ben', { now: at('08:11') }))
    .isRefused(refused('reserved', claimOf('ana')))
})

test('a hold that has ended or expired cannot be taken again under its id', async (t) => {
  const { given } = scenario(t, slot)
  given(held('ana'), holdReleased('ana')).when(hold('ana')).isRefused(ended)
  given(held('ana'))
    .when(hold('ana', { now: at('08:10') }))
    .isRefused(ended)
})

test('a hold can be given back once, before or after it expired', async (t) => {
  const { given } = scenario(t, slot)
  given(held('ana')).when(releaseHold('ana')).yields(holdReleased('ana')).when(releaseHold('ana')).changesNothing()
  given(held('ana'))
    .when({ ...releaseHold('ana'), now: at('09:00') })
    .yields(holdReleased('ana'))
  given().when(releaseHold('ana')).changesNothing()
})

test('an own hold becomes the reservation', async (t) => {
  const { given } = scenario(t, slot)
  given(held('ana'))
    .when(reserve('ana', { holdId: holdOf('ana') }))
    .yields(holdReleased('ana'), reserved('ana'))
    .when(reserve('ana', { holdId: holdOf('ana') }))
    .changesNothing()
    .when(reserve('ben'))
    .isRefused(refused('reserved', claimOf('ana')))
})

test('a live hold is honoured whatever came over it since', async (t) => {
  const { given } = scenario(t, slot)
  given(held('ana'), blocked('09:00', '12:00'))
    .when(reserve('ana', { holdId: holdOf('ana') }))
    .yields(holdReleased('ana'), reserved('ana'))
  given(held('ana'), reserved('ben', { override: { reason: sealed('the owner insists') } }))
    .when(reserve('ana', { holdId: holdOf('ana') }))
    .yields(holdReleased('ana'), reserved('ana'))
  given(held('ana'))
    .when(reserve('ana', { holdId: holdOf('ana'), capacity: 1, seats: 1 }))
    .yields(holdReleased('ana'), reserved('ana'))
})

test('a hold gives no more time and no more seats than it covers', async (t) => {
  const { given } = scenario(t, slot)
  const until1130 = { end: at('11:30'), holdId: holdOf('ana') }
  given(held('ana'), reserved('ben', { coversFrom: instant('11:00'), coversUntil: instant('12:00') }))
    .when(reserve('ana', until1130))
    .isRefused(refused('reserved', claimOf('ben')))
  given(held('ana'))
    .when(reserve('ana', until1130))
    .yields(holdReleased('ana'), reserved('ana', { end: instant('11:30'), coversUntil: instant('11:30') }))
  given(held('ana'), held('ben', { seats: 2 }))
    .when(reserve('ana', { holdId: holdOf('ana'), seats: 2, capacity: 3 }))
    .isRefused(refused('capacity', holdOf('ben')))
})

test('a hold that has expired is no claim any more, and a hold of somebody else never is', async (t) => {
  const { given } = scenario(t, slot)
  const late = { holdId: holdOf('ana'), now: at('08:10') }
  given(held('ana')).when(reserve('ana', late)).yields(holdReleased('ana'), reserved('ana'))
  given(held('ana'), blocked('10:30', '10:45')).when(reserve('ana', late)).isRefused(refused('blocked', lunch))
  given(held('ana'))
    .when(reserve('ben', { holdId: holdOf('ben') }))
    .isRefused(refused('held', holdOf('ana')))
})

test('blocked time is refused to reservations and holds until it is unblocked', async (t) => {
  const { when } = scenario(t, slot)
  when(block('10:30', '12:00'))
    .yields(blocked('10:30', '12:00'))
    .when(block('10:30', '12:00'))
    .changesNothing()
    .when(reserve('ana'))
    .isRefused(refused('blocked', lunch))
    .when(hold('ana'))
    .isRefused(refused('blocked', lunch))
    .when({ type: 'UnblockSlot', blockId: lunch })
    .yields(unblocked)
    .when({ type: 'UnblockSlot', blockId: lunch })
    .changesNothing()
    .when(reserve('ana'))
    .yields(reserved('ana'))
})

test('a block can be laid over visits, laid anew with other limits, and is over once it is lifted', async (t) => {
  const { given } = scenario(t, slot)
  given(reserved('ana'))
    .when(block('09:00', '12:00'))
    .yields(blocked('09:00', '12:00'))
    .when(block('09:00', '10:30'))
    .yields(blocked('09:00', '10:30'))
    .when(release('ana'))
    .yields(released('ana'))
    .when(reserve('ben', { start: at('10:30'), end: at('11:00') }))
    .yields(reserved('ben', { start: instant('10:30'), coversFrom: instant('10:30') }))
    .when({ type: 'UnblockSlot', blockId: lunch })
    .yields(unblocked)
    .when(block('09:00', '10:30'))
    .isRefused(ended)
})

test('of all that is in the way the strongest gives the reason, and all of it is named', async (t) => {
  const { given } = scenario(t, slot)
  const all = { start: at('10:00'), end: at('13:00') }
  const afternoon = held('eva', { coversFrom: instant('12:00'), coversUntil: instant('13:00') })
  given(afternoon, reserved('ana'), blocked('11:00', '12:00'))
    .when(reserve('ben', all))
    .isRefused(refused('blocked', holdOf('eva'), claimOf('ana'), lunch))
  given(afternoon, reserved('ana'))
    .when(reserve('ben', all))
    .isRefused(refused('reserved', holdOf('eva'), claimOf('ana')))
  given(afternoon)
    .when(reserve('ben', all))
    .isRefused(refused('held', holdOf('eva')))
})

test('staff may overlap on purpose, and the event says why for ever', async (t) => {
  const { given } = scenario(t, slot)
  const override = { reason: sealed('the owner insists') }
  given(reserved('ana'), blocked('09:00', '12:00'))
    .when(reserve('ben', { override }))
    .yields(reserved('ben', { override }))
    .when(reserve('ben', { override }))
    .changesNothing()
    .when(reserve('eva'))
    .isRefused(refused('blocked', claimOf('ana'), lunch, claimOf('ben')))
})

test('seats are shared up to the capacity, at every instant', async (t) => {
  const { given } = scenario(t, slot)
  const full = given(reserved('ana', { seats: 2 }), held('eva', { seats: 1, coversFrom: instant('10:30') }))
  full
    .when(reserve('ben', { seats: 2, capacity: 4 }))
    .isRefused(refused('capacity', claimOf('ana'), holdOf('eva')))
    .when(reserve('ben', { seats: 2, capacity: 4, end: at('10:30') }))
    .yields(reserved('ben', { seats: 2, capacity: 4, end: instant('10:30'), coversUntil: instant('10:30') }))
  full.when(reserve('ben', { seats: 1, capacity: 4 })).yields(reserved('ben', { capacity: 4 }))
})

test('claims that follow one another do not add up', async (t) => {
  const { given } = scenario(t, slot)
  const third = (from: string, until: string) => ({ seats: 3, coversFrom: instant(from), coversUntil: instant(until) })
  given(reserved('ana', third('10:00', '10:20')), reserved('eva', third('10:20', '10:40')))
    .when(reserve('ben', { seats: 2, capacity: 5 }))
    .yields(reserved('ben', { seats: 2, capacity: 5 }))
})

test('a block takes every seat there is', async (t) => {
  const { given } = scenario(t, slot)
  given(blocked('10:59', '11:30'))
    .when(reserve('ana', { seats: 1, capacity: 10_000 }))
    .isRefused(refused('blocked', lunch))
})

test('more seats than there are is refused even on an empty day', async (t) => {
  const { when } = scenario(t, slot)
  when(reserve('ana', { seats: 6, capacity: 5 })).isRefused(refused('capacity'))
  when(hold('ana', { seats: 2, capacity: 1 })).isRefused(refused('capacity'))
})

test('instants are recorded to the millisecond', async (t) => {
  const { when } = scenario(t, slot)
  const expiresAt = at('08:00') + minutes(1) + 7
  when(hold('ana', { expiresAt })).yields(held('ana', { expiresAt: '2026-03-02T08:01:00.007Z' }))
})

test('a block that may not cover visits is refused by a visit or a live hold, never by another block', async (t) => {
  const { given } = scenario(t, slot)
  const refuse = block('09:30', '10:30', { onConflict: 'refuse' })
  given(reserved('ana'))
    .when(refuse)
    .isRefused(refused('reserved', claimOf('ana')))
  given(held('ana'))
    .when(refuse)
    .isRefused(refused('held', holdOf('ana')))
  given(held('ana'))
    .when({ ...refuse, now: at('08:10') })
    .yields(blocked('09:30', '10:30'))
  const other: SlotEvent = {
    type: 'SlotBlocked',
    data: { blockId: BlockId.derive('other'), coversFrom: instant('09:00'), coversUntil: instant('12:00') },
  }
  given(other).when(refuse).yields(blocked('09:30', '10:30')).when(refuse).changesNothing()
})

test('busy time of an external calendar keeps its source and what the calendar calls it', async (t) => {
  const { given } = scenario(t, slot)
  const busy = { source: 'google', externalId: 'evt-1' }
  const { state } = given()
    .when(block('10:00', '11:00', busy))
    .yields({
      type: 'SlotBlocked',
      data: { blockId: lunch, coversFrom: instant('10:00'), coversUntil: instant('11:00'), ...busy },
    })
    .when(reserve('ana'))
    .isRefused(refused('blocked', lunch))
  t.match(state.claims, [{ kind: 'block', ...busy }])
})

test('nobody holds a whole day: one caller has only so many live holds for a booking on it', async (t) => {
  const { given } = scenario(t, slot)
  const mine = { heldBy: 'key:a' }
  const limited = hold('bob', { ...mine, mostHeld: 1, start: at('12:00'), end: at('13:00') })
  const later = { start: instant('12:00'), end: instant('13:00'), coversFrom: instant('12:00'), coversUntil: instant('13:00') } // biome-ignore format: one span
  given(held('ana', mine))
    .when(limited)
    .isRefused({ type: 'too-many-holds', limit: 1, until: instant('08:10') })
  given(held('ana', { heldBy: 'key:b' }))
    .when(limited)
    .yields(held('bob', { ...mine, ...later }))
  given(held('ana', { ...mine, purpose: 'offer' }))
    .when(limited)
    .yields(held('bob', { ...mine, ...later }))
  given(held('ana', mine))
    .when({ ...limited, now: at('08:10'), expiresAt: at('08:20') })
    .yields(holdReleased('ana'), held('bob', { ...mine, ...later, expiresAt: instant('08:20') }))
})

test('who travels needs time between two places, and none at one place', async (t) => {
  const { given } = scenario(t, slot)
  const [here, there] = [LocationId.parse('here'), LocationId.parse('there')]
  const next = (locationId: LocationId, travelMinutes: number) =>
    reserve('bob', { start: at('11:00'), end: at('12:00'), locationId, travelMinutes })
  const first = reserved('ana', { locationId: here })
  given(first)
    .when(next(there, 20))
    .isRefused(refused('reserved', claimOf('ana')))
  const booked = (locationId: LocationId) =>
    reserved('bob', { start: instant('11:00'), end: instant('12:00'), coversFrom: instant('11:00'), coversUntil: instant('12:00'), locationId }) // biome-ignore format: one claim
  given(first).when(next(here, 20)).yields(booked(here))
  given(first).when(next(there, 0)).yields(booked(there))
})
