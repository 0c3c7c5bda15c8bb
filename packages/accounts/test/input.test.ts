import { test } from 'tap'
import { type AccountInput, readAccount } from '../src/index.ts'

const whatsApp: AccountInput = {
  provider: 'whatsapp-cloud',
  settings: { phoneNumberId: '11111' },
  secrets: { accessToken: 'EAA-hidden', appSecret: 'app-hidden', verifyToken: 'verify-hidden' },
}
const smtp: AccountInput = {
  provider: 'smtp',
  settings: { from: 'citas@demo.example', host: 'mail.demo.example', port: 587, security: 'starttls', user: 'citas' },
  secrets: { password: 'hidden' },
}
const spared: AccountInput = {
  provider: 'resend',
  settings: {
    from: 'citas@demo.example',
    spare: { host: 'mail.demo.example', port: 587, security: 'starttls', user: 'citas' },
  },
  secrets: { apiKey: 're_hidden', webhookSecret: 'whsec_hidden', sparePassword: 'hidden' },
}
const without = ({ secrets, ...input }: AccountInput, ...names: string[]): AccountInput => ({
  ...input,
  secrets: Object.fromEntries(Object.entries(secrets).filter(([name]) => !names.includes(name))),
})
const faultsOf = (channel: 'whatsapp' | 'email' | 'sms', input: AccountInput, platformTells = true) => {
  const read = readAccount(channel, input, { platformTells })
  return 'faults' in read ? read.faults : []
}
const places = (...asked: Parameters<typeof faultsOf>) => faultsOf(...asked).map(({ path }) => path)

test('a whole account is read as it was given', (t) => {
  t.match(readAccount('whatsapp', whatsApp, { platformTells: false }), {
    account: { channel: 'whatsapp', provider: 'whatsapp-cloud', settings: { phoneNumberId: '11111' } },
    secrets: whatsApp.secrets,
  })
  t.same(faultsOf('email', smtp), [])
  t.same(faultsOf('email', { ...smtp, settings: { ...smtp.settings, user: null }, secrets: {} }), [])
  t.same(faultsOf('email', spared), [])
  t.same(faultsOf('whatsapp', without(whatsApp, 'appSecret', 'verifyToken')), [], 'the platform’s app tells')
  t.end()
})

test('half an account is refused with the place named', (t) => {
  t.same(places('whatsapp', without(whatsApp, 'verifyToken')), ['/secrets/verifyToken'])
  t.same(places('whatsapp', without(whatsApp, 'appSecret')), ['/secrets/appSecret'])
  t.same(places('whatsapp', without(whatsApp, 'accessToken')), ['/secrets/accessToken'])
  t.same(places('whatsapp', without(whatsApp, 'appSecret', 'verifyToken'), false), ['/secrets/appSecret'])
  t.same(places('email', without(smtp, 'password')), ['/secrets/password'])
  t.same(places('email', { ...smtp, settings: { ...smtp.settings, user: null } }), ['/settings/user'])
  const { from, spare } = spared.settings as { from: string; spare: object }
  const bySpare = (changes: object) => ({ ...spared, settings: { from, spare: { ...spare, ...changes } } })
  t.same(places('email', without(spared, 'sparePassword')), ['/secrets/sparePassword'])
  t.same(places('email', bySpare({ user: null })), ['/settings/spare/user'])
  t.same(places('email', { ...spared, settings: { from } }), ['/settings/spare/user'])
  t.same(faultsOf('email', bySpare({ host: 'a b' })), [
    { path: '/settings/spare/host', message: "must be a mail server's name" },
  ])
  t.same(faultsOf('email', { provider: 'resend', settings: {}, secrets: { apiKey: 're_hidden' } }), [
    { path: '/settings/from', message: 'is required' },
    { path: '/secrets/webhookSecret', message: 'is required' },
  ])
  t.end()
})

test('what does not belong there is refused too, and a secret is never repeated', (t) => {
  t.match(faultsOf('sms', whatsApp), [{ path: '/provider', message: 'must be one of twilio' }])
  t.same(places('email', { ...smtp, settings: { ...smtp.settings, url: 'http://10.0.0.1' } }), ['/settings/url'])
  const wrong = faultsOf('whatsapp', { ...whatsApp, secrets: { ...whatsApp.secrets, accessToken: 'EAA hidden' } })
  t.same(wrong, [{ path: '/secrets/accessToken', message: 'must be a credential without blanks' }])
  for (const from of ['a@b\r\nBcc: c@d', 'nobody', '"x" <a@b>, c@d', 'x<a@b']) {
    t.same(places('email', { ...smtp, settings: { ...smtp.settings, from } }), ['/settings/from'], from)
  }
  for (const host of ['mail.example/x', 'user@mail.example', 'a b', 'mail.example:25', '']) {
    t.same(places('email', { ...smtp, settings: { ...smtp.settings, host } }), ['/settings/host'], host)
  }
  t.end()
})
