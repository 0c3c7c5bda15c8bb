import type { Static, TObject } from '@sinclair/typebox'
import type { AccountChannel } from '@visita/domain'
import { type accountSettings, ConfigError } from '@visita/runtime'
import type { OpenAccount, ProviderAddresses } from './account.ts'

/** The environment's words for accounts, as `loadConfig` has read them. */
export type AccountConfig = Static<TObject<typeof accountSettings>>
type Name = keyof AccountConfig

/** The platform's own accounts: for tenants that have none of their own. */
export interface PlatformAccounts {
  readonly accounts: ReadonlyMap<AccountChannel, OpenAccount>
  /** What carries a channel while its account does not. */
  readonly spares: ReadonlyMap<AccountChannel, OpenAccount>
  readonly addresses: ProviderAddresses
}

/** An account is there when all of these are, and is not when none is. */
const whole = {
  whatsapp: [
    'VISITA_WHATSAPP_PHONE_NUMBER_ID',
    'VISITA_WHATSAPP_ACCESS_TOKEN',
    'VISITA_WHATSAPP_APP_SECRET',
    'VISITA_WHATSAPP_VERIFY_TOKEN',
  ],
  resend: ['VISITA_RESEND_API_KEY', 'VISITA_RESEND_FROM', 'VISITA_RESEND_WEBHOOK_SECRET'],
  smtp: ['VISITA_SMTP_URL', 'VISITA_SMTP_FROM'],
  twilio: ['VISITA_TWILIO_ACCOUNT_SID', 'VISITA_TWILIO_AUTH_TOKEN', 'VISITA_TWILIO_FROM'],
} as const satisfies Record<string, readonly Name[]>

/**
 * E-mail goes by Resend where there are both, since it alone sends once however often it is asked; the mail server is its spare.
 * @throws ConfigError where an account is there by half, with every variable that it lacks
 */
export function platformAccounts(config: AccountConfig): PlatformAccounts {
  const problems = Object.values(whole).flatMap((names) => lacking(config, names))
  if (problems.length > 0) throw new ConfigError(problems)
  const [resend, smtp] = [resendOf(config), smtpOf(config)]
  const accounts = [whatsAppOf(config), resend ?? smtp, twilioOf(config)].flatMap((one) => one ?? [])
  return {
    accounts: new Map(accounts.map((account) => [account.channel, account])),
    spares: new Map(resend && smtp ? [['email', smtp]] : []),
    addresses: {
      whatsApp: config.VISITA_WHATSAPP_BASE_URL ?? null,
      resend: config.VISITA_RESEND_BASE_URL ?? null,
      twilio: config.VISITA_TWILIO_BASE_URL ?? null,
      whatsAppVersion: config.VISITA_WHATSAPP_VERSION,
    },
  }
}

function lacking(config: AccountConfig, names: readonly Name[]): string[] {
  const given = names.find((name) => config[name] !== undefined)
  if (given === undefined) return []
  return names
    .filter((name) => config[name] === undefined)
    .map((name) => `${name} is not set, and ${given} is: an account is whole or not at all`)
}

function whatsAppOf(config: AccountConfig): OpenAccount | null {
  const { VISITA_WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, VISITA_WHATSAPP_ACCESS_TOKEN: accessToken } = config
  const { VISITA_WHATSAPP_APP_SECRET: appSecret, VISITA_WHATSAPP_VERIFY_TOKEN: verifyToken } = config
  if (!phoneNumberId || !accessToken || !appSecret || !verifyToken) return null
  const secrets = { accessToken, appSecret, verifyToken }
  return { channel: 'whatsapp', provider: 'whatsapp-cloud', settings: { phoneNumberId }, secrets }
}

function resendOf(config: AccountConfig): OpenAccount | null {
  const { VISITA_RESEND_API_KEY: apiKey, VISITA_RESEND_FROM: from } = config
  const { VISITA_RESEND_WEBHOOK_SECRET: webhookSecret } = config
  if (!apiKey || !from || !webhookSecret) return null
  return { channel: 'email', provider: 'resend', settings: { from }, secrets: { apiKey, webhookSecret } }
}

function smtpOf({ VISITA_SMTP_URL: url, VISITA_SMTP_FROM: from }: AccountConfig): OpenAccount | null {
  if (!url || !from) return null
  if (!URL.canParse(url)) throw new ConfigError(['VISITA_SMTP_URL is wrong: expected smtp://user:password@host:587'])
  const { protocol, hostname, port, username, password } = new URL(url)
  const isTls = protocol === 'smtps:'
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)]
  return {
    channel: 'email',
    provider: 'smtp',
    settings: {
      from,
      host: hostname,
      port: Number(port) || (isTls ? 465 : 587),
      security: isTls ? 'tls' : 'starttls',
      user: user === '' ? null : user,
    },
    secrets: secret === '' ? {} : { password: secret },
  }
}

function twilioOf(config: AccountConfig): OpenAccount | null {
  const { VISITA_TWILIO_ACCOUNT_SID: accountSid, VISITA_TWILIO_FROM: from } = config
  const { VISITA_TWILIO_AUTH_TOKEN: authToken } = config
  if (!accountSid || !from || !authToken) return null
  return { channel: 'sms', provider: 'twilio', settings: { accountSid, from }, secrets: { authToken } }
}
