import { test } from 'tap'
import type { NotificationFigures } from './rates.ts'
import { goals, notificationsText } from './report.ts'

const percentiles = (p95: number) => ({ p50: p95 / 2, p95, max: p95 * 2 })
const figures = (ours: {
  rate: number
  pickedUp: number
  late: number
  early?: number
  gone?: number
}): NotificationFigures => ({
  enqueued: [{ way: 'visita', jobs: 10, perSecond: 500 }],
  executed: [
    { way: 'graphile-worker', concurrency: 10, rounds: [1000], perSecond: 1000 },
    { way: 'whole', concurrency: 10, rounds: [ours.rate], perSecond: ours.rate },
    { way: 'queue', concurrency: 10, rounds: [2 * ours.rate], perSecond: 2 * ours.rate },
  ],
  pickUp: [
    { way: 'graphile-worker', jobs: 10, pickedUp: percentiles(10), called: percentiles(10) },
    { way: 'whole', jobs: 10, pickedUp: null, called: percentiles(99) },
    { way: 'queue', jobs: 10, pickedUp: percentiles(ours.pickedUp), called: percentiles(99) },
  ],
  lateness: [
    { way: 'graphile-worker', jobs: 10, called: percentiles(1900), early: 0 },
    { way: 'whole', jobs: 10, called: percentiles(ours.late), early: ours.early ?? 0 },
  ],
  stored: 100_000,
  killed: { jobs: 10, kills: 2, sent: 9, unknown: 1, lost: ours.gone ?? 0, twice: ours.gone ?? 0 },
  load: [0.5, 1],
})

test('a goal is kept at its very figure, and missed beyond', async (t) => {
  t.same(goals(figures({ rate: 1000, pickedUp: 15, late: 190 })), {
    ...{ lateness: true, pickUp: true, executionWhole: true, executionQueue: true },
    ...{ noneEarly: true, noneLost: true, noneTwice: true },
  })
  t.same(goals(figures({ rate: 999, pickedUp: 15.1, late: 190.1, early: 1, gone: 1 })), {
    ...{ lateness: false, pickUp: false, executionWhole: false, executionQueue: true },
    ...{ noneEarly: false, noneLost: false, noneTwice: false },
  })
})

test('what was not measured keeps no goal', async (t) => {
  const nothing = {
    enqueued: [],
    executed: [],
    pickUp: [],
    lateness: [],
    stored: 0,
    killed: null,
    load: [0, 0],
  } as const
  t.match(goals(nothing), { lateness: false, pickUp: false, noneEarly: false, noneLost: false, noneTwice: false })
  t.match(notificationsText(nothing), /missed/)
})
