import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

// What is said, ready to be sent: rendered once, kept sealed as text in the log, and never rendered again. Adding an
// optional field is the only change that old messages survive.

const strict = { additionalProperties: false } as const

export const ButtonSchema = Type.Object(
  {
    kind: Type.Union([Type.Literal('confirm'), Type.Literal('change'), Type.Literal('cancel'), Type.Literal('url')]),
    /** At most 20 characters on WhatsApp; templates are held to it when they are saved. */
    title: Type.String({ minLength: 1 }),
    /** What comes back when it is tapped (`buttonPayload`); of `url`, what the template's address ends with. */
    payload: Type.String({ minLength: 1, maxLength: 256 }),
  },
  strict,
)
export type Button = Static<typeof ButtonSchema>

export const WhatsAppContentSchema = Type.Object(
  {
    channel: Type.Literal('whatsapp'),
    template: Type.Object(
      { name: Type.String({ minLength: 1 }), language: Type.String(), parameters: Type.Array(Type.String()) },
      strict,
    ),
    /** In the order in which the approved template has them. */
    buttons: Type.Array(ButtonSchema),
    /** The same in free text, links included, for whoever has written within the last 24 hours. */
    text: Type.String({ minLength: 1 }),
    /** How long Meta keeps trying, as set on the template itself: a message cannot carry one of its own. */
    ttlSeconds: Type.Integer({ minimum: 30 }),
  },
  strict,
)

export const EmailContentSchema = Type.Object(
  {
    channel: Type.Literal('email'),
    subject: Type.String({ minLength: 1 }),
    html: Type.String(),
    text: Type.String(),
    calendar: Type.Union([
      Type.Object(
        { ics: Type.String(), method: Type.Union([Type.Literal('REQUEST'), Type.Literal('CANCEL')]) },
        strict,
      ),
      Type.Null(),
    ]),
    /** Null in messages that nobody may unsubscribe from. Must take a POST (RFC 8058). */
    unsubscribeUrl: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
)

export const SmsContentSchema = Type.Object(
  {
    channel: Type.Literal('sms'),
    text: Type.String({ minLength: 1 }),
    segments: Type.Integer({ minimum: 1 }),
    /** After so long it is of no use, and the carrier drops it. */
    ttlSeconds: Type.Integer({ minimum: 1 }),
  },
  strict,
)

export const InAppContentSchema = Type.Object(
  {
    channel: Type.Literal('in_app'),
    title: Type.String({ minLength: 1 }),
    body: Type.String(),
    url: Type.Union([Type.String(), Type.Null()]),
  },
  strict,
)

export const ContentSchema = Type.Union([
  WhatsAppContentSchema,
  EmailContentSchema,
  SmsContentSchema,
  InAppContentSchema,
])
export type WhatsAppContent = Static<typeof WhatsAppContentSchema>
export type EmailContent = Static<typeof EmailContentSchema>
export type SmsContent = Static<typeof SmsContentSchema>
export type InAppContent = Static<typeof InAppContentSchema>
export type Content = Static<typeof ContentSchema>

/** As it is kept, before it is sealed. */
export const contentText = (content: Content): string => JSON.stringify(content)

/** What `contentText` made, or null where the text is none of it. */
export function readContent(text: string): Content | null {
  try {
    const value: unknown = JSON.parse(text)
    return Value.Check(ContentSchema, value) ? value : null
  } catch {
    return null
  }
}
