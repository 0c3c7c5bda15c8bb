import { test } from 'tap'
import {
  block,
  blocked,
  claimOf,
  held,
  hold,
  holdOf,
  holdReleased,
  lunch,
  refused,
  reserve,
  reserved,
} from '../../test/slot-examples.ts'
import { BlockId, LocationId } from '../ids.ts'
import { at, instant, scenario } from '../testing.ts'
import { type SlotEvent, slot } from './index.ts'

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
