import { Type } from '@sinclair/typebox'
import { accountSettings, ConfigError, loadConfig } from '@visita/runtime'
import { test } from 'tap'
import { platformAccounts } from '../src/index.ts'

const load = (env: Record<string, string>) => platformAccounts(loadConfig(Type.Object(accountSettings), env))

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    load(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

const whole = {
  VISITA_WHATSAPP_PHONE_NUMBER_ID: '90001',
  VISITA_WHATSAPP_ACCESS_TOKEN: 'EAA-hidden',
  VISITA_WHATSAPP_APP_SECRET: 'app-hidden',
  VISITA_WHATSAPP_VERIFY_TOKEN: 'verify-hidden',
  VISITA_RESEND_API_KEY: 're_hidden',
  VISITA_RESEND_FROM: 'Visita <citas@visita.example>',
  VISITA_RESEND_WEBHOOK_SECRET: 'whsec_hidden',
  VISITA_SMTP_URL: 'smtps://citas%40visita.example:p%23ss@mail.visita.example',
  VISITA_SMTP_FROM: 'citas@visita.example',
  VISITA_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  VISITA_TWILIO_AUTH_TOKEN: 'auth-hidden',
  VISITA_TWILIO_FROM: 'Visita',
}

test('without any of its variables there is no account, and base URLs make none', (t) => {
  const { accounts, addresses } = load({ VISITA_WHATSAPP_BASE_URL: 'http://127.0.0.1:4900' })
  t.equal(accounts.size, 0)
  t.match(addresses, { whatsApp: 'http://127.0.0.1:4900', resend: null, twilio: null, whatsAppVersion: 'v23.0' })
  t.end()
})

test('each account is whole; e-mail goes by Resend where there are both', (t) => {
  const { accounts, spares } = load(whole)
  t.same([...accounts.keys()].sort(), ['email', 'sms', 'whatsapp'])
  t.equal(accounts.get('email')?.provider, 'resend')
  t.same(
    [...spares].map(([channel, { provider }]) => [channel, provider]),
    [['email', 'smtp']],
    'and stands by',
  )
  const { VISITA_RESEND_API_KEY: _, VISITA_RESEND_FROM: __, VISITA_RESEND_WEBHOOK_SECRET: ___, ...bySmtp } = whole
  t.equal(load(bySmtp).spares.size, 0)
  t.same(load(bySmtp).accounts.get('email'), {
    ...{ channel: 'email', provider: 'smtp' },
    settings: {
      ...{ from: 'citas@visita.example', host: 'mail.visita.example', port: 465, security: 'tls' },
      user: 'citas@visita.example',
    },
    secrets: { password: 'p#ss' },
  })
  t.end()
})

test('half an account is refused, each lacking variable by its name, and no secret is repeated', (t) => {
  for (const missing of Object.keys(whole)) {
    const { [missing as keyof typeof whole]: _, ...rest } = whole
    const [problem, ...others] = problemsOf(rest)
    t.match(problem, new RegExp(`^${missing} is not set, and VISITA_[A-Z_]+ is: an account is whole or not at all$`))
    t.same(others, [])
  }
  const lonely = problemsOf({ VISITA_WHATSAPP_ACCESS_TOKEN: 'EAA-hidden', VISITA_TWILIO_FROM: 'Visita' })
  t.equal(lonely.length, 5)
  t.notMatch(lonely.join(), 'hidden')
  const wrong = problemsOf({ ...whole, VISITA_RESEND_API_KEY: 're hidden', VISITA_SMTP_URL: 'mail.example:25' })
  t.equal(wrong.length, 2)
  t.notMatch(wrong.join(), 'hidden')
  t.match(problemsOf({ ...whole, VISITA_SMTP_URL: 'smtp://user:p%ss@:587' }), [/^VISITA_SMTP_URL is wrong/])
  t.end()
})
