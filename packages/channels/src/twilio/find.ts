import type { ProviderStatus } from '@visita/domain'
import { isInstant, parseInstant } from '@visita/runtime'
import type { Finding } from '../channel.ts'
import { type HttpAnswer, isRecord } from '../http-call.ts'
import { failureOfCode } from './failures.ts'

// Twilio knows no id of ours, but it keeps what it took: by whom it went to, when, and with which words.

/** So many of the newest are looked at: to one number, within minutes, there are never so many. */
export const mostMessages = 20

/** Its clock is not ours; and nobody is sent the same words twice within it. Milliseconds. */
const clockMs = 60_000

/** Of Twilio's words, those that say something beyond that it has the message. */
export const statusOfWord: Readonly<Record<string, ProviderStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'undelivered',
  failed: 'undelivered',
}

/** Why an SMS did not arrive, by the code that it tells, if any. */
export function failureOf(told: string | null) {
  const code = told !== null && /^\d{1,9}$/.test(told) ? told : null
  return { class: failureOfCode(Number(code ?? Number.NaN))?.class ?? ('unreachable' as const), code }
}

/** Whether what it lists has a message of these words that was made since then (epoch ms). It may put words of its own around ours. */
export function foundIn(answer: HttpAnswer | null, text: string, since: number): Finding {
  const listed = isRecord(answer?.json) ? answer.json.messages : null
  if (answer?.httpStatus !== 200 || !Array.isArray(listed)) return { kind: 'unknown' }
  const recent = listed.filter(isRecord).filter((one) => {
    const at = madeAt(one.date_created)
    return at === null || at >= since - clockMs
  })
  const ours = recent.find((one) => typeof one.body === 'string' && one.body.includes(text))
  if (typeof ours?.sid === 'string') {
    const word = String(ours.status)
    const status = Object.hasOwn(statusOfWord, word) ? (statusOfWord[word] ?? null) : null
    const code = ours.error_code == null ? null : String(ours.error_code)
    const failure = status === 'undelivered' ? failureOf(code) : null
    return { kind: 'taken', providerMessageId: ours.sid, status, failure }
  }
  // Among more than it lists there may be one that is not seen.
  return recent.length < mostMessages ? { kind: 'denied' } : { kind: 'unknown' }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon, 02 Mar 2026 12:00:00 +0000` in epoch ms; null where it is no such text. */
function madeAt(told: unknown): number | null {
  const [, day, name = '', year, time] =
    /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) \+0000$/.exec(String(told)) ?? []
  const month = String(months.indexOf(name) + 1).padStart(2, '0')
  const instant = `${year}-${month}-${day}T${time}Z`
  return isInstant(instant) ? parseInstant(instant) : null
}
