import { randomUUID } from 'node:crypto'
import createFetchClient, { type Client, type Middleware } from 'openapi-fetch'
import type { paths as CommandPaths } from './generated/command.ts'
import { keyedOperations } from './generated/keyed-operations.ts'
import type { paths as ReadPaths } from './generated/read.ts'
import { newer } from './position.ts'
import { type Fetch, patient } from './retries.ts'

export interface ClientOptions {
  /** Origin of the command API. */
  readonly commandUrl: string
  /** Origin of the read API. */
  readonly readUrl: string
  /** `vk_…`; without one only open routes answer. */
  readonly key?: string
  /** What sends the requests, where Node's own ought not to. */
  readonly fetch?: Fetch
  /** How long an answer may take to begin, ms; of each try. Whoever bounds a whole call gives it a `signal`. */
  readonly timeoutMs?: number
  /**
   * How long a call that is answered 429 or 503 may wait between its tries, ms in all; 0 tries once. What `retry-after`
   * asks for is waited, unless it is longer than what is left of that.
   */
  readonly patienceMs?: number
  /** Whether a read waits until all that was written through this client is in it. Default: it does. */
  readonly readYourWrites?: boolean
}

/**
 * Both APIs, by the paths of their documents: `visita.command.POST('/v1/visits', { body })`,
 * `visita.read.GET('/v1/visits/{id}', { params: { path: { id } } })`. Each answers `{ data, response }`, or
 * `{ error, response }` with the problem document; `taken` makes a thrown `Refusal` of the latter. A call throws only where
 * nobody answered.
 */
export interface VisitaClient {
  readonly command: Client<CommandPaths>
  readonly read: Client<ReadPaths>
  /** The newest `visita-position` that a write was answered with; null before the first. */
  readonly position: string | null
  /** The same with another key: it reads what either has written. */
  withKey(key: string): VisitaClient
}

/**
 * The typed client of both APIs. It adds the key, an `x-request-id`, an `Idempotency-Key` where the operation needs one (a
 * retry repeats it; give your own to repeat a call yourself) and the position of the last write to every read.
 */
export function createClient(options: ClientOptions): VisitaClient {
  let position: string | null = null
  const { commandUrl, readUrl, timeoutMs = 30_000, patienceMs = 10_000, readYourWrites = true } = options
  const fetch = patient(options.fetch ?? ((request) => globalThis.fetch(request)), { timeoutMs, patienceMs })

  /** Sets a header that the caller has not set. */
  const suggest = (request: Request, name: string, value: string) => {
    if (!request.headers.has(name)) request.headers.set(name, value)
  }

  const writing: Middleware = {
    onRequest({ request, schemaPath }) {
      if (keyedOperations.has(`${request.method} ${schemaPath}`)) suggest(request, 'idempotency-key', randomUUID())
    },
    onResponse({ response }) {
      const reached = response.headers.get('visita-position')
      if (reached !== null) position = newer(position, reached)
    },
  }
  const reading: Middleware = {
    onRequest({ request }) {
      if (readYourWrites && position !== null) suggest(request, 'visita-min-position', position)
    },
  }

  const clientFor = (key: string | undefined): VisitaClient => {
    const calling: Middleware = {
      onRequest({ request }) {
        suggest(request, 'x-request-id', randomUUID())
        if (key !== undefined) suggest(request, 'authorization', `Bearer ${key}`)
      },
    }
    const command = createFetchClient<CommandPaths>({ baseUrl: commandUrl, fetch })
    command.use(calling, writing)
    const read = createFetchClient<ReadPaths>({ baseUrl: readUrl, fetch })
    read.use(calling, reading)
    return {
      ...{ command, read, withKey: clientFor },
      get position() {
        return position
      },
    }
  }
  return clientFor(options.key)
}
