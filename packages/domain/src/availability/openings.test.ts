import { test } from 'tap'
import { VisitTypeId } from '../ids.ts'
import { instantOf } from '../instant.ts'
import type { Resource } from '../schema.ts'
import { resourceOf } from '../testing.ts'
import { openingIntervals, openingOf } from './openings.ts'

const viewing = VisitTypeId.parse('viewing')
const call = VisitTypeId.parse('call')
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const open = (resource: Resource, date: string, typeId = viewing) =>
  openingIntervals(resource, date, typeId).map(({ from, until }) => `${instantOf(from)}/${instantOf(until)}`)
const hours = (timezone: string, ...ranges: [start: string, end: string][]) =>
  resourceOf({ timezone, schedule: { weekly: ranges.map(([start, end]) => ({ days: everyDay, start, end })) } })

test('weekly hours hold on their weekdays, by the clock of the resource', async (t) => {
  const ana = resourceOf({
    timezone: 'America/Bogota',
    schedule: { weekly: [{ days: [1, 7], start: '09:00', end: '18:00' }] },
  })
  t.strictSame(open(ana, '2026-03-02'), ['2026-03-02T14:00:00Z/2026-03-02T23:00:00Z'], 'Monday')
  t.strictSame(open(ana, '2026-03-01'), ['2026-03-01T14:00:00Z/2026-03-01T23:00:00Z'], 'Sunday')
  t.strictSame(open(ana, '2026-03-03'), [], 'Tuesday')
})

test('ranges come in order, and those that touch or overlap are one', async (t) => {
  const ana = hours('UTC', ['15:00', '18:00'], ['09:00', '12:00'], ['12:00', '13:00'], ['10:00', '11:00'])
  t.strictSame(open(ana, '2026-03-02'), [
    '2026-03-02T09:00:00Z/2026-03-02T13:00:00Z',
    '2026-03-02T15:00:00Z/2026-03-02T18:00:00Z',
  ])
})

test('a rule holds from its first to its last date', async (t) => {
  const summer = resourceOf({
    schedule: {
      weekly: [{ days: everyDay, start: '09:00', end: '10:00', validFrom: '2026-03-02', validUntil: '2026-03-04' }],
    },
  })
  const openOn = ['2026-03-01', '2026-03-02', '2026-03-04', '2026-03-05'].map((date) => open(summer, date).length)
  t.strictSame(openOn, [0, 1, 1, 0])
})

test('a rule for some types, and a resource for some types, are closed for the others', async (t) => {
  const calls = (visitTypeIds?: VisitTypeId[]) =>
    resourceOf({
      ...(visitTypeIds && { visitTypeIds }),
      schedule: {
        weekly: [
          { days: everyDay, start: '09:00', end: '10:00' },
          { days: everyDay, start: '20:00', end: '21:00', typeIds: [call] },
        ],
      },
    })
  const [morning, evening] = ['2026-03-02T09:00:00Z/2026-03-02T10:00:00Z', '2026-03-02T20:00:00Z/2026-03-02T21:00:00Z']
  t.strictSame(open(calls(), '2026-03-02', viewing), [morning])
  t.strictSame(open(calls(), '2026-03-02', call), [morning, evening])
  t.strictSame(open(calls([call]), '2026-03-02', viewing), [])
  t.strictSame(open(calls([call]), '2026-03-02', call), [morning, evening])
  t.strictSame(open(calls([]), '2026-03-02', call), [], 'an empty list is no types, not all of them')
})

test('an exception replaces the whole day, and without ranges closes it', async (t) => {
  const ana = resourceOf({
    schedule: {
      exceptions: [
        {
          date: '2026-03-02',
          ranges: [
            { start: '12:00', end: '13:00' },
            { start: '20:00', end: '24:00' },
          ],
        },
        { date: '2026-03-03', ranges: [] },
      ],
    },
  })
  t.strictSame(open(ana, '2026-03-02'), [
    '2026-03-02T12:00:00Z/2026-03-02T13:00:00Z',
    '2026-03-02T20:00:00Z/2026-03-03T00:00:00Z',
  ])
  t.strictSame(open(ana, '2026-03-03'), [])
  t.equal(open(ana, '2026-03-04').length, 1)
})

test('a public holiday closes the day, unless an exception opens it', async (t) => {
  const holidays = { country: 'CL' }
  const ana = resourceOf({ schedule: { holidays } })
  t.strictSame(open(ana, '2026-09-18'), [], 'Fiestas Patrias')
  t.equal(open(ana, '2026-09-17').length, 1)
  t.equal(open(resourceOf(), '2026-09-18').length, 1, 'who names no country works')
  const ranges = [{ start: '10:00', end: '12:00' }]
  t.strictSame(
    open(resourceOf({ schedule: { holidays, exceptions: [{ date: '2026-09-18', ranges }] } }), '2026-09-18'),
    ['2026-09-18T10:00:00Z/2026-09-18T12:00:00Z'],
  )
})

