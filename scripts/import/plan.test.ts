import { test } from 'tap'
import { planImport } from './plan.ts'
import { type Row, readRows } from './rows.ts'
import { slugsOf } from './slug.ts'
import { all, fixtureFile, mappingOf, rowsOf, stream } from './testing.ts'

const mapping = mappingOf()
const planOf = (rows: ReturnType<typeof rowsOf>, using = mapping) => planImport(stream(rows), using)
const slots = (count: number, more: Partial<Row> = {}) =>
  Array.from({ length: count }, (_, index) => ({ bookedAt: index, ...more }))

test('rows are seated in order of booking, wherever they stand in the file', async (t) => {
  const rows = rowsOf({ id: 'c', bookedAt: 3 }, { id: 'b', bookedAt: 1 }, { id: 'a', bookedAt: 2 })
  const plan = await planOf(rows)
  const seats = rows.map((row) => (row.kind === 'row' ? plan.seatOf(row) : null))
  t.strictSame(
    seats.map((seat) => seat?.start),
    ['2017-03-06T12:00:00Z', '2017-03-06T11:00:00Z', '2017-03-06T11:30:00Z'],
  )
  t.ok(seats.every((seat) => seat?.resourceId === 'centro-a01' && seat.locationId === 'centro'))
})

test('rows booked in the same moment are seated by their ids, so that every run seats them alike', async (t) => {
  const [a, b] = [{ id: 'a' }, { id: 'b' }]
  for (const rows of [rowsOf(a, b), rowsOf(b, a)]) {
    const plan = await planOf(rows)
    const seatOf = (id: string) =>
      rows.filter((row) => row.kind === 'row' && row.id === id).map((row) => plan.seatOf(row as Row))
    t.match(seatOf('a'), [{ start: '2017-03-06T11:00:00Z' }])
    t.match(seatOf('b'), [{ start: '2017-03-06T11:30:00Z' }])
  }
})

test('a site has as many agents as its fullest day needs: 20 slots each from 08:00 to 18:00', async (t) => {
  for (const [rows, agents] of [
    [1, 1],
    [20, 1],
    [21, 2],
    [40, 2],
    [41, 3],
  ] as const) {
    const plan = await planOf(rowsOf(...slots(rows), ...slots(3, { day: '2017-03-07' })))
    t.equal(plan.sites[0]?.agents.length, agents, `${rows} rows`)
    const seats = plan.sites.flatMap((site) => plan.seatsAt(site, '2017-03-06').map(({ seat }) => seat))
    t.equal(new Set(seats).size, rows, 'no seat is given twice')
    t.ok(seats.every((seat) => seat.slice(-20) >= '2017-03-06T11:00:00Z' && seat.slice(-20) <= '2017-03-06T20:30:00Z'))
  }
})

test('rows that are booked later and appended move nobody', async (t) => {
  const early = slots(25).map((row, index) => ({ ...row, id: `early-${index}` }))
  const before = rowsOf(...early)
  const after = rowsOf(
    ...early,
    ...slots(30, { bookedAt: 1000 }).map((row, index) => ({ ...row, id: `late-${index}` })),
  )
  const [one, two] = [await planOf(before), await planOf(after)]
  for (const row of before) if (row.kind === 'row') t.strictSame(one.seatOf(row), two.seatOf(row))
})

test('a day on which the clocks change has the slots that it really has, none of them twice', async (t) => {
  // At midnight of 2016-10-16 clocks in São Paulo went on to 01:00; at midnight of 2017-02-19 back to 23:00.
  const night = mappingOf({ hours: { start: '00:00', end: '24:00' }, slotMinutes: 60 })
  for (const [day, count] of [
    ['2016-10-16', 23],
    ['2016-10-17', 24],
    ['2017-02-18', 25],
  ] as const) {
    const plan = await planOf(rowsOf(...slots(count, { day })), night)
    t.equal(plan.sites[0]?.agents.length, 1, day)
    const seats = plan.sites.flatMap((site) => plan.seatsAt(site, day).map(({ seat }) => seat))
    t.equal(new Set(seats).size, count)
  }
})

