import { fakeSecrets } from '@visita/channels/fakes/secrets'

/** Where each provider is, and with which account: a group of variables that somebody else's account leaves alone. */
interface Accounts {
  readonly baseUrl: string
  /** Any of these means that there is an account already. */
  readonly given: readonly string[]
  readonly account: Readonly<Record<string, string>>
}

const accounts: readonly Accounts[] = [
  {
    baseUrl: 'VISITA_WHATSAPP_BASE_URL',
    given: ['VISITA_WHATSAPP_PHONE_NUMBER_ID', 'VISITA_WHATSAPP_ACCESS_TOKEN'],
    account: {
      VISITA_WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
      VISITA_WHATSAPP_ACCESS_TOKEN: 'fake-access-token',
      VISITA_WHATSAPP_APP_SECRET: fakeSecrets.whatsapp,
      VISITA_WHATSAPP_VERIFY_TOKEN: 'fake-verify-token',
    },
  },
  {
    baseUrl: 'VISITA_RESEND_BASE_URL',
    given: ['VISITA_RESEND_API_KEY', 'VISITA_SMTP_URL'],
    account: {
      VISITA_RESEND_API_KEY: 're_fake',
      VISITA_RESEND_FROM: 'Visita <citas@visita.example>',
      VISITA_RESEND_WEBHOOK_SECRET: fakeSecrets.resend,
    },
  },
  {
    baseUrl: 'VISITA_TWILIO_BASE_URL',
    given: ['VISITA_TWILIO_ACCOUNT_SID', 'VISITA_TWILIO_AUTH_TOKEN'],
    account: {
      VISITA_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      VISITA_TWILIO_AUTH_TOKEN: fakeSecrets.twilio,
      VISITA_TWILIO_FROM: '+34900000000',
    },
  },
]

type Environment = Readonly<Record<string, string | undefined>>

/** Which providers nobody has given an account with. */
const missing = (env: Environment) => accounts.filter(({ given }) => given.every((name) => env[name] === undefined))

/** Whether one of them has no address either, so that the fakes have to be started. */
export const needsFakes = (env: Environment): boolean => missing(env).some(({ baseUrl }) => env[baseUrl] === undefined)

/** Accounts with the fakes for all providers that nobody has given one with; at the given address unless one is set. */
export const fakeAccounts = (env: Environment, url: string | null): Record<string, string> =>
  Object.assign(
    {},
    ...missing(env).map(({ baseUrl, account }) => {
      const at = env[baseUrl] ?? url
      return at === null ? {} : { [baseUrl]: at, ...account }
    }),
  )
