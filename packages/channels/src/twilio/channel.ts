import { type Channel, correlationOf, type OutgoingMessage, type SendResult } from '../channel.ts'
import type { SmsContent } from '../content.ts'
import { ask, failureOfStatus, gaveUp, type HttpAnswer, isRecord, post } from '../http-call.ts'
import { accepted, answerOf, refused, unknown, wrongContent } from '../outcome.ts'
import { failureOfCode } from './failures.ts'
import { foundIn, mostMessages } from './find.ts'

export interface TwilioOptions {
  readonly accountSid: string
  readonly authToken: string
  /** A number in E.164, a registered alphanumeric name, or a messaging service (`MG…`). */
  readonly from: string
  readonly baseUrl?: string
  readonly timeoutMs?: number
}

/**
 * SMS by Twilio. Its API deduplicates nothing: an `unknown` outcome is settled by a status on our own callback address, or by asking
 * (`find`) what it has sent there.
 */
export function twilio(options: TwilioOptions): Channel {
  const { accountSid, authToken, from, timeoutMs = 10_000 } = options
  const baseUrl = (options.baseUrl ?? 'https://api.twilio.com').replace(/\/$/, '')
  const url = `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  return {
    provider: 'twilio',
    channel: 'sms',
    async send(message, signal) {
      if (message.content.channel !== 'sms') return wrongContent()
      const body = twilioForm(message, message.content, from).toString()
      return post({ url, headers, body, timeoutMs }, signal, judge)
    },
    async find({ to, content }, since, signal) {
      if (content.channel !== 'sms') return { kind: 'unknown' }
      const query = new URLSearchParams({ To: to, PageSize: String(mostMessages) })
      if (!isService(from)) query.set('From', from)
      const answer = await ask({ url: `${url}?${query}`, headers: { authorization }, timeoutMs }, signal)
      return foundIn(answer, content.text, since)
    },
  }
}

/** A messaging service chooses the sender itself. */
const isService = (from: string): boolean => from.startsWith('MG') && from.length === 34

/** Twilio gives nothing of ours back but the address that we name: so the correlation stands in its query. */
export const correlationParameter = 'correlation'

/** What Twilio takes for a validity: 1 second to 10 hours. */
const longestValidity = 36_000

function twilioForm(message: OutgoingMessage, { text, ttlSeconds }: SmsContent, from: string): URLSearchParams {
  const form = new URLSearchParams({
    To: message.to,
    [isService(from) ? 'MessagingServiceSid' : 'From']: from,
    Body: text,
    ValidityPeriod: String(Math.min(ttlSeconds, longestValidity)),
  })
  if (message.statusCallbackUrl !== null) {
    const mark = message.statusCallbackUrl.includes('?') ? '&' : '?'
    const correlation = encodeURIComponent(correlationOf(message))
    form.set('StatusCallback', `${message.statusCallbackUrl}${mark}${correlationParameter}=${correlation}`)
  }
  return form
}

function judge(answer: HttpAnswer): SendResult {
  const { httpStatus, json, latencyMs, body, retryAfterMs } = answer
  const told = answerOf(latencyMs, httpStatus, body)
  if (httpStatus >= 200 && httpStatus < 300) {
    return isRecord(json) && typeof json.sid === 'string' ? accepted(json.sid, told) : unknown(told)
  }
  if (isRecord(json) && typeof json.code === 'number') {
    const failure = failureOfCode(json.code)
    return refused(failure ?? failureOfStatus(httpStatus, String(json.code)), told, retryAfterMs)
  }
  return gaveUp(answer) ? unknown(told) : refused(failureOfStatus(httpStatus), told, retryAfterMs)
}
