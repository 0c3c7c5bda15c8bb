import { type TSchema, Type } from '@sinclair/typebox'

// Every variable that this service knows, described once. A main takes those it needs:
//   loadConfig(Type.Object({ VISITA_HOST: setting.VISITA_HOST, … }), process.env)
// Those without a default are required; a main that can do without one says Type.Optional(setting.X).
// `.env.example` documents the same list, and a test compares the two.

const port = (fallback: number) =>
  Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: fallback,
    expected: 'a port from 0 to 65535 (0 picks a free one)',
  })
const url = (schemes: string, example: string) =>
  Type.String({ pattern: `^(${schemes})://\\S+$`, expected: `a URL such as ${example}` })
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, fallback: Values[number]) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values], default: fallback }))
const address = '[^\\s@<>",;]{1,64}@[^\\s@<>",;]{1,189}'
const sender = Type.String({
  pattern: `^${address}$|^[^\\r\\n<>",;]{0,100}<${address}>$`,
  expected: 'a sender such as Clínica Demo <citas@demo.example>',
})
const credential = Type.String({ pattern: '^[\\x21-\\x7e]{1,2000}$', expected: 'a credential without blanks' })
const secret = <S extends TSchema>(schema: S): S => ({ ...schema, secret: true })

/**
 * The platform's own accounts with those who carry messages, for tenants that have none of their own: each whole, or not at
 * all (`platformAccounts` of the accounts room looks). A base URL stands for the provider's address, for every account.
 */
export const accountSettings = {
  VISITA_WHATSAPP_BASE_URL: Type.Optional(url('https?', 'https://graph.facebook.com')),
  VISITA_WHATSAPP_PHONE_NUMBER_ID: Type.Optional(
    Type.String({ pattern: '^\\d{5,32}$', expected: "Meta's id of the number, digits alone" }),
  ),
  VISITA_WHATSAPP_ACCESS_TOKEN: Type.Optional(secret(credential)),
  VISITA_WHATSAPP_APP_SECRET: Type.Optional(secret(credential)),
  VISITA_WHATSAPP_VERIFY_TOKEN: Type.Optional(secret(credential)),
  VISITA_WHATSAPP_VERSION: Type.String({
    pattern: '^v\\d{1,3}\\.\\d$',
    default: 'v23.0',
    expected: 'a version of the Graph API such as v23.0',
  }),
  VISITA_RESEND_BASE_URL: Type.Optional(url('https?', 'https://api.resend.com')),
  VISITA_RESEND_API_KEY: Type.Optional(secret(credential)),
  VISITA_RESEND_FROM: Type.Optional(sender),
  VISITA_RESEND_WEBHOOK_SECRET: Type.Optional(secret(credential)),
  VISITA_SMTP_URL: Type.Optional(secret(url('smtps?', 'smtp://user:password@mail.example:587'))),
  VISITA_SMTP_FROM: Type.Optional(sender),
  VISITA_TWILIO_BASE_URL: Type.Optional(url('https?', 'https://api.twilio.com')),
  VISITA_TWILIO_ACCOUNT_SID: Type.Optional(
    Type.String({ pattern: '^AC[0-9a-fA-F]{32}$', expected: 'an account SID: AC and 32 hexadecimal digits' }),
  ),
  VISITA_TWILIO_AUTH_TOKEN: Type.Optional(secret(credential)),
  VISITA_TWILIO_FROM: Type.Optional(
    Type.String({
      pattern: '^\\+[1-9]\\d{6,14}$|^[A-Za-z0-9 ]{1,11}$|^MG[0-9a-fA-F]{32}$',
      expected: 'a number such as +34600000000, a registered name, or a messaging service (MG…)',
    }),
  ),
} as const

export const setting = {
  VISITA_DATA_DIR: Type.String({ default: '.data' }),
  /** A service needs it; for `npm start`, unset means the local node. */
  VISITA_EVENTSTORE_URL: secret(
    url('esdb|esdb\\+discover|kurrentdb|kurrentdb\\+discover', 'esdb://127.0.0.1:2113?tls=false'),
  ),
  /** A service needs it; for `npm start`, unset means embedded PostgreSQL. */
  VISITA_POSTGRES_URL: secret(url('postgres|postgresql', 'postgres://visita:password@127.0.0.1:5432/visita')),
  VISITA_COMMAND_PORT: port(4000),
  VISITA_READ_PORT: port(4001),
  VISITA_NODE_PORT: port(2113),
  VISITA_POSTGRES_PORT: port(54_329),
  VISITA_HOST: Type.String({ default: '127.0.0.1' }),
  /** 32 bytes, base64. */
  VISITA_MASTER_KEY: secret(
    Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', expected: '32 bytes in base64 (44 characters)' }),
  ),
  VISITA_PUBLIC_URL: Type.String({
    pattern: '^https?://\\S+$',
    default: 'http://127.0.0.1:4000',
    expected: 'an http(s) URL',
  }),
  VISITA_LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
  VISITA_CLOCK: oneOf(['system', 'manual'], 'system'),
  /** The first platform key, as `<keyId>:<sha256 of its secret, hex>`: the command API records it if it is not there. */
  VISITA_PLATFORM_KEY_HASH: Type.Optional(
    Type.String({ pattern: '^[a-z0-9]{8,32}:[0-9a-f]{64}$', expected: '<key id>:<sha256 of the secret, hex>' }),
  ),
  /** Where projector, reactor and dispatcher, which have no API, answer /health and /metrics. */
  VISITA_HEALTH_PORT: port(0),
  /** A collector that takes traces by OTLP over HTTP. Unset: none are made. */
  VISITA_TRACES_URL: Type.Optional(url('https?', 'http://127.0.0.1:4318')),
  /** How many of all traces are recorded. */
  VISITA_TRACES_RATIO: Type.Number({ minimum: 0, maximum: 1, default: 1, expected: 'a number from 0 to 1' }),
  /** Requests that one key may make in a minute, counted by each instance for itself. */
  VISITA_RATE_LIMIT: Type.Integer({ minimum: 1, default: 600_000 }),
  ...accountSettings,
} as const
