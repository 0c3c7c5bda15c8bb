import { test } from 'tap'
import {
  block,
  blocked,
  claimOf,
  ended,
  held,
  hold,
  holdOf,
  holdReleased,
  lunch,
  refused,
  release,
  released,
  releaseHold,
  reserve,
  reserved,
  unblocked,
  visitOf,
} from '../../test/slot-examples.ts'
import { at, instant, minutes, scenario, sealed } from '../testing.ts'
import { slot } from './index.ts'

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
