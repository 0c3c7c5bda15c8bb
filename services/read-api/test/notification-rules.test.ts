import { defaultRules, fixedRuleEvents, StreamName } from '@visita/domain'
import { test } from 'tap'
import { demo, monday, other, startReadApi } from './harness.ts'

const list = '/v1/admin/notification-rules'

test('the rules by which people are told of things', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const eventsOf = (body: { items: { event: string }[] }) => body.items.map(({ event }) => event)
  const reminders = ['visit.reminder.t24h']

  t.test('are what everybody has, until something is put', async (t) => {
    const { status, body } = await api.get('admin', list)
    t.equal(status, 200)
    t.strictSame(eventsOf(body), [...fixedRuleEvents, ...reminders])
    t.ok(body.items.every(({ isDefault, inForce }: Record<string, unknown>) => isDefault && inForce))
    t.match((await api.get('operator', `${list}/visit.reminder.t24h`)).body, {
      event: 'visit.reminder.t24h',
      reminder: 'PT24H',
      isDefault: true,
      rules: defaultRules('visit.reminder.t24h'),
    })
  })

  t.test('then what was put, and what everybody has again', async (t) => {
    const rules = defaultRules('visit.reminder.t90m').map((rule) => ({ ...rule, fallbackOrder: ['sms'] }))
    const stream = StreamName.tenant(demo)
    const put = (event: string) => ({ type: 'NotificationRulesSet', data: { event, rules, at: monday } })
    api.record(stream, put('visit.reminder.t90m'))
    api.record(stream, put('visit.created'))
    const { body } = await api.get('admin', list)
    t.strictSame(eventsOf(body), [...fixedRuleEvents, ...reminders, 'visit.reminder.t90m'])
    t.match(body.items[0], { event: 'visit.created', isDefault: false, inForce: true, reminder: null, rules })
    t.match((await api.get('admin', `${list}/visit.reminder.t90m`)).body, { isDefault: false, inForce: true, rules })
    t.match((await api.get('admin', `${list}/visit.reminder.t45m`)).body, { isDefault: true, inForce: false })
    api.record(stream, { type: 'NotificationRulesReset', data: { event: 'visit.reminder.t90m', at: monday } })
    t.match((await api.get('admin', `${list}/visit.reminder.t90m`)).body, { isDefault: true, inForce: false })
    t.strictSame(eventsOf((await api.get('admin', list)).body), [...fixedRuleEvents, ...reminders])
    t.match((await api.get('admin', `${list}/visit.created`, other)).body, { isDefault: true })
  })

  t.test('and of nothing else there are any', async (t) => {
    for (const event of ['visit.deleted', 'reply.confirmed', 'visit.reminder.soon']) {
      t.equal((await api.get('admin', `${list}/${event}`)).status, 404, event)
    }
  })
})
