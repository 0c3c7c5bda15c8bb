import { StreamName } from '@visita/domain'
import { book, configured, resource } from '@visita/projections/testing'
import { test } from 'tap'
import { demo, monday, other, startReadApi } from './harness.ts'

test('GET /v1/admin/agenda/week', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const centro = { id: 'centro', name: 'Centro', timezone: 'America/Sao_Paulo' }
  api.record(StreamName.tenant(demo), { type: 'LocationConfigured', data: { location: centro, at: monday } })
  for (const [id, more] of [
    ['ana', { locationId: 'centro' as never }],
    ['bea', {}],
  ] as const) {
    const document = resource(id, more)
    api.record(StreamName.resource(demo, document.id), configured(document))
  }
  const booking = (id: string, date: string) =>
    book(api, { tenant: demo, resourceIds: [id], date, start: `${date}T13:00:00Z` }).visitId
  const soon = booking('ana', '2026-03-02')
  const sunday = booking('ana', '2026-03-08')
  const beas = booking('bea', '2026-03-04')
  booking('ana', '2026-03-01')
  booking('ana', '2026-03-09')
  const week = async (query: string) => (await api.get('operator', `/v1/admin/agenda/week?week=2026-W10${query}`)).body
  // biome-ignore lint/suspicious/noExplicitAny: an answer
  const visitsOf = ({ days }: any) => days.map(({ date, resources }: any) => [date.slice(8), ...ids(resources)])
  // biome-ignore lint/suspicious/noExplicitAny: an answer
  const ids = (resources: any[]) => resources.flatMap(({ visits }) => visits.map(({ id }: { id: string }) => id))

  t.test('has seven days, Monday first, each as the day agenda answers it', async (t) => {
    const all = await week('')
    t.same(visitsOf(all), [['02', soon], ['03'], ['04', beas], ['05'], ['06'], ['07'], ['08', sunday]])
    for (const query of ['', '&locationId=centro']) {
      for (const day of (await week(query)).days) {
        t.same(day, (await api.get('operator', `/v1/admin/agenda/day?date=${day.date}${query}`)).body, day.date)
      }
    }
  })

  t.test('of one resource, or of one location', async (t) => {
    const bea = await week('&resourceId=bea')
    t.match(bea, { week: '2026-W10', resourceId: 'bea', locationId: null })
    t.same(visitsOf(bea), [['02'], ['03'], ['04', beas], ['05'], ['06'], ['07'], ['08']])
    t.same(bea.days[0].resources.length, 1)
    t.same(bea.days[0].next120Minutes, [], 'the other resource’s visit is not its own')
    t.match((await week('&resourceId=ana')).days[0].next120Minutes, [{ id: soon }])
    t.same(visitsOf(await week('&locationId=centro'))[2], ['04'])
  })

  t.test('what is not there is not found, and what is no week is refused', async (t) => {
    const get = async (query: string, tenant = demo) =>
      (await api.get('operator', `/v1/admin/agenda/week?${query}`, tenant)).status
    t.equal(await get('week=2026-W10&resourceId=nobody'), 404)
    t.equal(await get('week=2026-W10&locationId=nowhere'), 404)
    t.equal(await get('week=2026-W10&resourceId=ana', other), 404)
    for (const bad of [
      '',
      'week=2026-W54',
      'week=2025-W53',
      'week=2026-12',
      'week=2026-W10&resourceId=ana&locationId=centro',
    ])
      t.equal(await get(bad), 400, bad)
  })
})
