import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseInstant, toInstant } from '@visita/runtime'
import { test } from 'tap'
import { readRows } from './rows.ts'
import { all, fixtureFile, mappingOf } from './testing.ts'

const header = 'appointment_id,patient_id,booked_at,day,site,sms_received,no_show'
const mapping = mappingOf()
const { status: _, ...withoutStatus } = mapping.columns

const reading =
  (t: { testdir(): string }) =>
  async (text: string | Buffer, using = mapping) => {
    const file = join(t.testdir(), 'file.csv')
    await writeFile(file, text)
    return all(readRows(file, using))
  }

test('the fixture has 150 appointments and one record that is none', async (t) => {
  const rows = await all(readRows(fixtureFile, mapping))
  t.equal(rows.filter(({ kind }) => kind === 'row').length, 150)
  t.match(
    rows.filter(({ kind }) => kind === 'malformed'),
    [{ id: '700099', line: 79, why: 'has a day that is none: "2017-02-30"' }],
  )
  t.ok(rows.some((row) => row.kind === 'row' && row.location === 'CENTRO, ALA NORTE'))
  const count = (status: string) => rows.filter((row) => row.kind === 'row' && row.outcome?.status === status).length
  t.strictSame([count('completed'), count('no_show')], [106, 44])
})

test('columns are found by name, in any order, with a mark of byte order, spaces and empty lines about', async (t) => {
  const read = reading(t)
  const rows = await read(
    '\uFEFFsite; day ;booked_at;patient_id;appointment_id\r\n\r\nCentro ; 2017-03-06;2017-03-01T09:00:00-03:00; 7; 1\r\n',
    mappingOf({ delimiter: ';', columns: withoutStatus, outcomes: undefined }),
  )
  const bookedAt = parseInstant('2017-03-01T12:00:00Z')
  t.strictSame(rows, [
    {
      ...{ kind: 'row', ordinal: 1, line: 3, id: '1', customer: '7', bookedAt, day: '2017-03-06', location: 'Centro' },
      outcome: null,
    },
  ])
})

test('what has become of a row is read from its columns, times of day as those of its day', async (t) => {
  const read = reading(t)
  const columns = { ...mapping.columns, status: 'estado', checkedInAt: 'llegada', outcomeAt: 'salida' }
  const using = mappingOf({
    columns,
    outcomes: { vino: 'completed', falta: 'no_show', anulada: 'cancelled', '': 'booked' },
  })
  const lines: [line: string, expected: object][] = [
    ['vino,08:55,9:40', { checkedInAt: '2017-03-06T11:55:00Z', at: '2017-03-06T12:40:00Z', status: 'completed' }],
    ['vino,,', { status: 'completed', checkedInAt: null, at: null }],
    ['falta,,2017-03-06T10:00:00+01:00', { status: 'no_show', at: '2017-03-06T09:00:00Z' }],
    ['anulada,,2017-03-01 18:30', { status: 'cancelled', at: '2017-03-01T21:30:00Z' }],
    [',,', { status: 'booked' }],
    ['Vino,,', { why: /a status that the mapping does not know: "Vino"/ }],
    ['toString,,', { why: /a status that the mapping does not know/ }],
    ['vino,soon,', { why: /a llegada that is none: "soon"/ }],
    ['vino,25:00,', { why: /a llegada that is none/ }],
    ['vino,09:00,08:00', { why: /was completed before they came/ }],
  ]
  const begin = (index: number) => `${index},7,2017-03-01T09:00:00Z,2017-03-06,Centro`
  const text = lines.map(([line], index) => `${begin(index)},${line}\n`).join('')
  const rows = await read(`appointment_id,patient_id,booked_at,day,site,estado,llegada,salida\n${text}`, using)
  const instant = (ms: number | null) => (ms === null ? null : toInstant(ms))
  for (const [index, [line, expected]] of lines.entries()) {
    const row = rows[index]
    if (row?.kind !== 'row') t.match(row, { kind: 'malformed', ...expected }, line)
    else {
      const { outcome } = row
      const told = outcome && { ...outcome, checkedInAt: instant(outcome.checkedInAt), at: instant(outcome.at) }
      t.match(told, expected, line)
    }
  }
})