test('the plan counts what has become of its rows, and knows it of each seat', async (t) => {
  const outcome = { status: 'no_show' as const, checkedInAt: null, at: null }
  const plan = await planOf(rowsOf({ outcome }, { outcome: { ...outcome, status: 'completed' } }, { outcome }))
  t.strictSame(Object.fromEntries(plan.outcomes), { no_show: 2, completed: 1 })
  t.strictSame(
    plan.sites.flatMap((site) => plan.seatsAt(site, '2017-03-06').map(({ outcome }) => outcome)),
    ['no_show', 'completed', 'no_show'],
  )
  t.strictSame((await planOf(rowsOf({}))).outcomes, new Map())
})

test('a record that is none, or has the id of an earlier one, gets no seat and is told', async (t) => {
  const rows = [
    ...rowsOf({ id: 'a' }, { id: 'a', day: '2017-03-07' }),
    { kind: 'malformed' as const, ordinal: 3, line: 4, id: 'x', why: 'has no day' },
  ]
  const plan = await planOf(rows)
  t.equal(plan.seated, 1)
  t.strictSame(
    plan.refused.map(({ line, reason }) => ({ line, reason })),
    [
      { line: 3, reason: 'repeated-id' },
      { line: 4, reason: 'malformed' },
    ],
  )
  const second = rows[1]
  t.equal(second?.kind === 'row' ? plan.seatOf(second) : undefined, null)
})

test('the fixture: every row has a seat of its own, at its site and on its day', async (t) => {
  const rows = await all(readRows(fixtureFile, mapping))
  const plan = await planOf(rows)
  t.equal(plan.seated, 150)
  t.strictSame(Object.fromEntries(plan.outcomes), { completed: 106, no_show: 44 })
  t.strictSame(plan.days, ['2017-03-06', '2017-03-07', '2017-03-08', '2017-03-10'])
  t.strictSame(
    plan.sites.map(({ id, agents }) => [id, agents.length]),
    [
      ['agua-fria', 3],
      ['centro-ala-norte', 1],
      ['praia-douro', 1],
      ['sao-bras', 2],
      ['vila-da-conceicao', 1],
    ],
  )
  const seats = new Set<string>()
  for (const row of rows) {
    if (row.kind !== 'row') continue
    const seat = plan.seatOf(row)
    seats.add(`${seat?.resourceId} ${seat?.start}`)
    t.ok(
      seat?.start.startsWith(row.day) &&
        plan.sites.some(({ id, name }) => id === seat.locationId && name === row.location),
    )
  }
  t.equal(seats.size, 150)
})

test('a name becomes an id with its accents folded', async (t) => {
  const names = ['JARDIM DA PENHA', 'SÃO JOSÉ', 'ANTÔNIO HONÓRIO', 'JOANA D´ARC', 'Straße & Co.']
  t.strictSame([...slugsOf(names).values()].sort(), [
    'antonio-honorio',
    'jardim-da-penha',
    'joana-darc',
    'sao-jose',
    'strasse-and-co',
  ])
})

test('names that fold to the same id get different ones, whatever their order; every id is one', async (t) => {
  const names = [
    'SÃO JOSÉ',
    'SAO JOSE',
    'São José',
    '北京',
    '上海',
    '!',
    'x'.repeat(100),
    `${'x'.repeat(100)}y`,
    'Centro 2',
  ]
  const slugs = slugsOf(names)
  t.strictSame([...slugsOf(names.toReversed())].sort(), [...slugs].sort())
  t.equal(slugs.get('SAO JOSE'), 'sao-jose')
  t.equal(new Set(slugs.values()).size, names.length)
  for (const slug of slugs.values()) t.match(`${slug}-a9999`, /^[a-z0-9][a-z0-9-]{0,63}$/)
})
