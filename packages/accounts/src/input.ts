import type { TSchema } from '@sinclair/typebox'
import { type ValueError, ValueErrorType } from '@sinclair/typebox/errors'
import { Value } from '@sinclair/typebox/value'
import {
  type AccountChannel,
  type ChannelAccount,
  ResendAccountSchema,
  SmtpAccountSchema,
  TwilioAccountSchema,
  WhatsAppAccountSchema,
} from '@visita/domain'
import { secretSchemas } from './account.ts'
import type { AccountSecrets } from './secrets.ts'

/** An account as an administrator gives it: `settings` and `secrets` as its provider has them. */
export interface AccountInput {
  readonly provider: ChannelAccount['provider']
  readonly settings: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, unknown>>
}

/** What is wrong with it: a JSON pointer into it, and words that never repeat what stood there. */
export interface AccountFault {
  readonly path: string
  readonly message: string
}

const accountSchemas = {
  'whatsapp-cloud': WhatsAppAccountSchema,
  resend: ResendAccountSchema,
  smtp: SmtpAccountSchema,
  twilio: TwilioAccountSchema,
} as const
type Provider = keyof typeof accountSchemas

const providersOf: Readonly<Record<AccountChannel, readonly Provider[]>> = {
  whatsapp: ['whatsapp-cloud'],
  email: ['resend', 'smtp'],
  sms: ['twilio'],
}

/** What each field is to be, for those who missed it. */
const expected: Readonly<Record<string, string>> = {
  '/settings/phoneNumberId': "must be Meta's id of the number: digits alone",
  '/settings/wabaId': 'must be the id of the WhatsApp Business account: digits alone',
  '/settings/version': 'must be a version of the Graph API such as v23.0',
  '/settings/from':
    'must be a sender: an address such as Clínica Demo <citas@demo.example>, or by SMS a number, a name or MG…',
  '/settings/host': "must be a mail server's name",
  '/settings/port': 'must be a port from 1 to 65535',
  '/settings/security': 'must be tls or starttls',
  '/settings/user': 'must be a user without blanks, or null',
  '/settings/accountSid': 'must be an account SID: AC and 32 hexadecimal digits',
}

/**
 * The account and its secrets, or everything that is wrong with them. `platformTells`: the platform has a Meta app, whose
 * webhooks tell of the messages of accounts that have none of their own.
 */
export function readAccount(
  channel: AccountChannel,
  input: AccountInput,
  { platformTells }: { readonly platformTells: boolean },
): { readonly account: ChannelAccount; readonly secrets: AccountSecrets } | { readonly faults: AccountFault[] } {
  const { provider, settings, secrets } = input
  const providers = providersOf[channel]
  if (!providers.includes(provider)) {
    return { faults: [{ path: '/provider', message: `must be one of ${providers.join(', ')}` }] }
  }
  const faults = [
    ...faultsOf(accountSchemas[provider].properties.settings, settings, '/settings'),
    ...faultsOf(secretSchemas[provider], secrets, '/secrets'),
    ...halves(input, platformTells),
  ]
  if (faults.length > 0) return { faults }
  return { account: { channel, provider, settings } as ChannelAccount, secrets: secrets as AccountSecrets }
}

/** What is there without what belongs to it. */
function halves({ provider, settings, secrets }: AccountInput, platformTells: boolean): AccountFault[] {
  if (provider === 'smtp') {
    return pair(
      [typeof settings.user === 'string', { path: '/settings/user', message: 'is required where there is a password' }],
      [secrets.password !== undefined, { path: '/secrets/password', message: 'is required where there is a user' }],
    )
  }
  if (provider === 'resend') {
    const spare = settings.spare as { readonly user?: unknown } | undefined
    return pair(
      [
        typeof spare?.user === 'string',
        { path: '/settings/spare/user', message: 'is required where there is a sparePassword' },
      ],
      [
        secrets.sparePassword !== undefined,
        { path: '/secrets/sparePassword', message: 'is required where the spare has a user' },
      ],
    )
  }
  if (provider !== 'whatsapp-cloud') return []
  const [app, token] = [secrets.appSecret !== undefined, secrets.verifyToken !== undefined]
  if (!app && !token && !platformTells) {
    const message = 'is required: the platform has no app whose webhooks would tell what became of a message'
    return [{ path: '/secrets/appSecret', message }]
  }
  return pair(
    [app, { path: '/secrets/appSecret', message: 'is required beside verifyToken' }],
    [token, { path: '/secrets/verifyToken', message: 'is required beside appSecret' }],
  )
}

/** Two that are nothing without each other, and what to say where one is missing. */
function pair(...both: readonly (readonly [isThere: boolean, ifNot: AccountFault])[]): AccountFault[] {
  const missing = both.filter(([isThere]) => !isThere)
  return missing.length === 1 ? missing.map(([, fault]) => fault) : []
}

function faultsOf(schema: TSchema, value: unknown, at: string): AccountFault[] {
  const faults = new Map<string, string>()
  for (const error of Value.Errors(schema, value)) {
    const path = `${at}${error.path}`
    if (!faults.has(path)) faults.set(path, messageOf(error, path))
  }
  return [...faults].map(([path, message]) => ({ path, message }))
}

function messageOf({ type }: ValueError, path: string): string {
  if (type === ValueErrorType.ObjectRequiredProperty) return 'is required'
  if (type === ValueErrorType.ObjectAdditionalProperties) return 'is not a known field'
  if (path.startsWith('/secrets/')) return 'must be a credential without blanks'
  return expected[path.replace('/spare/', '/')] ?? 'is wrong'
}
