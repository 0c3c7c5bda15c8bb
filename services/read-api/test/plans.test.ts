import { randomUUID } from 'node:crypto'
import { PersonId } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { book, joined, placed, planned, recurring } from '@visita/projections/testing'
import { test } from 'tap'
import { demo, monday, other, startReadApi } from './harness.ts'

test('the read API answers what is planned beyond one visit', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const ids = async (path: string) => (await api.get('operator', path)).body.items.map(({ id }: { id: string }) => id)
  const sealed = async (text: string, ...of: string[]) => {
    const person = PersonId.derive(demo, ...of)
    return sealText(await api.vault.createKey(demo, person), demo, person, text)
  }

  t.test('GET /v1/admin/waitlist: by turn, with offers as the clock has them', async (t) => {
    const ana = await api.register(demo, { name: 'Ana Núñez' })
    const first = joined(api, demo, { customerId: ana, resourceIds: ['ana'], partOfDay: 'morning' })
    const second = joined(api, demo, { typeId: 'call' })
    first.offer('2026-03-03T12:00:00Z', '2026-03-02T12:15:00Z')
    const { body } = await api.get('operator', '/v1/admin/waitlist')
    t.same(body.items.length, 2)
    const [{ offer, offers, ...entry }] = body.items
    t.match(offers[0].holdId, /^[0-9a-f-]{36}$/)
    t.same(offer, offers[0], 'the one that stands')
    t.same(
      { ...entry, offers: [{ ...offers[0], holdId: '' }] },
      {
        ...{ id: first.entryId, status: 'offered', typeId: 'viewing', customerId: ana, customerName: 'Ana Núñez' },
        ...{ from: '2026-03-02T03:00:00Z', to: '2026-03-09T03:00:00Z', resourceIds: ['ana'], locationId: null },
        ...{ partOfDay: 'morning', seats: 1, joinedAt: '2026-03-01T09:00:00Z', visitId: null },
        offers: [
          {
            ...{ number: 1, holdId: '', start: '2026-03-03T12:00:00Z', end: '2026-03-03T12:30:00Z', outcome: 'open' },
            ...{ resourceIds: ['ana'], offeredAt: '2026-03-01T09:00:00Z', expiresAt: '2026-03-02T12:15:00Z' },
          },
        ],
      },
    )
    t.match(body.items[1], { id: second.entryId, customerName: null, resourceIds: null, offers: [] })
    t.same(await ids('/v1/admin/waitlist?status=offered'), [first.entryId])
    t.same(await ids('/v1/admin/waitlist?status=waiting&status=offered'), [first.entryId, second.entryId])
    t.same(await ids('/v1/admin/waitlist?typeId=call'), [second.entryId])
    t.same(await ids(`/v1/admin/waitlist?customerId=${ana}`), [first.entryId])
    t.same(await ids('/v1/admin/waitlist?resourceId=bea'), [second.entryId])
    api.clock.set(Date.parse('2026-03-02T12:15:00Z'))
    t.match((await api.get('operator', '/v1/admin/waitlist')).body.items[0], {
      status: 'waiting',
      offer: null,
      offers: [{ outcome: 'lapsed' }],
    })
    api.clock.set(Date.parse(monday))
    const page = (await api.get('operator', '/v1/admin/waitlist?limit=1')).body
    t.same(await ids(`/v1/admin/waitlist?limit=1&cursor=${page.nextCursor}`), [second.entryId])
    t.same((await api.get('operator', '/v1/admin/waitlist', other)).body, { items: [], nextCursor: null })
  })

  t.test('GET /v1/admin/agenda/blocks: those in force within a stretch, with their occurrences in it', async (t) => {
    const once = placed(api, demo, '2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z', {
      reason: await sealed('Ana is ill', 'block', 'a'),
    })
    const weekly = placed(api, demo, '2026-03-05T12:00:00Z', '2026-03-05T13:00:00Z', {
      ...{ resourceIds: ['bea'], repeat: { freq: 'weekly', interval: 1, until: '2026-03-19' }, onConflict: 'refuse' },
    })
    weekly.tell('BlockLaidUntil', { until: '2026-04-01T00:00:00Z', conflicts: [] })
    const lifted = placed(api, demo, '2026-03-02T15:00:00Z', '2026-03-02T16:00:00Z')
    lifted.tell('BlockLifted')
    const { body } = await api.get('operator', '/v1/admin/agenda/blocks?from=2026-03-01&to=2026-03-15')
    t.same(body.items, [
      {
        ...{
          id: once.blockId,
          status: 'placed',
          resourceIds: ['ana'],
          locationId: null,
          timezone: 'America/Sao_Paulo',
        },
        ...{ start: '2026-03-02T12:00:00Z', end: '2026-03-02T13:00:00Z', repeat: null, onConflict: 'keep' },
        occurrences: [{ start: '2026-03-02T12:00:00Z', end: '2026-03-02T13:00:00Z' }],
        ...{ reason: 'Ana is ill', laidUntil: null, placedAt: '2026-03-01T09:00:00Z' },
      },
      {
        ...{ id: weekly.blockId, status: 'placed', resourceIds: ['bea'], locationId: null },
        ...{ timezone: 'America/Sao_Paulo', start: '2026-03-05T12:00:00Z', end: '2026-03-05T13:00:00Z' },
        repeat: { freq: 'weekly', interval: 1, until: '2026-03-19' },
        occurrences: [
          { start: '2026-03-05T12:00:00Z', end: '2026-03-05T13:00:00Z' },
          { start: '2026-03-12T12:00:00Z', end: '2026-03-12T13:00:00Z' },
        ],
        ...{ onConflict: 'refuse', reason: null, laidUntil: '2026-04-01T00:00:00Z', placedAt: '2026-03-01T09:00:00Z' },
      },
    ])
    t.same(await ids('/v1/admin/agenda/blocks'), [once.blockId, weekly.blockId])
    t.same(await ids('/v1/admin/agenda/blocks?from=2026-03-18T00:00:00Z'), [weekly.blockId])
    t.same(await ids('/v1/admin/agenda/blocks?from=2026-03-20&to=2026-03-31'), [])
    t.same(await ids('/v1/admin/agenda/blocks?resourceId=ana'), [once.blockId])
    t.same(await ids('/v1/admin/agenda/blocks?status=lifted'), [lifted.blockId])
    const page = (await api.get('operator', '/v1/admin/agenda/blocks?limit=1')).body
    t.same(await ids(`/v1/admin/agenda/blocks?limit=1&cursor=${page.nextCursor}`), [weekly.blockId])
    t.same((await api.get('operator', '/v1/admin/agenda/blocks', other)).body, { items: [], nextCursor: null })
    for (const bad of ['from=yesterday', 'to=9999-12-31', 'status=gone', 'cursor=eyJ4IjoxfQ', 'resourceId=A_B']) {
      t.equal((await api.get('operator', `/v1/admin/agenda/blocks?${bad}`)).status, 400, bad)
    }
  })

  t.test('GET /v1/admin/agenda/bulk-moves and /:id: the plan, and how far it has come', async (t) => {
    const [a = '', b = '', c = ''] = [randomUUID(), randomUUID(), randomUUID()]
    const earlier = planned(api, demo, [])
    const move = planned(api, demo, [a, b, c], await sealed('The lift is broken', 'bulk-move', 'a'))
    move.tell('BulkMoveCommitted')
    move.tell('BulkMoveVisitMoved', { visitId: a, revision: 1 })
    const path = `/v1/admin/agenda/bulk-moves/${move.bulkMoveId}`
    const summary = {
      ...{ id: move.bulkMoveId, status: 'committing', reason: 'The lift is broken', plannedAt: '2026-03-01T09:00:00Z' },
      filter: { resourceIds: ['ana'], locationId: null, from: '2026-03-02T03:00:00Z', to: '2026-03-03T03:00:00Z' },
      move: { kind: 'shift', shiftMinutes: 60 },
      totals: { planned: 3, feasible: 2, waiting: 1, moved: 1, failed: 0, returned: 0, kept: 0 },
    }
    const place = (start: string, end: string) => ({ start, end, resourceIds: ['ana'] })
    t.same((await api.get('operator', path)).body, {
      ...summary,
      plan: [
        {
          ...{ visitId: a, feasible: true, why: null, inTheWay: [], result: 'moved' },
          from: place('2026-03-02T12:00:00Z', '2026-03-02T12:30:00Z'),
          to: place('2026-03-02T13:00:00Z', '2026-03-02T13:30:00Z'),
        },
        {
          ...{ visitId: b, feasible: true, why: null, inTheWay: [], result: 'waiting' },
          from: place('2026-03-02T12:30:00Z', '2026-03-02T13:00:00Z'),
          to: place('2026-03-02T13:30:00Z', '2026-03-02T14:00:00Z'),
        },
        {
          ...{ visitId: c, feasible: false, why: 'blocked', result: 'skipped', to: null },
          inTheWay: [{ kind: 'block', id: move.bulkMoveId }],
          from: place('2026-03-02T13:00:00Z', '2026-03-02T13:30:00Z'),
        },
      ],
    })
    const list = (await api.get('operator', '/v1/admin/agenda/bulk-moves')).body
    t.same(list.items[0], summary)
    t.match(list.items[1], { id: earlier.bulkMoveId, totals: { planned: 0 } })
    const page = (await api.get('operator', '/v1/admin/agenda/bulk-moves?limit=1')).body
    t.same(await ids(`/v1/admin/agenda/bulk-moves?limit=1&cursor=${page.nextCursor}`), [earlier.bulkMoveId])
    t.equal((await api.get('operator', path, other)).status, 404)
    t.equal((await api.get('operator', `/v1/admin/agenda/bulk-moves/${randomUUID()}`)).status, 404)
  })

  t.test('GET /v1/visits/series/:id: a result for every occurrence, and the visits as they stand', async (t) => {
    const { seriesId, visitIds, tell } = recurring(api, demo)
    const [first = '', second = ''] = visitIds
    const start = '2026-03-02T12:00:00Z'
    book(api, { tenant: demo, resourceIds: ['ana'], date: '2026-03-02', start, visitId: first, seriesId })
    tell('SeriesOccurrenceBooked', { number: 1, visitId: first })
    tell('SeriesCancelled', { from: '2026-03-10T00:00:00Z', reason: null })
    const path = `/v1/visits/series/${seriesId}`
    const { body } = await api.get('channel', path)
    t.match(body, {
      ...{ id: seriesId, status: 'planned', typeId: 'viewing', mode: 'those-that-fit', timezone: 'America/Sao_Paulo' },
      repeat: { freq: 'weekly', interval: 1, count: 4, until: null },
      cancelledFrom: '2026-03-10T00:00:00Z',
    })
    t.match(body.results, [
      {
        number: 1,
        date: '2026-03-02',
        start,
        status: 'booked',
        visitId: first,
        visit: { id: first, start, revision: 0 },
      },
      { number: 2, status: 'waiting', visitId: second, visit: null, reason: null },
      { number: 3, status: 'cancelled', visit: null },
      { number: 4, status: 'unavailable', reason: 'no-such-time', start: null, visitId: null, resourceIds: [] },
    ])
    t.equal((await api.get('channel', path, other)).status, 404)
    t.equal((await api.get('channel', `/v1/visits/series/${randomUUID()}`)).status, 404)
  })
})
