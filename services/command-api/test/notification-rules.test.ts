import { defaultRules, StreamName } from '@visita/domain'
import { test } from 'tap'
import { startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const url = (event: string) => `/v1/admin/notification-rules/${event}`
const put = (event: string, rules: unknown) => api.send('admin', 'PUT', url(event), { rules })
const remove = (event: string) => api.send('admin', 'DELETE', url(event))
const [rule] = defaultRules('visit.reminder.t2h')

const written = async () =>
  (await api.store.read(StreamName.tenant(tenant))).filter(({ type }) => type.startsWith('NotificationRules'))

test('rules are put whole and shown as people would read them; the same again writes nothing', async (t) => {
  const first = await put('visit.reminder.t2h', [{ ...rule, fallbackOrder: ['sms', 'email'] }])
  t.match(first, {
    status: 200,
    body: {
      event: 'visit.reminder.t2h',
      isDefault: false,
      rules: [{ id: 'customer', fallbackOrder: ['sms', 'email'] }],
      preview: [
        { ruleId: 'customer', channel: 'sms', language: 'es', version: 1, text: String },
        { ruleId: 'customer', channel: 'email' },
      ],
    },
    headers: { 'visita-position': String },
  })
  t.ok(first.body.preview.every(({ text }: { text: string }) => text.length > 20))
  const again = await put('visit.reminder.t2h', [{ ...rule, fallbackOrder: ['sms', 'email'] }])
  t.match(again, { status: 200, headers: { 'visita-unchanged': 'true' } })
  t.equal((await written()).length, 1)
})

test('they go back to what everybody has, once', async (t) => {
  t.match(await remove('visit.reminder.t2h'), { status: 204, headers: { 'visita-position': String } })
  t.match(await remove('visit.reminder.t2h'), { status: 204, headers: { 'visita-unchanged': 'true' } })
  t.match(await remove('visit.created'), { status: 204, headers: { 'visita-unchanged': 'true' } })
  t.strictSame(
    (await written()).map(({ type }) => type),
    ['NotificationRulesSet', 'NotificationRulesReset'],
  )
})

test('no rules at all is a rule too: nobody is told', async (t) => {
  t.match(await put('visit.created', []), { status: 200, body: { rules: [], preview: [] } })
})

test('a rule that says nothing on one of its channels is refused with the place named', async (t) => {
  const reply = await put('visit.confirmed', [
    { ...rule, id: 'one', template: 'visit.confirmed' },
    { ...rule, id: 'two', template: 'visit.of-our-own', fallbackOrder: ['whatsapp', 'sms'] },
  ])
  t.match(reply, {
    status: 400,
    body: {
      type: '/problems/invalid-request',
      errors: [
        { in: 'body', path: '/rules/1/template', message: 'visit.of-our-own has no text for whatsapp in es' },
        { in: 'body', path: '/rules/1/template', message: 'visit.of-our-own has no text for sms in es' },
      ],
    },
  })
})

test('a text of one’s own is one that a rule can say', async (t) => {
  const rules = [{ ...rule, template: 'visit.of-our-own', fallbackOrder: ['sms'] }]
  t.equal((await put('visit.confirmed', rules)).status, 400)
  const text = { text: 'Hola {{ customer.first_name }}, te esperamos', ttlSeconds: 600 }
  const saved = await api.send('admin', 'PUT', '/v1/admin/notification-templates/visit.of-our-own/sms/es', text)
  t.equal(saved.status, 200)
  t.match(await put('visit.confirmed', rules), {
    status: 200,
    body: { preview: [{ channel: 'sms', language: 'es', text: 'Hola Marta, te esperamos' }] },
  })
  const speak = (locale: string) => api.send('admin', 'PUT', '/v1/admin/tenant/policies', { locale })
  t.equal((await speak('ca-ES')).status, 200)
  t.match(await put('visit.no_show', rules), {
    status: 400,
    body: { errors: [{ path: '/rules/0/template', message: 'visit.of-our-own has no text for sms in ca' }] },
  })
  t.equal((await speak('es-CL')).status, 200)
})

test('what means nothing is refused with the place named', async (t) => {
  for (const event of ['visit.deleted', 'visit.reminder.soon', 'reply.confirmed']) {
    for (const reply of [await put(event, []), await remove(event)]) {
      t.match(
        reply,
        { status: 400, body: { type: '/problems/invalid-request', errors: [{ in: 'path', path: '/event' }] } },
        event,
      )
    }
  }
  t.match(await put('visit.confirmed', [{ ...rule, colour: 'red' }]), {
    status: 400,
    body: { type: '/problems/invalid-request', errors: [{ path: '/rules/0/colour' }] },
  })
  t.match(await put('visit.confirmed', [{ ...rule, notAfter: 'soon' }]), {
    status: 400,
    body: { errors: [{ path: '/rules/0/notAfter' }] },
  })
  t.match(await put('visit.confirmed', [rule, rule]), {
    status: 400,
    body: { type: '/problems/invalid-configuration', errors: [{ path: '/rules/1/id', message: 'repeats customer' }] },
  })
})

test('only an admin changes them', async (t) => {
  for (const role of ['operator', 'channel', 'auditor'] as const) {
    t.equal((await api.send(role, 'PUT', url('visit.created'), { rules: [] })).status, 403, role)
    t.equal((await api.send(role, 'DELETE', url('visit.created'))).status, 403, role)
  }
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
