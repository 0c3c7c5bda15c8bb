import { accountKeyOf, type ChannelAccount, StreamName } from '@visita/domain'
import { sealSecret } from '@visita/event-store'
import { connectPostgres, withEveryTenant } from '@visita/read-store'
import pino from 'pino'
import { test } from 'tap'
import { channelAccounts, channelAccountsOf, tenantsOfNumber } from '../index.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const whatsApp = (phoneNumberId: string) =>
  ({ channel: 'whatsapp', provider: 'whatsapp-cloud', settings: { phoneNumberId } }) as const
const resend = { channel: 'email', provider: 'resend', settings: { from: 'Demo <citas@demo.example>' } } as const

async function set(on: Stage, tenant: typeof demo, account: ChannelAccount, at: string) {
  const person = accountKeyOf(tenant, account.channel)
  const secrets = sealSecret(await on.vault.createKey(tenant, person), tenant, person, '{"accessToken":"EAA-hidden"}')
  on.record(StreamName.tenant(tenant), { type: 'ChannelAccountSet', data: { account, secrets, at } })
}

test('an account is there as it was set last, without what lets somebody in, and gone when it is removed', async (t) => {
  const on = await stage(t, [channelAccounts])
  await set(on, demo, whatsApp('11111'), '2026-03-01T09:00:00Z')
  await set(on, demo, resend, '2026-03-01T09:00:01Z')
  await set(on, demo, whatsApp('22222'), '2026-03-01T09:00:02Z')
  await on.settled()
  const found = await on.ask(demo, (db) => channelAccountsOf(db, demo))
  t.match(found, [
    { ...resend, phone_number_id: null, set_at: '2026-03-01T09:00:01Z' },
    { ...whatsApp('22222'), phone_number_id: '22222', set_at: '2026-03-01T09:00:02Z' },
  ])
  t.notMatch(JSON.stringify(found), 'hidden')
  t.same(await on.ask(other, (db) => channelAccountsOf(db, demo)), [], 'and nobody else sees it')

  on.record(StreamName.tenant(demo), {
    type: 'ChannelAccountRemoved',
    data: { channel: 'whatsapp', at: '2026-03-01T09:00:03Z' },
  })
  await on.settled()
  t.match(await on.ask(demo, (db) => channelAccountsOf(db, demo)), [{ channel: 'email' }])
  const before = await on.ask(demo, (db) => channelAccountsOf(db, demo))
  await on.rebuild()
  t.same(await on.ask(demo, (db) => channelAccountsOf(db, demo)), before)
})

test('a number names its tenant, across all of them; where several claim one, whoever was first', async (t) => {
  const on = await stage(t, [channelAccounts])
  const writer = connectPostgres({
    ...{ url: on.url, role: 'visita_writer', logger: pino({ level: 'silent' }), applicationName: 'test' },
  })
  t.teardown(() => writer.end())
  const whose = async (number: string) => {
    await on.settled()
    return withEveryTenant(writer, (db) => tenantsOfNumber(db, number))
  }
  await set(on, other, whatsApp('11111'), '2026-03-01T09:00:00Z')
  await set(on, demo, whatsApp('11111'), '2026-03-01T10:00:00Z')
  t.same(await whose('11111'), [other, demo])
  await set(on, other, whatsApp('22222'), '2026-03-01T11:00:00Z')
  t.same(await whose('11111'), [demo])
  t.same(await whose('33333'), [])
  t.same(await on.ask(demo, (db) => tenantsOfNumber(db, '22222')), [], 'one tenant alone sees its own')
})
