import { type Static, Type } from '@sinclair/typebox'
import { type Channel, resend, smtp, twilio, whatsApp } from '@visita/channels'
import type { ResendAccountSchema, SmtpAccountSchema, TwilioAccountSchema, WhatsAppAccountSchema } from '@visita/domain'
import { strict } from '@visita/domain'

const password = Type.String({ minLength: 1, maxLength: 2000 })
const credential = Type.String({ pattern: '^[\\x21-\\x7e]{1,2000}$' })

/** What lets somebody into an account, by provider. Sealed in the log as JSON, in memory while it is in use, and nowhere else. */
export const secretSchemas = {
  'whatsapp-cloud': Type.Object(
    {
      accessToken: credential,
      /** Of the tenant's own Meta app. Without it (and its token) the platform's app tells what becomes of messages. */
      appSecret: Type.Optional(credential),
      verifyToken: Type.Optional(credential),
    },
    strict,
  ),
  resend: Type.Object(
    { apiKey: credential, webhookSecret: credential, sparePassword: Type.Optional(password) },
    strict,
  ),
  smtp: Type.Object({ password: Type.Optional(password) }, strict),
  twilio: Type.Object({ authToken: credential }, strict),
} as const

type Secrets<Provider extends keyof typeof secretSchemas> = {
  readonly secrets: Static<(typeof secretSchemas)[Provider]>
}

/** An account with all that it takes to use it. Never logged, never answered. */
export type OpenAccount =
  | (Static<typeof WhatsAppAccountSchema> & Secrets<'whatsapp-cloud'>)
  | (Static<typeof ResendAccountSchema> & Secrets<'resend'>)
  | (Static<typeof SmtpAccountSchema> & Secrets<'smtp'>)
  | (Static<typeof TwilioAccountSchema> & Secrets<'twilio'>)

/** Where the providers are, where that is not at their own address. The platform's word alone: no tenant sends us anywhere. */
export interface ProviderAddresses {
  readonly whatsApp: string | null
  readonly resend: string | null
  readonly twilio: string | null
  /** Of the Graph API, for accounts that name none. */
  readonly whatsAppVersion: string
}

/** The channel that speaks by this account. It keeps nothing open between two messages, so there is nothing to close. */
export function channelOf(account: OpenAccount, at: ProviderAddresses): Channel {
  switch (account.provider) {
    case 'whatsapp-cloud': {
      const { phoneNumberId, version = at.whatsAppVersion } = account.settings
      const { accessToken } = account.secrets
      return whatsApp({ phoneNumberId, accessToken, version, ...baseUrl(at.whatsApp) })
    }
    case 'resend':
      return resend({ apiKey: account.secrets.apiKey, from: account.settings.from, ...baseUrl(at.resend) })
    case 'smtp':
      return smtp({ url: smtpUrl(account), from: account.settings.from })
    case 'twilio':
      return twilio({ ...account.settings, authToken: account.secrets.authToken, ...baseUrl(at.twilio) })
  }
}

/** The mail server that stands by for this account, as an account of its own; null where there is none. */
export function spareOf(account: OpenAccount): OpenAccount | null {
  if (account.provider !== 'resend' || account.settings.spare === undefined) return null
  const { from, spare } = account.settings
  const { sparePassword } = account.secrets
  return {
    channel: 'email',
    provider: 'smtp',
    settings: { from, ...spare },
    secrets: sparePassword === undefined ? {} : { password: sparePassword },
  }
}

const baseUrl = (address: string | null) => (address === null ? {} : { baseUrl: address })

function smtpUrl({ settings, secrets }: Extract<OpenAccount, { provider: 'smtp' }>): string {
  const { host, port, security, user } = settings
  const login = user === null ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(secrets.password ?? '')}@`
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${login}${host}:${port}`
}