test('a time without an offset is one of the mapping’s zone', async (t) => {
  const read = reading(t)
  const rows = await read(`${header}\n1,7,2017-03-01 09:00:00,2017-03-06,Centro,0,No\n`)
  t.match(rows, [{ bookedAt: parseInstant('2017-03-01T12:00:00Z') }])
})

test('the same name written with combining accents is the same location', async (t) => {
  const read = reading(t)
  const when = '2017-03-01T09:00:00Z,2017-03-06'
  const rows = await read(`${header}\n1,7,${when},${'São João'.normalize('NFD')},0,No\n`)
  t.match(rows, [{ location: 'São João'.normalize('NFC') }])
})

test('each record that is no appointment is told with its line and why, and the others are read', async (t) => {
  const read = reading(t)
  const good = (id: number) => `${id},7,2017-03-01T09:00:00Z,2017-03-06,Centro,0,No`
  const lines: [line: string, why: RegExp | null][] = [
    [good(1), null],
    ['2,7,2017-03-01T09:00:00Z,2017-03-06,Centro,0', /6 fields, the header 7/],
    [',7,2017-03-01T09:00:00Z,2017-03-06,Centro,0,No', /no id/],
    ['4,,2017-03-01T09:00:00Z,2017-03-06,Centro,0,No', /no customer/],
    ['5,7,2017-03-01T09:00:00Z,2017-03-06,,0,No', /no location/],
    ['6,7,2017-03-01T09:00:00Z,06/03/2017,Centro,0,No', /a day that is none: "06\/03\/2017"/],
    ['7,7,yesterday,2017-03-06,Centro,0,No', /booked at a time that is none: "yesterday"/],
    [`8,7,2017-03-01T09:00:00Z,2017-03-06,${'x'.repeat(200)},0,No`, /more than 190/],
    ['9,7,2017-03-01T09:00:00Z,2017-03-06,the 3" hall,0,No', null],
    [good(10), null],
  ]
  const rows = await read(`${header}\n${lines.map(([line]) => line).join('\n')}\n`)
  t.equal(rows.length, lines.length)
  for (const [index, [, why]] of lines.entries()) {
    const row = rows[index]
    t.equal(row?.line, index + 2)
    if (why) t.match(row, { kind: 'malformed', why })
    else t.match(row, { kind: 'row' })
  }
})

test('a quote that swallows lines swallows no appointment silently', async (t) => {
  const read = reading(t)
  const rest = '7,2017-03-01T09:00:00Z,2017-03-06'
  const rows = await read(`${header}\n1,${rest},"Centro,0,No\n2,${rest},Centro",0,No\n3,${rest},Centro,0,No\n`)
  t.match(rows, [
    { kind: 'malformed', why: 'runs over several lines' },
    { kind: 'row', id: '3' },
  ])
  await t.rejects(read(`${header}\n1,${rest},"Centro,0,No\n2,${rest},Centro,0,No\n`), { message: /is not CSV.*Quote/ })
})

test('bytes that are no UTF-8 are told', async (t) => {
  const read = reading(t)
  const latin = Buffer.from(`${header}\n1,7,2017-03-01T09:00:00Z,2017-03-06,S\xe3o Jo\xe3o,0,No\n`, 'latin1')
  t.match(await read(latin), [{ kind: 'malformed', why: 'is not UTF-8' }])
})

test('a file without a column of the mapping, an empty one and one that is not there are refused', async (t) => {
  const read = reading(t)
  await t.rejects(read('appointment_id,day\n'), {
    message: /no column patient_id, booked_at, site, no_show; its columns are/,
    code: 2,
  })
  await t.rejects(read(''), { message: /is empty/, code: 2 })
  await t.rejects(all(readRows(join(t.testdir(), 'none.csv'), mapping)), { message: /cannot be read: ENOENT/, code: 2 })
})
