import { randomUUID } from 'node:crypto'
import { epochOf, StreamName, type VisitId } from '@visita/domain'
import { book, message } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, startReadApi } from './harness.ts'

const jobs = '/v1/admin/notifications/jobs'

test('messages, as operators see them', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const ana = await api.register(demo, { name: 'Ana Núñez', phone: '+34612345678' })
  const { visitId } = book(api, {
    ...{ tenant: demo, resourceIds: ['ana'], date, start: at('15:00'), customerId: ana },
  })
  const sealed = (text: string) => api.sealed(demo, ana, text)
  const recipient = { kind: 'customer', personId: ana as never } as const
  const of = { visitId: visitId as VisitId, recipient, content: await sealed('{"body":"Hola Ana, te esperamos"}') }
  const told = { to: await sealed('+34612345678'), id: await sealed('wamid.1'), body: await sealed('{"ok":1}') }

  const first = message(api, demo, { due: at('10:00'), causedAt: at('08:00'), ...of })
  const gates = [{ gate: 'quiet-hours', verdict: 'wait', why: null } as const]
  first.ask(at('10:00'), { type: 'DeferNotification', gates, until: epochOf(at('10:30')), why: 'quiet-hours' })
  first.start(at('10:30'), { to: told.to })
  const answer = { httpStatus: 500, latencyMs: 87, body: told.body }
  const refusal = { class: 'unavailable', code: '131016', next: { retryAt: epochOf(at('10:32')) } } as const
  first.ask(at('10:31'), { type: 'RecordRefused', attempt: 1, ...refusal, answer })
  first.start(at('10:32'), { to: told.to })
  first.ask(at('10:33'), { type: 'RecordAccepted', attempt: 2, providerMessageId: told.id })
  first.told(at('10:34'), 'delivered')
  const second = message(api, demo, { due: at('11:00'), channel: 'email', ...of })
  second.ask(at('11:00'), { type: 'CancelNotification', why: 'visit-cancelled' })
  const third = message(api, demo, { due: at('14:00'), kind: 'visit.reminder' })
  message(api, other, { due: at('12:00') })

  t.test('lists them, the last due first, without any text', async (t) => {
    const { status, body } = await api.get('operator', jobs)
    t.equal(status, 200)
    t.match(body.items, [
      { id: third.notificationId, status: 'pending', dueAt: at('14:00'), visitId: null },
      {
        id: second.notificationId,
        status: 'failed',
        resolution: 'cancelled',
        why: 'visit-cancelled',
        channel: 'email',
      },
      {
        ...{ id: first.notificationId, status: 'sent', resolution: null, attempts: 2, provider: 'whatsapp-cloud' },
        ...{ acceptedAt: at('10:33'), deliveredAt: at('10:34'), readAt: null, failure: null, critical: true },
        ...{ cause: { kind: 'visit.created', at: at('08:00') }, recipient: { kind: 'customer', id: ana } },
      },
    ])
    t.notMatch(JSON.stringify(body), /Hola|612345678|wamid|sealed:/)
  })

  t.test('narrows and pages', async (t) => {
    const ids = async (query: string) =>
      (await api.get('operator', `${jobs}?${query}`)).body.items.map(({ id }: { id: string }) => id)
    t.same(await ids('status=sent&status=failed'), [second.notificationId, first.notificationId])
    t.same(await ids('channel=whatsapp'), [third.notificationId, first.notificationId])
    t.same(await ids(`visitId=${visitId}&status=sent`), [first.notificationId])
    const page = (await api.get('operator', `${jobs}?limit=2`)).body
    const rest = (await api.get('operator', `${jobs}?limit=2&cursor=${page.nextCursor}`)).body
    t.same([page.items.length, rest.items[0].id, rest.nextCursor], [2, first.notificationId, null])
    for (const bad of ['status=gone', 'channel=fax', 'visitId=1', 'cursor=e30', 'to=now', 'status=sent&limit=0']) {
      t.equal((await api.get('operator', `${jobs}?${bad}`)).status, 400, bad)
    }
  })

  t.test('one with its text, every gate and every attempt, as the stream has it', async (t) => {
    const { status, body } = await api.get('operator', `${jobs}/${first.notificationId}`)
    t.equal(status, 200)
    t.match(body, {
      ...{ id: first.notificationId, status: 'sent', content: { body: 'Hola Ana, te esperamos' }, visitId },
      gates: [
        { at: at('10:00'), verdicts: gates },
        { at: at('10:30'), verdicts: [{ gate: 'visit', verdict: 'pass', why: null }] },
        { at: at('10:32') },
      ],
      tries: [
        {
          ...{ attempt: 1, outcome: 'refused', class: 'unavailable', code: '131016', retryAt: at('10:32') },
          ...{ to: '+34612345678', startedAt: at('10:30'), endedAt: at('10:31'), statuses: [] },
          answer: { httpStatus: 500, latencyMs: 87, body: '{"ok":1}' },
        },
        {
          ...{ attempt: 2, outcome: 'accepted', providerMessageId: 'wamid.1', retryAt: null, answer: null },
          statuses: [{ status: 'delivered', providerAt: at('10:34'), toldAt: at('10:34'), class: null }],
        },
      ],
    })
    t.equal(body.history.length, 11)
    t.match(body.history[0], { event: 'NotificationRequested', revision: 0, at: at('08:00'), actor: 'key:test' })
    t.equal(body.revision, 10)
    const listed = (await api.get('operator', jobs)).body.items[2]
    t.match(body, listed, 'the list says the same')
    for (const id of [randomUUID(), 'x']) {
      t.ok([400, 404].includes((await api.get('operator', `${jobs}/${id}`)).status))
    }
    t.equal((await api.get('operator', `${jobs}/${first.notificationId}`, other)).status, 404)
  })

  t.test('a visit names what was to be sent about it', async (t) => {
    const { body } = await api.get('operator', `/v1/admin/visits/${visitId}`)
    t.match(body.notifications, [
      { id: first.notificationId, status: 'sent', dueAt: at('10:00') },
      { id: second.notificationId, status: 'failed', resolution: 'cancelled' },
    ])
    t.equal(body.notifications.length, 2)
    t.notMatch(JSON.stringify(body.notifications), /Hola|612345678/)
  })

  t.test('once the person is erased, what was said to them reads so, and that it was sent stays', async (t) => {
    await api.vault.erase(demo, ana)
    const erased = { type: 'CustomerErased', data: { customerId: ana, at: monday } }
    api.record(StreamName.customer(demo, ana as never), erased)
    const { body } = await api.get('operator', `${jobs}/${first.notificationId}`)
    t.match(body, { status: 'sent', content: 'erased', tries: [{ to: 'erased' }, { providerMessageId: 'erased' }] })
    t.notMatch(JSON.stringify(body), /Hola|612345678|wamid|sealed:/)
  })
})
