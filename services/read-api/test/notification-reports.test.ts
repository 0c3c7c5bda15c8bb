import { randomUUID } from 'node:crypto'
import { epochOf, type VisitId } from '@visita/domain'
import { message } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, other, startReadApi } from './harness.ts'

const url = '/v1/admin/notifications'
const gates = [{ gate: 'visit', verdict: 'pass', why: null } as const]
const refused = [
  'from=2026-03-02',
  'from=2026-03-03&to=2026-03-02',
  'from=today&to=2026-03-02',
  'from=2026-03-02&to=2026-03-02&a=1',
]

test('whether promises were kept, by template and channel and in all', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const sla = (query: string, tenant = demo) => api.get('operator', `${url}/sla?${query}`, tenant)
  for (let n = 0; n < 19; n++)
    message(api, demo, { due: at('10:00') })
      .start(at('10:00'))
      .accepted(at('10:01'))
      .ask(at('10:03'), {
        ...{ type: 'ReportStatus', attempt: 1, status: 'delivered', providerAt: epochOf(at('10:03')) },
        providerMessageId: null,
      })
  const last = message(api, demo, { due: at('10:00') })
  message(api, demo, { due: at('10:30'), kind: 'visit.canceled' })
    .start(at('10:40'))
    .accepted(at('10:41'))
  message(api, other, { due: at('10:00') })
  await api.settled()
  api.clock.set(epochOf(at('10:02')))
  const [from, to] = [at('09:00'), at('10:10')]
  const before = await sla(`from=${from}&to=${to}`)
  t.match(before.body, { target: 0.95, promised: 19, inTime: 19, open: 1, share: 1, met: true })
  api.clock.set(epochOf(at('12:00')))
  t.match((await sla(`from=${from}&to=${to}`)).body, { promised: 20, overdue: 1, share: 0.95, met: true })
  last.start(at('11:00')).accepted(at('11:00'))
  // A date is one of the tenant's zone, which is three hours behind.
  const { status, body } = await sla(`from=${date}&to=${date}`)
  t.equal(status, 200)
  t.match(body, { from: date, to: date, promised: 21, inTime: 19, late: 2, overdue: 0, met: false })
  t.match(body.items, [
    { template: 'visit.canceled', promised: 1, met: false, p50Seconds: 660 },
    {
      ...{ template: 'visit.created', promised: 20, met: true, p50Seconds: 60, p95Seconds: 60 },
      ...{ delivered: 19, p50DeliveredSeconds: 180, p95DeliveredSeconds: 180 },
      channels: [{ channel: 'whatsapp', promised: 20, inTime: 19, late: 1, met: true }],
    },
  ])
  const none = await sla('from=2026-03-01T00:00:00Z&to=2026-03-01T01:00:00Z')
  t.match(none.body, { promised: 0, share: null, met: null, items: [] })
  t.match((await sla(`from=${date}&to=${date}`, other)).body, { promised: 1, overdue: 1, met: false })
  for (const query of refused) t.equal((await sla(query)).status, 400, query)
})

test('what shadow mode would have sent, beside what was', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const report = (query: string) => api.get('admin', `${url}/shadow-report?${query}`)
  const visitId = randomUUID() as VisitId
  const recipient = { kind: 'customer', personId: randomUUID() as never } as const
  const shadow = (more: object = {}) =>
    message(api, demo, { due: at('10:00'), mode: 'shadow', visitId, recipient, ...more })
  shadow().ask(at('10:00'), { type: 'ShadowNotification', gates })
  shadow({ kind: 'visit.canceled' }).ask(at('10:00'), { type: 'SuppressNotification', why: 'preference' })
  message(api, demo, { due: at('10:00'), visitId, recipient }).ask(at('10:00'), {
    type: 'FailNotification',
    class: 'unreachable',
    code: null,
    deadLetter: false,
  })
  const { status, body } = await report(`from=${date}&to=${date}`)
  t.equal(status, 200)
  const nothing = { planned: 0, fallbacks: 0, sent: 0, waiting: 0, heldBack: [] }
  t.same(body, {
    ...{ from: date, to: date },
    items: [
      {
        ...{ kind: 'visit.canceled', channel: 'whatsapp', live: nothing },
        shadow: { ...nothing, planned: 1, heldBack: [{ why: 'preference', count: 1 }] },
      },
      {
        ...{ kind: 'visit.created', channel: 'whatsapp', shadow: { ...nothing, planned: 1, sent: 1 } },
        live: { ...nothing, planned: 1, heldBack: [{ why: 'unreachable', count: 1 }] },
      },
    ],
    differences: [
      {
        ...{ visitId, kind: 'visit.canceled', recipient: { kind: 'customer', id: recipient.personId } },
        ...{ shadow: { sent: false, why: ['preference'] }, live: null },
      },
      {
        ...{ visitId, kind: 'visit.created', recipient: { kind: 'customer', id: recipient.personId } },
        ...{ shadow: { sent: true, why: [] }, live: { sent: false, why: ['unreachable'] } },
      },
    ],
    differencesLeft: 0,
  })
  for (const query of refused) t.equal((await report(query)).status, 400, query)
})
