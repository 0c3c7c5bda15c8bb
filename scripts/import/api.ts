import { setTimeout as delay } from 'node:timers/promises'
import { monotonic } from '@visita/runtime'
import { Agent, errors } from 'undici'
import { exitCode, ImportFailure } from './failure.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** Origin and path. */
  readonly url: string
  readonly key: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The JSON that came, or null. */
  readonly body: unknown
}

export interface ApiOptions {
  readonly connections: number
  /** How long one call may go on failing before the whole import gives up, ms. */
  readonly patienceMs: number
  /** Aborts: no call is made or repeated any more. One that is under way may still answer. */
  readonly signal: AbortSignal
  /** Told of every try that failed. */
  readonly onTrouble?: (what: string) => void
}

/** The import was told to stop while a call waited for its next try. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** How often an answer is asked for again that may be a passing state of a service, and may be a fault of the call. */
const mostDoubts = 4
const firstPauseMs = 50
const longestPauseMs = 3000

export type Api = ReturnType<typeof createApi>

/**
 * Calls that outlive their service: a lost connection, a service that starts, and one that is overloaded are tried again
 * with growing pauses, as long as patience lasts. Only for calls that may be repeated: everything here carries an
 * idempotency key, puts a whole document, or reads.
 */
export function createApi({ connections, patienceMs, signal, onTrouble }: ApiOptions) {
  const agent = new Agent({
    connections,
    pipelining: 1,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    connect: { timeout: 5000 },
  })
  let repeated = 0

  async function once({ method, url, key, body, headers }: Call): Promise<Answer> {
    const { origin, pathname, search } = new URL(url)
    const answer = await agent.request({
      origin,
      path: pathname + search,
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: json(text) }
  }

  return {
    /** @throws ImportFailure when patience is at its end; Stopped when the import was told to stop meanwhile */
    async call(call: Call): Promise<Answer> {
      let since: number | undefined
      let doubts = 0
      for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
        if (signal.aborted) throw new Stopped()
        const answer = await once(call).catch((error: unknown) => {
          if (!isPassing(error)) throw error
          return error
        })
        let trouble: string
        let wait = pause * (0.5 + Math.random() / 2)
        if (answer instanceof Error) trouble = answer.message || answer.name
        else {
          const passing = passes(answer)
          if (passing === 'no' || (passing === 'perhaps' && ++doubts > mostDoubts)) return answer
          trouble = `${answer.status} ${problemOf(answer)}`
          wait = Math.max(wait, Number(answer.headers['retry-after'] ?? 0) * 1000 || 0)
        }
        since ??= monotonic()
        if (monotonic() - since + wait > patienceMs)
          throw new ImportFailure(exitCode.unavailable, gaveUp(call, trouble))
        repeated += 1
        onTrouble?.(trouble)
        await delay(wait, undefined, { signal }).catch(() => undefined)
      }
    },

    /** How many tries had to be made again. */
    get repeated(): number {
      return repeated
    },

    close: () => agent.destroy(),
  }

  function gaveUp({ method, url }: Call, trouble: string): string {
    return `${method} ${new URL(url).origin} has failed for ${Math.round(patienceMs / 1000)} s: ${trouble}`
  }
}

/** Whether the same call may well be answered otherwise a moment later. */
function passes(answer: Answer): 'yes' | 'perhaps' | 'no' {
  const { status } = answer
  if (status === 429 || status === 502 || status === 503 || status === 504) return 'yes'
  if (status === 409 && problemOf(answer) === 'idempotency-in-progress') return 'yes'
  // An internal error may be that of a process which is ending; another instance may not know a document yet.
  return status === 500 || status === 404 ? 'perhaps' : 'no'
}

/** Errors of the connection. Anything else is a bug of this program. */
function isPassing(error: unknown): error is Error {
  if (error instanceof errors.UndiciError) return !(error instanceof errors.InvalidArgumentError)
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

/** The last segment of a problem document's type: `slot-unavailable`. */
export function problemOf({ status, body }: Answer): string {
  const type = member(body, 'type')
  return typeof type === 'string' ? (type.split('/').at(-1) ?? type) : `status-${status}`
}

export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function plainHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
