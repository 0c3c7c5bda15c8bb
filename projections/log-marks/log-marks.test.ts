import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { findMarkedTime, logMarks } from '../index.ts'
import { readTables } from '../tables.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = (time: string) => `2026-03-02T${time}Z`

/** Events of one tenant or the other, recorded at these times, in that order. */
function record(on: Stage, ...times: [time: string, tenant?: string][]): bigint[] {
  return times.map(([time, tenant = demo]) => {
    const customerId = randomUUID()
    const erased = { type: 'CustomerErased', data: { customerId, at: at(time) } }
    return on.record(`customer-${tenant}_${customerId}`, erased, at(time)).position
  })
}

test('a time is where its events stand, whatever stands between them, and however the clocks went', async (t) => {
  const on = await stage(t, [logMarks], { apart: 3n * 1024n * 1024n })
  const p = record(on, ['09:00:10'], ['09:00:50'], ['09:01:05', other], ['09:05:00'], ['09:01:30'], ['09:07:00'])
  await on.settled()
  const marked = (from: string | null, to: string | null, tenant = demo) =>
    on.ask(tenant, (db) => findMarkedTime(db, tenant, { from: from && at(from), to: to && at(to) }))
  t.same(await marked(null, null), { before: null, last: p[5] })
  t.same(await marked('09:00:00', '09:00:30'), { before: null, last: p[1] }, 'to the minute')
  t.same(await marked('09:01:00', null), { before: p[1], last: p[5] })
  t.same(await marked('09:02:00', '09:05:00'), { before: p[1], last: p[4] })
  t.same(await marked('09:05:59', '09:06:00'), { before: p[1], last: p[4] }, 'an earlier time stands later')
  t.same(await marked('09:06:00', null), { before: p[4], last: p[5] })
  t.same(await marked('09:08:00', null), { before: 'none', last: p[5] })
  t.same(await marked(null, '09:00:00'), { before: null, last: null })
  t.same(await marked(null, null, other), { before: null, last: p[2] })
  await on.rebuild()
  t.same(await marked('09:05:59', '09:06:00'), { before: p[1], last: p[4] })
})

test('events of one minute that stand together are one row', async (t) => {
  const on = await stage(t, [logMarks])
  const positions = record(on, ...Array.from({ length: 40 }, (_, i): [string] => [`09:00:${10 + i}`]))
  await on.settled()
  const rows = await on.ask(demo, (db) => readTables(db).selectFrom('read.log_mark').selectAll().execute())
  t.match(rows, [{ minute: at('09:00:00'), position: positions.at(-1) }])
  t.equal(rows.length, 1)
  const marked = await on.ask(demo, (db) => findMarkedTime(db, demo, { from: null, to: null }))
  t.same(marked, { before: null, last: positions.at(-1) })
})
