import type { Channel, OutgoingMessage, SendResult } from '../channel.ts'
import type { EmailContent } from '../content.ts'
import { failureOfStatus, gaveUp, type HttpAnswer, isRecord, post } from '../http-call.ts'
import { unsubscribeHeaders } from '../mail.ts'
import { accepted, answerOf, refused, unknown, wrongContent } from '../outcome.ts'
import { failureOfName } from './failures.ts'

export interface ResendOptions {
  readonly apiKey: string
  /** `Clínica Demo <citas@demo.example>`; its domain is verified at Resend. */
  readonly from: string
  readonly baseUrl?: string
  readonly timeoutMs?: number
}

/**
 * E-mail by Resend. Every attempt of a message is the same request to the letter, under the same idempotency key: within 24
 * hours Resend sends it once, however often it is asked (`RepeatReason` 'provider-deduplicates').
 */
export function resend(options: ResendOptions): Channel {
  const { apiKey, from, timeoutMs = 10_000 } = options
  const url = `${(options.baseUrl ?? 'https://api.resend.com').replace(/\/$/, '')}/emails`
  return {
    provider: 'resend',
    channel: 'email',
    async send(message, signal) {
      const { content, tenant, notificationId } = message
      if (content.channel !== 'email') return wrongContent()
      const headers = {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': `${tenant}:${notificationId}`,
      }
      const body = JSON.stringify(resendEmail(message, content, from))
      return post({ url, headers, body, timeoutMs }, signal, judge)
    },
  }
}

/** Tags take letters, digits, `-` and `_` alone, so the id that comes back is in two of them. */
function resendEmail({ to, tenant, notificationId }: OutgoingMessage, content: EmailContent, from: string) {
  const { subject, html, text, calendar, unsubscribeUrl } = content
  return {
    from,
    to: [to],
    subject,
    html,
    text,
    headers: unsubscribeHeaders(unsubscribeUrl),
    tags: [
      { name: 'tenant', value: tenant },
      { name: 'notification', value: notificationId },
    ],
    ...(calendar && {
      attachments: [
        {
          filename: 'visita.ics',
          content: Buffer.from(calendar.ics).toString('base64'),
          content_type: `text/calendar; charset=utf-8; method=${calendar.method}`,
        },
      ],
    }),
  }
}

function judge(answer: HttpAnswer): SendResult {
  const { httpStatus, json, latencyMs, body, retryAfterMs } = answer
  const told = answerOf(latencyMs, httpStatus, body)
  if (httpStatus >= 200 && httpStatus < 300) {
    return isRecord(json) && typeof json.id === 'string' ? accepted(json.id, told) : unknown(told)
  }
  if (isRecord(json) && typeof json.name === 'string') {
    const message = typeof json.message === 'string' ? json.message : ''
    const failure = failureOfName(json.name, httpStatus, message)
    return refused(failure ?? failureOfStatus(httpStatus, json.name), told, retryAfterMs)
  }
  return gaveUp(answer) ? unknown(told) : refused(failureOfStatus(httpStatus), told, retryAfterMs)
}
