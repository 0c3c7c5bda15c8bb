import { createHmac } from 'node:crypto'
import { isSame } from '../constant-time.ts'
import { headerOf, type Update, type Webhook } from '../update.ts'
import { correlationParameter } from './channel.ts'
import { failureOf, statusOfWord } from './find.ts'

/** The address as it was given to Twilio, then every parameter by name with its value; HMAC-SHA1 by the account's token. */
export function twilioSignature(url: string, form: URLSearchParams, authToken: string): string {
  const names = [...new Set(form.keys())].sort()
  const text = names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
  return createHmac('sha1', authToken)
    .update(url + text, 'utf8')
    .digest('base64')
}

/** Status callbacks, and what people write back. Neither says when it was. */
export const twilioWebhook: Webhook = {
  provider: 'twilio',
  verify(rawBody, headers, secret, publicUrl) {
    const told = headerOf(headers, 'x-twilio-signature')
    if (told === null || secret === '') return false
    return isSame(told, twilioSignature(publicUrl, formOf(rawBody), secret))
  },
  parse(rawBody, publicUrl) {
    const form = formOf(rawBody)
    const sid = form.get('MessageSid')
    if (!sid) return []
    const word = form.get('MessageStatus') ?? ''
    return word === '' || word === 'received' ? textOf(form, sid) : statusOf(form, sid, word, publicUrl)
  },
}

const formOf = (rawBody: Buffer) => new URLSearchParams(rawBody.toString('utf8'))

function statusOf(form: URLSearchParams, sid: string, word: string, publicUrl: string): readonly Update[] {
  const status = Object.hasOwn(statusOfWord, word) ? statusOfWord[word] : undefined
  if (!status) return []
  const failure = status === 'undelivered' ? failureOf(form.get('ErrorCode')) : null
  return [
    {
      kind: 'status',
      key: `${sid}:${word}`,
      at: null,
      correlation: URL.canParse(publicUrl) ? new URL(publicUrl).searchParams.get(correlationParameter) : null,
      providerMessageId: sid,
      status,
      class: failure?.class ?? null,
      code: failure?.code ?? null,
      phoneNumberId: form.get('From'),
    },
  ]
}

function textOf(form: URLSearchParams, sid: string): readonly Update[] {
  const from = form.get('From')
  const to = form.get('To')
  const text = form.get('Body')
  if (!from || !to || !text) return []
  return [{ kind: 'text', key: sid, at: null, from, userId: null, phoneNumberId: to, text }]
}
