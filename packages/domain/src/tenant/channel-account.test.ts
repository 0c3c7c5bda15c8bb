import { test } from 'tap'
import { TenantId } from '../ids.ts'
import type { Secret } from '../schema.ts'
import { at, instant, policies, scenario } from '../testing.ts'
import { accountKeyOf, type ChannelAccount, type TenantEvent, tenant } from './index.ts'

const demo = TenantId.parse('demo')
const now = at('08:00')
const created: TenantEvent = {
  type: 'TenantCreated',
  data: { tenant: demo, name: 'Demo', policies, at: instant('08:00') },
}
const whatsApp: ChannelAccount = {
  channel: 'whatsapp',
  provider: 'whatsapp-cloud',
  settings: { phoneNumberId: '11111' },
}
const resend: ChannelAccount = {
  channel: 'email',
  provider: 'resend',
  settings: { from: 'citas@demo.example' },
}
const secretOf = (text: string) => `secret:v1:${accountKeyOf(demo, 'whatsapp')}:${text}` as Secret
const set = (account: ChannelAccount, text: string) =>
  ({ type: 'SetChannelAccount', account, secrets: secretOf(text), now }) as const
const wasSet = (account: ChannelAccount, text: string): TenantEvent => ({
  type: 'ChannelAccountSet',
  data: { account, secrets: secretOf(text), at: instant('08:00') },
})
const remove = { type: 'RemoveChannelAccount', channel: 'whatsapp', now } as const
const removed: TenantEvent = { type: 'ChannelAccountRemoved', data: { channel: 'whatsapp', at: instant('08:00') } }

test('an account is set whole; the same again changes nothing, another secret or setting does', async (t) => {
  const { given } = scenario(t, tenant)
  const moved: ChannelAccount = { ...whatsApp, settings: { phoneNumberId: '22222' } }
  given(created)
    .when(set(whatsApp, 'first'))
    .yields(wasSet(whatsApp, 'first'))
    .when(set(whatsApp, 'first'))
    .changesNothing()
    .when(set(whatsApp, 'second'))
    .yields(wasSet(whatsApp, 'second'))
    .when(set(moved, 'second'))
    .yields(wasSet(moved, 'second'))
})

test('a tenant has one account for each channel, and none once it is removed', async (t) => {
  const { given } = scenario(t, tenant)
  const { state } = given(created, wasSet(whatsApp, 'first'), wasSet(resend, 'mail'), wasSet(whatsApp, 'second'))
  const [first, mail] = [secretOf('second'), secretOf('mail')]
  t.strictSame(
    state.channelAccounts,
    new Map([
      ['whatsapp', { account: whatsApp, secrets: first, setAt: now }],
      ['email', { account: resend, secrets: mail, setAt: now }],
    ]),
  )
  given(created, wasSet(whatsApp, 'first'))
    .when(remove)
    .yields(removed)
    .when(remove)
    .changesNothing()
    .when(set(whatsApp, 'first'))
    .yields(wasSet(whatsApp, 'first'))
})

test('nobody sets an account for a tenant that is not there', async (t) => {
  const { given } = scenario(t, tenant)
  for (const command of [set(whatsApp, 'first'), remove]) given().when(command).isRefused({ type: 'tenant-not-found' })
})

test('the key of an account is of its tenant and channel alone', async (t) => {
  const other = TenantId.parse('other')
  const keys = [accountKeyOf(demo, 'whatsapp'), accountKeyOf(demo, 'email'), accountKeyOf(other, 'whatsapp')]
  t.equal(new Set(keys).size, 3)
  t.equal(accountKeyOf(demo, 'whatsapp'), keys[0])
})
