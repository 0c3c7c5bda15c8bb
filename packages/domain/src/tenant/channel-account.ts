import { type Static, Type } from '@sinclair/typebox'
import { PersonId, type TenantId } from '../ids.ts'
import type { NotificationChannel } from '../notification/words.ts'
import { nullable, type Secret, strict, stringEnum } from '../schema.ts'

// A tenant's own accounts with those who carry its messages: one a channel. What everybody may see of one stands here in the
// open; what lets somebody in is sealed beside it, under a key that belongs to the account and to nobody.

const address = '[^\\s@<>",;]{1,64}@[^\\s@<>",;]{1,189}'
/** `Clínica Demo <citas@demo.example>`, or the address alone. On one line: it becomes a header. */
const from = Type.String({ pattern: `^${address}$|^[^\\r\\n<>",;]{0,100}<${address}>$` })
/** A host's name or its address. */
const host = Type.String({ pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$|^\\[[0-9A-Fa-f:.]{2,45}\\]$' })

/** A mail server, and whom it knows us as. */
const server = {
  host,
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** `tls` from the first byte (465), or `starttls` where the server offers it (587). */
  security: stringEnum('tls', 'starttls'),
  /** Null: the server takes mail from whoever may reach it. */
  user: nullable(Type.String({ minLength: 1, maxLength: 320, pattern: '^[^\\s]+$' })),
}

export const WhatsAppAccountSchema = Type.Object(
  {
    channel: Type.Literal('whatsapp'),
    provider: Type.Literal('whatsapp-cloud'),
    settings: Type.Object(
      {
        /** Meta's id of the number, which is not the number. */
        phoneNumberId: Type.String({ pattern: '^\\d{5,32}$' }),
        wabaId: Type.Optional(Type.String({ pattern: '^\\d{5,32}$' })),
        /** Of the Graph API: `v23.0`. Left out: the platform's. */
        version: Type.Optional(Type.String({ pattern: '^v\\d{1,3}\\.\\d$' })),
      },
      strict,
    ),
  },
  strict,
)

export const ResendAccountSchema = Type.Object(
  {
    channel: Type.Literal('email'),
    provider: Type.Literal('resend'),
    settings: Type.Object(
      {
        from,
        /** Carries e-mails from the same sender while Resend does not, as where its quota is spent. */
        spare: Type.Optional(Type.Object(server, strict)),
      },
      strict,
    ),
  },
  strict,
)

export const SmtpAccountSchema = Type.Object(
  {
    channel: Type.Literal('email'),
    provider: Type.Literal('smtp'),
    settings: Type.Object({ from, ...server }, strict),
  },
  strict,
)

export const TwilioAccountSchema = Type.Object(
  {
    channel: Type.Literal('sms'),
    provider: Type.Literal('twilio'),
    settings: Type.Object(
      {
        accountSid: Type.String({ pattern: '^AC[0-9a-fA-F]{32}$' }),
        /** A number in E.164, a registered name of up to 11 letters and digits, or a messaging service (`MG…`). */
        from: Type.String({ pattern: '^\\+[1-9]\\d{6,14}$|^[A-Za-z0-9 ]{1,11}$|^MG[0-9a-fA-F]{32}$' }),
      },
      strict,
    ),
  },
  strict,
)

export const ChannelAccountSchema = Type.Union([
  WhatsAppAccountSchema,
  ResendAccountSchema,
  SmtpAccountSchema,
  TwilioAccountSchema,
])
export type ChannelAccount = Static<typeof ChannelAccountSchema>

/** The channels that need an account with somebody; the inbox is in the house. */
export type AccountChannel = ChannelAccount['channel']
export const AccountChannelSchema = stringEnum('whatsapp', 'email', 'sms') satisfies {
  static: Exclude<NotificationChannel, 'in_app'>
}

/** An account as a tenant has it. */
export interface TenantAccount {
  readonly account: ChannelAccount
  readonly secrets: Secret
  /** Epoch ms. */
  readonly setAt: number
}

/** Whose key an account's secrets are sealed under: the same for every account that the tenant ever has on the channel. */
export const accountKeyOf = (tenant: TenantId, channel: AccountChannel): PersonId =>
  PersonId.derive(tenant, 'channel-account', channel)
