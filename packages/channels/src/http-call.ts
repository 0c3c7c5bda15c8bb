import { monotonic } from '@visita/runtime'
import { Agent, request } from 'undici'
import type { SendResult } from './channel.ts'
import { answerOf, calledOff, refused, unknown } from './outcome.ts'

export interface HttpCall {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Null: it asks, and changes nothing. */
  readonly body: string | null
  /** For the whole of it, from connecting to the last byte of the answer. */
  readonly timeoutMs: number
}

export interface HttpAnswer {
  readonly httpStatus: number
  readonly body: string
  /** The body as JSON, or null where it is none. */
  readonly json: unknown
  readonly latencyMs: number
  readonly retryAfterMs: number | null
}

/** What cannot have carried a request: no connection, or one that was not secured. All else may have, and is unknown. */
const unsent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|CERT_.*|ERR_TLS_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/

/** A provider's answer is small; a page of an intermediary may not be, and nobody reads on. */
const longestAnswer = 64 * 1024

const agents = new Map<number, Agent>()

/** Connecting may take half of a call's time: a host that does not answer is then surely unsent, and not unknown. */
function agentFor(timeoutMs: number): Agent {
  const agent = agents.get(timeoutMs) ?? new Agent({ connect: { timeout: timeoutMs / 2 }, keepAliveTimeout: 4_000 })
  agents.set(timeoutMs, agent)
  return agent
}

/**
 * Posts once, and asks `judge` what the answer means. All that happens without an answer is judged here: surely unsent
 * (refused, transient), or unknown.
 */
export async function post(
  call: HttpCall,
  signal: AbortSignal,
  judge: (answer: HttpAnswer) => SendResult,
): Promise<SendResult> {
  if (signal.aborted) return calledOff()
  const since = monotonic()
  try {
    return judge(await exchange(call, signal))
  } catch (error) {
    const told = answerOf(monotonic() - since)
    const code = codeOf(error)
    return unsent.test(code) ? refused({ class: 'unavailable', code, transient: true }, told) : unknown(told)
  }
}

/** Asks once; null where there is no answer. */
export async function ask(call: Omit<HttpCall, 'body'>, signal: AbortSignal): Promise<HttpAnswer | null> {
  try {
    return await exchange({ ...call, body: null }, signal)
  } catch {
    return null
  }
}

/** @throws what kept the answer away */
async function exchange(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
  const since = monotonic()
  const { statusCode, headers, body } = await request(call.url, {
    method: call.body === null ? 'GET' : 'POST',
    headers: { 'user-agent': 'visita', ...call.headers },
    body: call.body,
    dispatcher: agentFor(call.timeoutMs),
    signal: AbortSignal.any([signal, AbortSignal.timeout(call.timeoutMs)]),
  })
  const text = await readStart(body)
  const wait = secondsOf(headers['retry-after']) ?? secondsOf(headers['ratelimit-reset'])
  return {
    ...{ httpStatus: statusCode, body: text, json: jsonOf(text), latencyMs: monotonic() - since },
    retryAfterMs: wait === null ? null : wait * 1000,
  }
}

/**
 * What a status means that came without a word of the provider's own: overloaded, down, closed to us; else nothing that
 * would be different next time.
 */
export function failureOfStatus(httpStatus: number, code: string | null = String(httpStatus)) {
  if (httpStatus === 429) return { class: 'rate-limited', code, transient: true } as const
  if (httpStatus >= 500) return { class: 'unavailable', code, transient: true } as const
  if (httpStatus === 401 || httpStatus === 403) return { class: 'account', code, transient: false } as const
  return { class: 'unreachable', code, transient: false } as const
}

/** An intermediary gave up on the provider, which may have it all the same. */
export const gaveUp = (answer: HttpAnswer): boolean => answer.httpStatus === 504

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

async function readStart(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body) {
    parts.push(part)
    length += part.length
    if (length > longestAnswer) break
  }
  return Buffer.concat(parts).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Providers say how long in seconds; the header's other form, a date, none of them uses. */
function secondsOf(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d+(\.\d+)?$/.test(header) ? Number(header) : null
}

const codeOf = (error: unknown): string =>
  isRecord(error) && typeof error.code === 'string' ? error.code : error instanceof Error ? error.name : 'unknown'
