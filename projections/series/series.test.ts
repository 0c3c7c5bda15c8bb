import type { SeriesId } from '@visita/domain'
import { test } from 'tap'
import { findSeries, series, visits } from '../index.ts'
import { book, cancel, recurring } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

async function find(on: Stage, seriesId: string, tenant = demo) {
  await on.settled()
  return on.ask(tenant, (db) => findSeries(db, tenant, seriesId as SeriesId))
}
const resultsOf = async (on: Stage, seriesId: string) =>
  (await find(on, seriesId))?.occurrences.map(({ number, result, why }) => [number, result, why])

test('a series has a result for every occurrence, and its visits as they stand', async (t) => {
  const on = await stage(t, [series, visits])
  const { seriesId, visitIds, tell } = recurring(on, demo)
  const [first = '', second = ''] = visitIds
  t.match(await find(on, seriesId), { status: 'planned', mode: 'those-that-fit', cancelled_from: null, revision: 0n })
  t.same(await resultsOf(on, seriesId), [
    [1, 'waiting', null],
    [2, 'waiting', null],
    [3, 'waiting', null],
    [4, 'failed', 'no-such-time'],
  ])
  for (const [number, visitId] of [
    [1, first],
    [2, second],
  ] as const) {
    const start = `2026-03-0${number === 1 ? 2 : 9}T12:00:00Z`
    const booked = { tenant: demo, resourceIds: ['ana'], date: start.slice(0, 10), start, visitId, seriesId }
    const visit = book(on, booked)
    tell('SeriesOccurrenceBooked', { number, visitId })
    if (number === 2) cancel(on, demo, visit)
  }
  tell('SeriesOccurrenceFailed', { number: 3, why: 'reserved' })
  tell('SeriesSettled', { booked: 2, failed: 1 })
  const found = await find(on, seriesId)
  t.match(found, { status: 'settled', revision: 4n })
  t.same(await resultsOf(on, seriesId), [
    [1, 'booked', null],
    [2, 'booked', null],
    [3, 'failed', 'reserved'],
    [4, 'failed', 'no-such-time'],
  ])
  t.same([...(found?.visits.keys() ?? [])].sort(), [first, second].sort())
  t.match(found?.visits.get(second), { status: 'cancelled', series_id: seriesId })
  t.match(found?.occurrences[3], { starts_at: null, visit_id: null, local_date: '2026-03-23', resource_ids: [] })
  tell('SeriesCancelled', { from: '2026-03-09T00:00:00Z', reason: null })
  t.match(await find(on, seriesId), { cancelled_from: '2026-03-09T00:00:00Z', revision: 5n })
  t.equal(await find(on, seriesId, other), null)
  const before = await find(on, seriesId)
  await on.rebuild()
  t.same(await find(on, seriesId), before)
})
