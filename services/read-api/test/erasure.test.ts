import { randomUUID } from 'node:crypto'
import { type Recipient, type Role, StreamName, type VisitId } from '@visita/domain'
import { book, confirm, joined, message, tell } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, startReadApi } from './harness.ts'

/** All that anybody ever told of the two, each as nobody else says it. */
const told = {
  name: 'Rosa Quintanilla',
  phone: '+5511987650001',
  email: 'rosa.q@exemplo.br',
  externalId: 'crm-rosa-77',
  partner: 'Tomás Huidobro',
  partnerPhone: '+5511987650002',
  note: 'Pidió discreción',
  outcome: 'Quedó encantada',
  reason: 'Llegó antes',
  text: 'Hola Rosa, te esperamos',
  notice: 'Rosa viene a las diez',
  address: '+5511987650003',
}
const sayings = Object.values(told)

test('somebody who was erased is in no answer of any route any more', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const { name, phone, email, externalId } = told
  const rosa = await api.register(demo, { name, phone, email, externalId })
  const tomas = randomUUID()
  const seal = (text: string) => api.sealed(demo, rosa, text)

  const visit = book(api, {
    ...{ tenant: demo, resourceIds: ['ana'], date, start: at('13:00'), customerId: rosa },
    participants: [
      {
        ...{ personId: tomas, role: 'partner', email: null },
        name: await api.sealed(demo, tomas, told.partner),
        phone: await api.sealed(demo, tomas, told.partnerPhone),
      },
    ],
  })
  const pending = book(api, { tenant: demo, resourceIds: ['ana'], date, start: at('15:00'), customerId: rosa })
  confirm(api, demo, visit)
  tell(api, demo, visit, 'VisitNoteAdded', { noteId: randomUUID(), note: await seal(told.note) })
  tell(api, demo, visit, 'VisitCheckedIn', { reason: await seal(told.reason) })
  tell(api, demo, visit, 'VisitOutcomeRecorded', { result: 'sold', note: await seal(told.outcome) })
  joined(api, demo, { customerId: rosa })
  const about = { due: at('12:00'), visitId: visit.visitId as VisitId }
  const sent = message(api, demo, {
    ...{ ...about, recipient: { kind: 'customer', personId: rosa as never } },
    content: await seal(JSON.stringify({ channel: 'whatsapp', text: told.text })),
  })
  sent.start(at('12:00'), { to: await seal(told.address) }).ask(at('12:00'), {
    ...{ type: 'RecordAccepted', attempt: 1, providerMessageId: await seal(`wamid.${told.address}`) },
    answer: { httpStatus: 200, latencyMs: 1, body: await seal(`{"to":"${told.address}"}`) },
  })
  message(api, demo, {
    ...{ ...about, channel: 'in_app', recipient: { kind: 'resource', resourceId: 'ana' } as Recipient },
    content: await seal(JSON.stringify({ channel: 'in_app', title: told.notice, body: '', url: null })),
  })
    .start(at('12:00'), { provider: 'in-app', to: null })
    .accepted(at('12:00'))

  const span = `from=${date}&to=${date}`
  const asked: readonly (readonly [Role, string])[] = [
    ['channel', `/v1/visits?customerId=${rosa}`],
    ['channel', `/v1/visits?externalId=${externalId}`],
    ['channel', `/v1/visits/${visit.visitId}`],
    ['channel', `/v1/customers/${rosa}`],
    ['channel', `/v1/customers/${rosa}/inbox`],
    ['channel', `/v1/customers/${tomas}/inbox`],
    ['operator', '/v1/admin/visits'],
    ['operator', '/v1/admin/visits?q=quintanilla'],
    ['operator', `/v1/admin/visits/${visit.visitId}`],
    ['operator', `/v1/admin/agenda/day?date=${date}`],
    ['operator', '/v1/admin/agenda/week?week=2026-W10&resourceId=ana'],
    ...['to-confirm', 'reschedules', 'no-contact', 'no-show-risk'].map(
      (tray) => ['operator', `/v1/admin/trays/${tray}`] as const,
    ),
    ['operator', '/v1/admin/waitlist'],
    ['operator', '/v1/admin/inbox?recipient=resource:ana'],
    ['operator', `/v1/admin/inbox?recipient=customer:${rosa}`],
    ['operator', '/v1/admin/notifications/jobs'],
    ['operator', `/v1/admin/notifications/jobs/${sent.notificationId}`],
    ['operator', `/v1/admin/notifications/why?customerId=${rosa}`],
    ['operator', `/v1/admin/notifications/sla?${span}`],
    ['operator', `/v1/admin/notifications/shadow-report?${span}`],
    ['operator', `/v1/admin/kpis?${span}`],
    ['auditor', `/v1/audit/visits/${visit.visitId}`],
    ['auditor', '/v1/audit/events'],
    ['auditor', `/v1/audit/agenda/day?date=${date}&asOf=${monday}`],
  ]
  const answers = async () => {
    const found = new Map<string, string>()
    for (const [role, path] of asked) {
      const { status, body } = await api.get(role, path)
      t.ok([200, 404].includes(status), `${path}: ${status}`)
      found.set(path, JSON.stringify(body))
    }
    return found
  }
  const saidIn = (text: string) => sayings.filter((saying) => text.includes(saying)).sort()

  const before = await answers()
  const all = [...before.values()].join('\n')
  t.same(saidIn(all), [...sayings].sort(), 'as long as they are known, staff read all of it somewhere')
  const figures = `/v1/admin/kpis?${span}`

  for (const id of [rosa, tomas]) {
    await api.vault.erase(demo, id)
    api.record(StreamName.customer(demo, id as never), { type: 'CustomerErased', data: { customerId: id, at: monday } })
  }
  const after = await answers()
  for (const [path, answer] of after) t.same(saidIn(answer), [], path)
  t.equal(after.get(figures), before.get(figures), 'figures are as they were')
  t.match(JSON.parse(after.get('/v1/admin/visits') ?? ''), { items: [{ id: visit.visitId }, { id: pending.visitId }] })
  t.match(JSON.parse(after.get(`/v1/customers/${rosa}`) ?? ''), { id: rosa, erased: true, name: null })
})
