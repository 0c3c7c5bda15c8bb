import { test } from 'tap'
import { datesOfWeek } from '../src/agenda/week.ts'

test('the dates of an ISO week', (t) => {
  const ends = (week: string) => {
    const dates = datesOfWeek(week)
    return dates && [dates.length, dates[0], dates[6]]
  }
  t.same(ends('2026-W12'), [7, '2026-03-16', '2026-03-22'])
  t.same(ends('2026-W01'), [7, '2025-12-29', '2026-01-04'])
  t.same(ends('2021-W01'), [7, '2021-01-04', '2021-01-10'])
  t.same(ends('2026-W53'), [7, '2026-12-28', '2027-01-03'])
  t.equal(ends('2025-W53'), null, 'a year of 52 weeks has no 53rd')
  t.end()
})
