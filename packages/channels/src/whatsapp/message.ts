import { correlationOf, type OutgoingMessage } from '../channel.ts'
import type { Button, WhatsAppContent } from '../content.ts'

// A message as the Cloud API takes it. Two shapes: an approved template, allowed always, and free text with or without
// buttons, allowed for 24 hours after the person wrote.

/** What free text may hold: 1,024 characters and three buttons where there are buttons, 4,096 where there are none. */
const fitsFreely = ({ text }: WhatsAppContent, replies: readonly Button[]): boolean =>
  replies.length === 0 ? text.length <= 4096 : text.length <= 1024 && replies.length <= 3

const textParameter = (text: string) => ({ type: 'text', text })

/** Buttons that answer carry a payload; those that lead somewhere, the end of their address. Each by its place. */
const templateButton = ({ kind, payload }: Button, index: number) => ({
  type: 'button',
  sub_type: kind === 'url' ? 'url' : 'quick_reply',
  index: String(index),
  parameters: [kind === 'url' ? textParameter(payload) : { type: 'payload', payload }],
})

const template = ({ template: { name, language, parameters }, buttons }: WhatsAppContent) => ({
  type: 'template',
  template: {
    name,
    language: { code: language },
    components: [
      ...(parameters.length > 0 ? [{ type: 'body', parameters: parameters.map(textParameter) }] : []),
      ...buttons.map(templateButton),
    ],
  },
})

/** Links stand in the text: a message may have buttons that answer, or one that leads somewhere, never both. */
const free = ({ text }: WhatsAppContent, replies: readonly Button[]) =>
  replies.length === 0
    ? { type: 'text', text: { preview_url: false, body: text } }
    : {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text },
          action: {
            buttons: replies.map(({ title, payload }) => ({ type: 'reply', reply: { id: payload, title } })),
          },
        },
      }

/** The body of `POST /{version}/{phone number id}/messages`. Meta writes numbers without their plus. */
export function whatsAppMessage(message: OutgoingMessage, content: WhatsAppContent) {
  const replies = content.buttons.filter(({ kind }) => kind !== 'url')
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: message.to.replace(/^\+/, ''),
    ...(message.windowOpen && fitsFreely(content, replies) ? free(content, replies) : template(content)),
    biz_opaque_callback_data: correlationOf(message),
  }
}
