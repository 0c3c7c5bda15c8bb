import { test } from 'tap'
import { urgency } from '../src/trays/urgency.ts'

const minute = 60_000
const start = Date.parse('2026-03-02T15:00:00Z')
const of = (minutesBefore: number, more: object = {}) =>
  urgency({
    tray: 'to-confirm',
    status: 'pending',
    start,
    now: start - minutesBefore * minute,
    cancelMinMinutes: 120,
    ...more,
  })

test('a visit is due when its customer can no longer call off, and its colour says how soon that is', (t) => {
  t.equal(of(500).dueAt, start - 120 * minute)
  const day = 24 * 60
  t.same(
    [120 + day + 1, 120 + day, 241, 240, 121, 120, 119, 0, -5].map((minutes) => of(minutes).colour),
    ['grey', 'orange', 'orange', 'red', 'red', 'red', 'red', 'red', 'red'],
  )
  t.same(of(120).why, 'Nobody has confirmed it.')
  t.same(of(119).why, 'Nobody has confirmed it. It is past due.')
  t.same(of(0).why, 'Nobody has confirmed it. It has begun.')
  t.same(of(500, { tray: 'reschedules', status: 'confirmed' }).why, 'It was moved to another time.')
  t.same(of(500, { tray: 'reschedules' }).why, 'It was moved to another time, and nobody has confirmed it.')
  t.same(of(500, { tray: 'no-contact' }).why, 'The customer has neither phone nor e-mail.')
  t.end()
})
