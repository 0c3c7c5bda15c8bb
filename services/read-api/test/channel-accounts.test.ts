import { accountKeyOf, StreamName } from '@visita/domain'
import { sealSecret } from '@visita/event-store'
import { test } from 'tap'
import { demo, other, startReadApi } from './harness.ts'

test('channels tell by whose account messages go out, and no secret of it, to anybody', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const none = { provider: null, settings: null, setAt: null }
  const channels = async (tenant = demo) => (await api.get('admin', '/v1/admin/channels', tenant)).body.items
  // The platform of this test has an account for e-mail.
  const untouched = [
    { channel: 'whatsapp', source: 'none', ...none },
    { channel: 'email', source: 'platform', ...none, provider: 'resend' },
    { channel: 'sms', source: 'none', ...none },
  ]
  t.same(await channels(), untouched)

  const key = await api.vault.createKey(demo, accountKeyOf(demo, 'whatsapp'))
  const account = { channel: 'whatsapp', provider: 'whatsapp-cloud', settings: { phoneNumberId: '11111' } }
  const secrets = sealSecret(key, demo, accountKeyOf(demo, 'whatsapp'), '{"accessToken":"EAA-hidden"}')
  api.record(StreamName.tenant(demo), {
    type: 'ChannelAccountSet',
    data: { account, secrets, at: '2026-03-01T09:00:00Z' },
  })
  const own = { ...account, source: 'own', setAt: '2026-03-01T09:00:00Z' }
  t.same(await channels(), [own, ...untouched.slice(1)])
  t.same(await channels(other), untouched)

  for (const [role, path] of [
    ['operator', '/v1/admin/channels'],
    ['auditor', '/v1/audit/events?type=ChannelAccountSet'],
  ] as const) {
    const reply = await api.get(role, path)
    t.equal(reply.body.items.length > 0, true, path)
    t.notMatch(JSON.stringify(reply.body), 'hidden', path)
  }

  api.record(StreamName.tenant(demo), {
    type: 'ChannelAccountRemoved',
    data: { channel: 'whatsapp', at: '2026-03-01T10:00:00Z' },
  })
  t.same(await channels(), untouched)
})