test('a region has holidays of its own', async (t) => {
  const spain = (region?: string) =>
    resourceOf({ schedule: { holidays: { country: 'ES', ...(region && { region }) } } })
  t.equal(open(spain(), '2026-09-11').length, 1)
  t.strictSame(open(spain('CT'), '2026-09-11'), [], 'Diada de Catalunya')
})

test('a tenant’s own holidays close whoever keeps public holidays, and exceptions still win', async (t) => {
  const own = [{ date: '2026-03-02', name: 'Anniversary' }]
  const ranges = [{ start: '10:00', end: '12:00' }]
  const of = (schedule: Partial<Resource['schedule']>, date = '2026-03-02') =>
    openingIntervals(resourceOf({ schedule }), date, viewing, own).length
  const holidays = { country: 'CL' }
  t.equal(of({ holidays }), 0)
  t.equal(of({ holidays }, '2026-03-03'), 1)
  t.equal(of({ holidays: null }), 1, 'who keeps no holidays keeps none')
  t.equal(of({ holidays, exceptions: [{ date: '2026-03-02', ranges }] }), 1)
  t.equal(of({ holidays }, '2026-09-18'), 0, 'beside the public ones')
})

test('the calendars of six countries know what is fixed, what moves and what only a region keeps', async (t) => {
  const closed = (date: string, country: string, region?: string) =>
    open(resourceOf({ schedule: { holidays: { country, ...(region && { region }) } } }), date).length === 0
  for (const [date, country, region, name] of [
    ['2026-09-18', 'CL', undefined, 'Fiestas Patrias'],
    ['2026-04-03', 'CL', undefined, 'Viernes Santo, which moves with Easter'],
    ['2026-06-07', 'CL', 'AP', 'Morro de Arica'],
    ['2026-07-20', 'CO', undefined, 'Independencia'],
    ['2026-01-12', 'CO', undefined, 'Reyes, moved to the Monday after'],
    ['2026-10-12', 'ES', undefined, 'Fiesta Nacional'],
    ['2026-09-11', 'ES', 'CT', 'Diada'],
    ['2026-04-06', 'ES', 'CT', 'Lunes de Pascua'],
    ['2026-12-26', 'ES', 'CT', 'Sant Esteve'],
    ['2026-04-25', 'PT', undefined, 'Dia da Liberdade'],
    ['2026-06-04', 'PT', undefined, 'Corpo de Deus, 60 days after Easter'],
    ['2026-09-07', 'BR', undefined, 'Independência'],
    ['2026-07-09', 'BR', 'SP', 'Revolução Constitucionalista'],
    ['2026-04-23', 'BR', 'RJ', 'São Jorge'],
    ['2026-09-16', 'MX', undefined, 'Independencia'],
    ['2026-02-02', 'MX', undefined, 'Constitución, the first Monday of February'],
    ['2026-11-16', 'MX', undefined, 'Revolución, the third Monday of November'],
  ] as const) {
    t.equal(closed(date, country, region), true, `${country} ${region ?? ''} ${date} ${name}`)
    if (region) t.equal(closed(date, country), false, `${country} ${date} is nobody’s else`)
    t.equal(closed('2026-03-10', country, region), false, `${country} a plain Tuesday`)
  }
  t.equal(closed('2026-01-06', 'CO'), false, 'and the sixth of January itself is none in Colombia')
})

test('a region or country that nobody knows has no holidays of its own', async (t) => {
  const of = (country: string, region: string) => resourceOf({ schedule: { holidays: { country, region } } })
  t.strictSame(open(of('ES', 'XX'), '2026-12-25'), [], 'the country’s still count')
  t.equal(open(of('ZZ', 'XX'), '2026-12-25').length, 1)
})

test('a holiday of several days closes them all, and an eve closes from its hour on', async (t) => {
  const of = (country: string) => resourceOf({ schedule: { holidays: { country } } })
  for (const date of ['2026-01-01', '2026-01-02']) t.strictSame(open(of('AM'), date), [], `Armenia, ${date}`)
  t.strictSame(open(of('GT'), '2026-12-24'), ['2026-12-24T09:00:00Z/2026-12-24T12:00:00Z'], 'Guatemala, from noon on')
})

test('hours to midnight end with the day', async (t) => {
  t.strictSame(open(hours('Europe/Madrid', ['20:00', '24:00']), '2026-03-02'), [
    '2026-03-02T19:00:00Z/2026-03-02T23:00:00Z',
  ])
})

