import fc from 'fast-check'
import { test } from 'tap'
import { type AwaitedVisit, defaultNoShowWeights, noShowRisk, type ScoredVisits, separation } from './index.ts'

const flat = {
  ...{ from: 35, base: 0, leadDays: [], missed: { points: 0, most: 0 }, kept: { points: 0, most: 0 }, unconfirmed: 0 },
  ...{ unreadReminder: { points: 0, most: 0 }, hours: [], weekdays: [] },
}
/** A Wednesday, ten in the morning in Santiago. */
const visit: AwaitedVisit = {
  requestedAt: Date.parse('2026-03-04T12:00:00Z'),
  start: Date.parse('2026-03-04T13:00:00Z'),
  ...{ timezone: 'America/Santiago', confirmed: true, missed: 0, kept: 0, unreadReminders: 0 },
}

test('without weights nothing is known: one half, and no reason', async (t) => {
  t.same(noShowRisk(visit, flat), { percent: 50, reasons: [] })
})

test('the points of the base and of the reasons are log odds, times ten', async (t) => {
  const weights = { ...flat, base: -34, leadDays: [{ from: 1, points: 22 }] }
  t.equal(noShowRisk(visit, weights).percent, 3)
  t.same(noShowRisk({ ...visit, requestedAt: visit.start - 86_400_000 }, weights), {
    percent: 23, // 1 / (1 + e^1.2)
    reasons: [{ factor: 'lead', value: 1, points: 22 }],
  })
})

test('lead is counted in days of the visit’s calendar, and only the last step reached counts', async (t) => {
  const leadDays = [15, 1, 8].map((from) => ({ from, points: from }))
  const lead = (requestedAt: string) =>
    noShowRisk({ ...visit, requestedAt: Date.parse(requestedAt) }, { ...flat, leadDays }).reasons
  t.same(lead('2026-03-04T03:00:00Z'), [], 'midnight in Santiago: the same day')
  t.same(lead('2026-03-04T02:59:00Z'), [{ factor: 'lead', value: 1, points: 1 }], 'a minute earlier it was yesterday')
  t.same(lead('2026-02-24T12:00:00Z'), [{ factor: 'lead', value: 8, points: 8 }])
  t.same(lead('2025-03-04T12:00:00Z'), [{ factor: 'lead', value: 365, points: 15 }])
  t.same(lead('2026-04-01T12:00:00Z'), [], 'asked for after its start: written down afterwards')
})

test('history and reminders count each, up to the most', async (t) => {
  const weights = {
    ...flat,
    ...{ missed: { points: 5, most: 3 }, kept: { points: -2, most: 2 }, unreadReminder: { points: 4, most: 2 } },
    unconfirmed: 3,
  }
  const known = { ...visit, missed: 7, kept: 9, unreadReminders: 1, confirmed: false }
  t.same(noShowRisk(known, weights).reasons, [
    { factor: 'missed', value: 7, points: 15 },
    { factor: 'kept', value: 9, points: -4 },
    { factor: 'unread-reminders', value: 1, points: 4 },
    { factor: 'unconfirmed', value: 1, points: 3 },
  ])
})

test('hour and weekday are those of the wall clock where the visit is', async (t) => {
  const weights = {
    ...flat,
    hours: [
      { from: 9, until: 10, points: 1 },
      { from: 10, until: 11, points: 2 },
    ],
    weekdays: [
      { days: [3], points: 7 },
      { days: [4], points: -7 },
    ],
  }
  t.same(noShowRisk(visit, weights).reasons, [
    { factor: 'weekday', value: 3, points: 7 },
    { factor: 'hour', value: 10, points: 2 },
  ])
  const inAuckland = noShowRisk({ ...visit, timezone: 'Pacific/Auckland' }, weights)
  t.same(inAuckland.reasons, [{ factor: 'weekday', value: 4, points: -7 }], 'there it is Thursday, two in the morning')
})

test('more that speaks for a no-show never makes it less likely', async (t) => {
  const counts = fc.record({
    missed: fc.nat(10),
    unreadReminders: fc.nat(5),
    days: fc.nat(90),
    confirmed: fc.boolean(),
  })
  const percent = ({ days, ...known }: { days: number } & Partial<AwaitedVisit>) =>
    noShowRisk({ ...visit, ...known, requestedAt: visit.start - days * 86_400_000 }, defaultNoShowWeights).percent
  fc.assert(
    fc.property(counts, (known) => {
      const more = { ...known, missed: known.missed + 1, days: known.days + 1, confirmed: false }
      return percent(more) >= percent(known) && percent(known) >= 0 && percent(more) <= 100
    }),
  )
  t.pass()
})

test('the area under the curve is the share of pairs in the right order', async (t) => {
  t.same(separation([]), { visits: 0, missed: 0, areaUnderCurve: null, brier: null })
  t.match(separation([{ percent: 50, visits: 4, missed: 0 }]), { areaUnderCurve: null, brier: 0.25 })
  const scored = fc.array(
    fc.record({ percent: fc.integer({ min: 0, max: 100 }), missed: fc.nat(3), kept: fc.nat(3) }),
    { maxLength: 8 },
  )
  const close = (a: number | null, b: number | null) => a === b || Math.abs((a ?? 0) - (b ?? 0)) < 1e-9
  fc.assert(
    fc.property(scored, (groups) => {
      const one = (percent: number, missed: boolean): ScoredVisits => ({ percent, visits: 1, missed: missed ? 1 : 0 })
      const single = groups.flatMap(({ percent, missed, kept }) => [
        ...Array.from({ length: missed }, () => one(percent, true)),
        ...Array.from({ length: kept }, () => one(percent, false)),
      ])
      const [away, here] = [single.filter(({ missed }) => missed), single.filter(({ missed }) => !missed)]
      let right = 0
      for (const a of away) for (const b of here) right += a.percent > b.percent ? 1 : a.percent === b.percent ? 0.5 : 0
      const pairs = away.length * here.length
      const expected = pairs === 0 ? null : right / pairs
      const together = groups.map(({ percent, missed, kept }) => ({ percent, missed, visits: missed + kept }))
      return close(separation(single).areaUnderCurve, expected) && close(separation(together).areaUnderCurve, expected)
    }),
  )
})
