import { book, cancel, confirm, message, move, tell } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, other, startReadApi } from './harness.ts'

test('GET /v1/admin/kpis', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const booking = (time: string, more: Record<string, unknown> = {}) =>
    book(api, { tenant: demo, resourceIds: ['ana'], date, start: at(time), locationId: 'centro', ...more })
  const kpis = async (query: string, tenant = demo) =>
    (await api.get('operator', `/v1/admin/kpis?${query}`, tenant)).body
  const days = `from=${date}&to=${date}`

  const none = { booked: 0, confirmed: 0, completed: 0, cancelled: 0, noShow: 0, rescheduled: 0 }
  const noRates = { confirmationRate: null, showRate: null, noShowRate: null, rescheduleRate: null }
  const sending = { notifications: [], backlog: [] }
  const nothing = {
    ...{ from: date, to: date, groupBy: null, ...none, ...noRates, meanMinutesToConfirm: null },
    ...{ ...sending, groups: [] },
  }

  t.test('nothing counts as nothing, and has no rates', async (t) => t.same(await kpis(days), nothing))

  t.test('counts what became of the visits of the days', async (t) => {
    const done = booking('13:00', { resourceIds: ['ana', 'room'], origin: 'whatsapp' })
    tell(api, demo, done, 'VisitConfirmed', { automatic: false, at: '2026-03-01T09:45:00Z' })
    tell(api, demo, done, 'VisitCheckedIn')
    tell(api, demo, done, 'VisitCompleted')
    const missed = booking('14:00')
    confirm(api, demo, missed)
    tell(api, demo, missed, 'VisitNoShowMarked', { automatic: true })
    const late = booking('15:00', { resourceIds: ['bea'], locationId: null })
    confirm(api, demo, late)
    tell(api, demo, late, 'VisitNoShowMarked', { automatic: true })
    tell(api, demo, late, 'VisitCheckedIn')
    cancel(api, demo, booking('16:00', { typeId: 'call' }))
    // From the day after in UTC, which is this day where it takes place, to the next.
    const moved = booking('17:00', { start: '2026-03-03T02:00:00Z' })
    t.equal((await kpis(days)).booked, 5)
    const to = { date: '2026-03-03', from: '2026-03-03T02:00:00Z', start: '2026-03-03T13:00:00Z', resourceIds: ['ana'] }
    move(api, { tenant: demo, visit: moved, attempt: 2, ...to }).recorded()
    const day = { booked: 4, confirmed: 3, completed: 1, cancelled: 1, noShow: 1, rescheduled: 0 }
    const rates = { confirmationRate: 0.75, showRate: 2 / 3, noShowRate: 1 / 3, rescheduleRate: 0 }
    t.same(await kpis(days), { ...nothing, ...day, ...rates, meanMinutesToConfirm: 15 })
    const both = await kpis('from=2026-03-02&to=2026-03-03&groupBy=day')
    t.match(both, { booked: 5, rescheduled: 1, rescheduleRate: 0.2, groupBy: 'day' })
    t.match(both.groups, [
      { key: '2026-03-02', ...day, ...rates, meanMinutesToConfirm: 15 },
      { key: '2026-03-03', booked: 1, rescheduled: 1, confirmed: 0, meanMinutesToConfirm: null, showRate: null },
    ])
    const keys = async (groupBy: string) => {
      const { groups } = await kpis(`from=2026-03-02&to=2026-03-03&groupBy=${groupBy}`)
      return Object.fromEntries(groups.map(({ key, booked }: { key: string; booked: number }) => [String(key), booked]))
    }
    t.same(await keys('resource'), { ana: 4, bea: 1, room: 1 })
    t.same(await keys('location'), { centro: 3, null: 2 })
    t.same(await keys('type'), { call: 1, viewing: 4 })
    t.same(await keys('origin'), { api: 4, whatsapp: 1 })
    t.same(await kpis(days, other), nothing)
  })

  t.test('tells what was sent of what was due on these days where the tenant is, and what waits', async (t) => {
    // 22:30 of the day before in São Paulo, and 23:30 of this day.
    message(api, demo, { due: '2026-03-02T01:30:00Z' }).start('2026-03-02T01:30:00Z').accepted('2026-03-02T01:30:09Z')
    const night = message(api, demo, { due: '2026-03-03T02:30:00Z', causedAt: at('11:00') })
    night.start('2026-03-03T02:30:00Z').accepted('2026-03-03T02:30:04Z').told('2026-03-03T02:31:00Z', 'delivered')
    message(api, demo, { due: at('11:50'), kind: 'visit.reminder' })
    message(api, demo, { due: at('15:00'), channel: 'email', priority: 1 })
    const counted = { channel: 'whatsapp', sent: 0, delivered: 0, failed: 0, promised: 1, inTime: 0 }
    const speed = (seconds: number | null) => ({ p50SecondsToSend: seconds, p95SecondsToSend: seconds })
    const body = await kpis(days)
    t.same(body.notifications, [
      { ...counted, channel: 'email', template: 'visit.created', promised: 0, ...speed(null) },
      { ...counted, template: 'visit.created', sent: 1, delivered: 1, inTime: 1, ...speed(4) },
      { ...counted, template: 'visit.reminder', ...speed(null) },
    ])
    t.match(body.backlog, [
      { channel: 'email', due: 0, scheduled: 1, oldestSeconds: null },
      { channel: 'whatsapp', due: 1, underHour: 1, scheduled: 0, oldestSeconds: 600 },
    ])
    t.match((await kpis('from=2026-03-01&to=2026-03-01')).notifications, [{ sent: 1, p50SecondsToSend: 9 }])
    t.match(await kpis(days, other), sending)
  })

  t.test('what is no range is refused', async (t) => {
    const bad = [
      '',
      'from=2026-03-02',
      'from=2026-03-02&to=2026-03-01',
      `${days}&groupBy=agent`,
      'from=2026-02-30&to=2026-03-01',
    ]
    for (const query of bad) t.equal((await api.get('operator', `/v1/admin/kpis?${query}`)).status, 400, query)
  })
})