test('Santiago in September: midnight is skipped, so the day begins at one', async (t) => {
  const night = hours('America/Santiago', ['00:00', '02:00'], ['22:00', '24:00'])
  t.strictSame(open(night, '2026-09-05'), [
    '2026-09-05T04:00:00Z/2026-09-05T06:00:00Z',
    '2026-09-06T02:00:00Z/2026-09-06T04:00:00Z',
  ])
  t.strictSame(open(night, '2026-09-06'), [
    '2026-09-06T04:00:00Z/2026-09-06T05:00:00Z',
    '2026-09-07T01:00:00Z/2026-09-07T03:00:00Z',
  ])
  t.strictSame(open(hours('America/Santiago', ['00:00', '00:45']), '2026-09-06'), [], 'hours that never come')
})

test('Santiago in April: the hour before midnight comes twice, and both are open', async (t) => {
  t.strictSame(open(hours('America/Santiago', ['22:00', '24:00']), '2026-04-04'), [
    '2026-04-05T01:00:00Z/2026-04-05T04:00:00Z',
  ])
  t.strictSame(
    open(hours('America/Santiago', ['23:00', '23:30']), '2026-04-04'),
    ['2026-04-05T02:00:00Z/2026-04-05T03:30:00Z'],
    'from the first 23:00 to the second 23:30',
  )
})

test('Madrid: the night of March is an hour short, that of October an hour long', async (t) => {
  const night = hours('Europe/Madrid', ['01:00', '02:30'], ['02:45', '04:00'])
  t.strictSame(
    open(night, '2026-03-29'),
    ['2026-03-29T00:00:00Z/2026-03-29T02:00:00Z'],
    'both ranges meet at the change',
  )
  t.strictSame(open(night, '2026-10-25'), ['2026-10-24T23:00:00Z/2026-10-25T03:00:00Z'])
  t.strictSame(open(hours('Europe/Madrid', ['09:00', '18:00']), '2026-03-29'), [
    '2026-03-29T07:00:00Z/2026-03-29T16:00:00Z',
  ])
})

test('São Paulo changed its clocks until 2019, and not since', async (t) => {
  const shop = hours('America/Sao_Paulo', ['00:00', '24:00'])
  t.strictSame(open(shop, '2018-11-04'), ['2018-11-04T03:00:00Z/2018-11-05T02:00:00Z'])
  t.strictSame(open(shop, '2019-02-16'), ['2019-02-16T02:00:00Z/2019-02-17T03:00:00Z'])
  t.strictSame(open(shop, '2019-11-03'), ['2019-11-03T03:00:00Z/2019-11-04T03:00:00Z'])
})

test('Lord Howe moves its clocks by half an hour', async (t) => {
  const night = hours('Australia/Lord_Howe', ['01:30', '03:00'])
  t.strictSame(open(night, '2026-10-04'), ['2026-10-03T15:00:00Z/2026-10-03T16:00:00Z'], '02:00 to 02:30 is skipped')
  t.strictSame(open(night, '2026-04-05'), ['2026-04-04T14:30:00Z/2026-04-04T16:30:00Z'], '01:30 to 02:00 comes twice')
})

test('the rule that decided is told with its hours', async (t) => {
  const weekly = [
    { days: [1, 2, 3, 4], start: '09:00', end: '13:00' },
    { days: [2], start: '15:00', end: '19:00', typeIds: [call] },
  ]
  const exceptions = [{ date: '2026-12-23', ranges: [] }]
  const ana = resourceOf({
    timezone: 'America/Sao_Paulo',
    visitTypeIds: [viewing, call],
    schedule: { weekly, exceptions, holidays: { country: 'BR' } },
  })
  const told = (date: string, typeId = viewing) => {
    const { intervals: _, ...rest } = openingOf(ana, date, typeId, [{ date: '2026-03-04', name: 'Own' }])
    return rest
  }
  const morning = [{ start: '09:00', end: '13:00' }]
  t.strictSame(told('2026-03-03'), { rule: 'weekly', ranges: morning })
  t.strictSame(told('2026-03-03', call), { rule: 'weekly', ranges: [...morning, { start: '15:00', end: '19:00' }] })
  t.strictSame(told('2026-03-08'), { rule: 'weekly', ranges: [] }, 'a Sunday')
  t.strictSame(told('2026-03-04'), { rule: 'own-holiday', ranges: morning })
  t.strictSame(told('2026-04-21'), { rule: 'public-holiday', ranges: morning, closedFrom: '00:00' })
  t.strictSame(told('2026-12-23'), { rule: 'exception', ranges: [] })
  t.strictSame(told('2026-03-03', VisitTypeId.parse('tour')), { rule: 'other-types', ranges: [] })
})
