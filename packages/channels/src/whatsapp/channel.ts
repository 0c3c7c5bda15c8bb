import type { Channel, SendResult } from '../channel.ts'
import { failureOfStatus, gaveUp, type HttpAnswer, isRecord, post } from '../http-call.ts'
import { accepted, answerOf, refused, unknown, wrongContent } from '../outcome.ts'
import { failureOfCode, pairRateCode, pairRateWaitMs } from './failures.ts'
import { whatsAppMessage } from './message.ts'

export interface WhatsAppOptions {
  readonly phoneNumberId: string
  readonly accessToken: string
  /** Of the Graph API, as it stands in the path: `v23.0`. Meta ends each about two years after it began. */
  readonly version: string
  readonly baseUrl?: string
  readonly timeoutMs?: number
}

/**
 * WhatsApp by Meta's Cloud API. Meta deduplicates nothing: an `unknown` outcome is settled by a status that brings back
 * `biz_opaque_callback_data`, or by nobody.
 */
export function whatsApp(options: WhatsAppOptions): Channel {
  const { phoneNumberId, accessToken, version, timeoutMs = 10_000 } = options
  const baseUrl = options.baseUrl ?? 'https://graph.facebook.com'
  const url = `${baseUrl.replace(/\/$/, '')}/${version}/${encodeURIComponent(phoneNumberId)}/messages`
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  return {
    provider: 'whatsapp-cloud',
    channel: 'whatsapp',
    async send(message, signal) {
      const { content, attempt } = message
      if (content.channel !== 'whatsapp') return wrongContent()
      const body = JSON.stringify(whatsAppMessage(message, content))
      return post({ url, headers, body, timeoutMs }, signal, (answer) => judge(answer, attempt))
    },
  }
}

function judge(answer: HttpAnswer, attempt: number): SendResult {
  const { httpStatus, json, latencyMs, body, retryAfterMs } = answer
  const told = answerOf(latencyMs, httpStatus, body)
  if (httpStatus >= 200 && httpStatus < 300) {
    const id = messageIdOf(json)
    return id === null ? unknown(told) : accepted(id, told)
  }
  const error = isRecord(json) && isRecord(json.error) ? json.error : null
  if (error && typeof error.code === 'number') {
    const failure = failureOfCode(error.code, error.is_transient === true)
    const waitMs = error.code === pairRateCode ? pairRateWaitMs(attempt) : retryAfterMs
    return refused(failure ?? failureOfStatus(httpStatus, String(error.code)), told, waitMs)
  }
  return gaveUp(answer) ? unknown(told) : refused(failureOfStatus(httpStatus), told, retryAfterMs)
}

function messageIdOf(json: unknown): string | null {
  const [first] = isRecord(json) && Array.isArray(json.messages) ? json.messages : []
  return isRecord(first) && typeof first.id === 'string' ? first.id : null
}
