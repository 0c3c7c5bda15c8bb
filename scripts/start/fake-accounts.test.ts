import { test } from 'tap'
import { fakeAccounts, needsFakes } from './fake-accounts.ts'

const url = 'http://127.0.0.1:4900'

test('whoever has no account with anybody gets one with the fakes', async (t) => {
  t.ok(needsFakes({}))
  const given = fakeAccounts({}, url)
  for (const provider of ['WHATSAPP', 'RESEND', 'TWILIO']) t.equal(given[`VISITA_${provider}_BASE_URL`], url)
  t.ok(given.VISITA_RESEND_API_KEY)
  t.ok(given.VISITA_TWILIO_ACCOUNT_SID)
  t.ok(given.VISITA_WHATSAPP_APP_SECRET)
})

test('an account that is there is left alone, with all that belongs to it', async (t) => {
  const own = { VISITA_RESEND_API_KEY: 're_1', VISITA_TWILIO_AUTH_TOKEN: 'x', VISITA_WHATSAPP_ACCESS_TOKEN: 'y' }
  t.notOk(needsFakes(own))
  t.same(fakeAccounts(own, null), {})
  t.same(
    Object.keys(fakeAccounts({ ...own, VISITA_RESEND_API_KEY: undefined, VISITA_SMTP_URL: 'smtp://mail' }, url)),
    [],
    'a mail server of their own is an account for e-mail',
  )
})

test('fakes that run elsewhere are used where they are', async (t) => {
  const elsewhere = 'http://127.0.0.1:5900'
  const env = {
    VISITA_WHATSAPP_BASE_URL: elsewhere,
    VISITA_RESEND_BASE_URL: elsewhere,
    VISITA_TWILIO_BASE_URL: elsewhere,
  }
  t.notOk(needsFakes(env))
  const given = fakeAccounts(env, null)
  t.equal(given.VISITA_WHATSAPP_BASE_URL, elsewhere)
  t.ok(given.VISITA_WHATSAPP_ACCESS_TOKEN)
  t.ok(needsFakes({ ...env, VISITA_TWILIO_BASE_URL: undefined }), 'the third needs one')
})
