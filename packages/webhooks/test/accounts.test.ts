import { createLogger } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { other, secrets, signedCall, startWebhookTest, url } from './stage.ts'

const bodyOf = (field: string, value: object) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', time: 1_739_321_024, changes: [{ field, value }] }],
  })
const paused = bodyOf('message_template_status_update', {
  ...{ event: 'PAUSED', message_template_id: 1, message_template_name: 'visit_reminder' },
  ...{ message_template_language: 'es', reason: 'NONE' },
})

test('what is told of an account is counted and said, once, with whose it is', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const lines: Record<string, unknown>[] = []
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>)
  const told = /visita_webhook_updates_total\{[^}]*kind="account",outcome="([^"]+)"[^}]*\} (\d+)/g
  const counts = async () =>
    Object.fromEntries(
      [...(await w.metrics.text()).matchAll(told)].flatMap(([, word, n]) => (n === '0' ? [] : [[word, n]])),
    )
  w.run({ logger: createLogger({ service: 'webhooks', level: 'info', destination: { write } }) })
  t.match(await w.metrics.text(), /kind="account",outcome="account-restricted"[^}]*\} 0\n/, 'from nothing on')

  const tell = async (body: string, secret: string, tenant: typeof other | null) => {
    t.equal(await w.door.receive('whatsapp', { ...signedCall(body, secret), url, tenant }), 'kept')
    await until('it is done', async () => (await w.kept()) === 0)
  }
  await tell(paused, secrets.other, other)
  await tell(paused, secrets.other, other)
  await tell(bodyOf('account_update', { event: 'ACCOUNT_VIOLATION' }), secrets.platform, null)
  await tell(
    bodyOf('business_capability_update', { max_daily_conversations_per_business: 250 }),
    secrets.platform,
    null,
  )
  t.same(await counts(), { 'template-paused': '1', 'account-restricted': '1', 'limit-changed': '1' })
  t.same(await w.outcomes(), { 'template-paused': 1, 'account-restricted': 1, 'limit-changed': 1 })
  const provider = 'whatsapp-cloud'
  t.match(lines, [
    {
      ...{ level: 'warn', provider, tenant: other, change: 'template-paused', account: '102290129340398' },
      ...{ template: 'visit_reminder', language: 'es' },
    },
    { level: 'warn', provider, tenant: null, change: 'account-restricted', account: '102290129340398', template: null },
    { level: 'info', provider, tenant: null, change: 'limit-changed', to: '250' },
  ])
  t.equal(lines.length, 3)
})

test('nobody tells of an account but the provider', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  for (const [secret, tenant] of [
    ['somebody-else', null],
    [secrets.other, null],
  ] as const) {
    t.equal(await w.door.receive('whatsapp', { ...signedCall(paused, secret), url, tenant }), 'forged')
  }
})
