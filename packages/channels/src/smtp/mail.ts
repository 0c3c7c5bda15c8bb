import parseAddresses from 'nodemailer/lib/addressparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingMessage } from '../channel.ts'
import type { EmailContent } from '../content.ts'
import { unsubscribeHeaders } from '../mail.ts'

/** A mail ready for a connection. */
export interface Mail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  readonly messageId: string
  readonly raw: Buffer
}

/** The bare address of `Clínica Demo <citas@demo.example>`. */
function addressOf(from: string): string {
  const [first] = parseAddresses(from, { flatten: true })
  return first?.address ?? ''
}

/**
 * The mail of a message. Its Message-ID is the same at every attempt: the only handle that SMTP has, and by it a mail server
 * drops what it has already. Content may not name files or addresses to be read: templates are what tenants write.
 */
export async function composeMail(message: OutgoingMessage, content: EmailContent, from: string): Promise<Mail> {
  const sender = addressOf(from)
  const domain = sender.slice(sender.lastIndexOf('@') + 1)
  const messageId = `<${message.tenant}.${message.notificationId}@${domain}>`
  const { subject, html, text, calendar, unsubscribeUrl } = content
  const node = new MailComposer({
    from,
    to: { name: '', address: message.to },
    subject,
    html,
    text,
    messageId,
    headers: unsubscribeHeaders(unsubscribeUrl),
    ...(calendar && { icalEvent: { method: calendar.method, content: calendar.ics, filename: 'visita.ics' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  return { envelope: { from: sender, to: [message.to] }, messageId, raw: await node.build() }
}
