import { type Static, Type } from '@sinclair/typebox'
import { nullable, stringEnum } from '@visita/domain'

// What a tenant writes, one per channel. All text is Liquid with the variables of `variables.ts`. The schemas hold to what can be
// kept; what a provider would refuse is told by `check`, with the place named.

const strict = { additionalProperties: false } as const
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

export const WhatsAppTemplateSchema = Type.Object(
  {
    channel: Type.Literal('whatsapp'),
    /** Under which Meta approved it. */
    name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
    /** The language that it was approved in, where that is not told by the recipient's: `pt_BR`, `es_MX`. */
    languageCode: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' })),
    /** What stands for {{1}}, {{2}}, … of the approved text. */
    parameters: Type.Array(text(1000), { maxItems: 20 }),
    /** In the order in which the approved template has them. */
    buttons: Type.Array(
      Type.Object({ kind: stringEnum('confirm', 'change', 'cancel', 'url'), title: text(200) }, strict),
      { maxItems: 10 },
    ),
    /** The same in free text, for whoever wrote within the last 24 hours: its links stand in it. */
    text: text(10_000),
    /** As set on the approved template: 30 seconds to 12 hours. */
    ttlSeconds: Type.Integer({ minimum: 30, maximum: 43_200 }),
  },
  strict,
)

const email = {
  channel: Type.Literal('email'),
  subject: text(1000),
  mjml: text(60_000),
  text: text(20_000),
  /** The calendar file that goes with it: the visit to be kept, or taken out again. */
  calendar: nullable(stringEnum('request', 'cancel')),
}
export const EmailTemplateSchema = Type.Object(email, strict)
/** An e-mail as it is kept: its MJML compiled, still with its Liquid. */
export const CompiledEmailTemplateSchema = Type.Object({ ...email, html: Type.String() }, strict)

export const SmsTemplateSchema = Type.Object(
  {
    channel: Type.Literal('sms'),
    text: text(1600),
    /** 1 second to 10 hours: after so long the carrier drops it. */
    ttlSeconds: Type.Integer({ minimum: 1, maximum: 36_000 }),
    /** Whether letters that would cost double (`á`, `ç`, `ã`) are written without their accent. */
    gsm7: Type.Optional(Type.Boolean()),
  },
  strict,
)

export const InAppTemplateSchema = Type.Object(
  {
    channel: Type.Literal('in_app'),
    title: text(1000),
    body: text(5000),
    /** Where opening it leads. */
    url: nullable(text(1000)),
  },
  strict,
)

/** A template as it is written. */
export const TemplateDocumentSchema = Type.Union([
  WhatsAppTemplateSchema,
  EmailTemplateSchema,
  SmsTemplateSchema,
  InAppTemplateSchema,
])
/** A template as it is kept, and rendered from: `compile` of `@visita/messages/compile` makes it. */
export const CompiledTemplateSchema = Type.Union([
  WhatsAppTemplateSchema,
  CompiledEmailTemplateSchema,
  SmsTemplateSchema,
  InAppTemplateSchema,
])

export type WhatsAppTemplate = Static<typeof WhatsAppTemplateSchema>
export type EmailTemplate = Static<typeof EmailTemplateSchema>
export type CompiledEmailTemplate = Static<typeof CompiledEmailTemplateSchema>
export type SmsTemplate = Static<typeof SmsTemplateSchema>
export type InAppTemplate = Static<typeof InAppTemplateSchema>
export type TemplateDocument = Static<typeof TemplateDocumentSchema>
export type CompiledTemplate = Static<typeof CompiledTemplateSchema>
