import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import type { EventDefinition } from '@visita/domain'
import { type Metrics, traced, traceparent } from '@visita/runtime'
import type { Logger } from 'pino'
import { createCodec, type NewEvent, type RecordedEvent } from './codec.ts'
import { Conflict, Outage } from './errors.ts'
import { type FollowOptions, follow } from './follow.ts'
import { createInstruments, type Instruments, type Operation } from './instruments.ts'
import { isOutage, pause, within } from './outage.ts'
import { fromPosition, toPosition } from './position.ts'
import { decodeResolved } from './resolved.ts'

export interface EventStore {
  /**
   * Appends all events or none, at exactly this revision unless any will do; answers once they are durable. An unknown outcome (the
   * connection was lost) is retried with the same ids and revision, which writes nothing twice.
   * @throws Conflict, Outage
   */
  append(stream: string, events: readonly NewEvent[], expected: bigint | 'no_stream' | 'any'): Promise<Appended>
  /** From a revision on (inclusive), oldest first; `[]` where there is no such stream. @throws Outage */
  read(stream: string, options?: { from?: bigint; limit?: number }): Promise<RecordedEvent[]>
  /** See follow.ts. */
  follow(options: FollowOptions): Promise<void>
  /** Position of the newest event of ours or the store's own. @throws Outage */
  head(): Promise<bigint>
  /**
   * The first events of ours after a position (`null`: from the start on), without what they say: for telling how far behind
   * somebody is. Asks once, briefly. Reads `limit` events at most, those of the store itself among them.
   */
  ahead(
    after: bigint | null,
    limit: number,
  ): Promise<readonly { readonly position: bigint; readonly created: number }[]>
  ping(): Promise<void>
  /** Where what is measured goes; absent where nobody watches. */
  readonly instruments?: Instruments
  close(): Promise<void>
}

export interface Appended {
  readonly revision: bigint
  readonly position: bigint
}

export interface ConnectOptions {
  /** `esdb://…` or `kurrentdb://…` */
  readonly connectionString: string
  readonly catalogue: readonly EventDefinition[]
  readonly logger: Logger
  readonly connectionName: string
  /** Where its latencies, retries and outages are counted, and what becomes of the commands of its handlers. */
  readonly metrics?: Metrics
  /** How long one attempt of an append or read may take, and how often an unknown outcome is tried again. */
  readonly attemptTimeoutMs?: number
  readonly attempts?: number
}

const utf8 = new TextEncoder()

let connected = false

/**
 * The one connection of this process. The client shares state between its instances: a second one can crash the
 * process when the first loses its connection, so a second `connect` before `close` is refused.
 */
export function connect(options: ConnectOptions): EventStore {
  if (connected) throw new Error('this process is connected to the event store already: one client per process')
  connected = true
  const { logger, attemptTimeoutMs = 10_000, attempts = 6 } = options
  const client = EventStoreDBClient.connectionString(
    withOption(
      options.connectionString.replace(/^kurrentdb(\+discover)?:/, 'esdb$1:'),
      'connectionName',
      options.connectionName,
    ),
  )
  const codec = createCodec(options.catalogue)
  const instruments = options.metrics && createInstruments(options.metrics)
  const closing = new AbortController()

  const insist = <T>(operation: Operation, what: string, attempt: () => Promise<T>): Promise<T> =>
    instruments
      ? instruments.timed(operation, () => tryAgain(operation, what, attempt))
      : tryAgain(operation, what, attempt)

  /** The answer as a span of what asks for it, if that is one; an append links to every command whose events it holds. */
  function recorded<T>(operation: Operation, stream: string, work: () => Promise<T>, events: readonly NewEvent[] = []) {
    if (traceparent() === undefined) return work()
    const category = stream.slice(0, stream.indexOf('-'))
    const links = new Set(events.flatMap(({ meta }) => (meta.traceparent === undefined ? [] : [meta.traceparent])))
    const attributes = { 'visita.category': category, ...(events.length > 0 ? { 'visita.events': events.length } : {}) }
    return traced(`${operation} ${category}`, { kind: 'client', links: [...links], attributes }, work)
  }

  async function tryAgain<T>(operation: Operation, what: string, attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await within(attempt(), attemptTimeoutMs)
      } catch (error) {
        if (!isOutage(error)) throw error
        if (tries >= attempts || closing.signal.aborted) {
          instruments?.gaveUp(operation)
          throw new Outage(`the event store did not answer: ${what}`, { cause: error })
        }
        instruments?.again(operation)
        logger.warn({ what, tries, err: error }, 'the event store did not answer; trying again')
        await pause(Math.min(50 * 2 ** tries, 2000), closing.signal)
      }
    }
  }

  return {
    ...(instruments ? { instruments } : {}),

    async append(stream, events, expected) {
      const wire = events.map((event) => {
        const { metadata, ...encoded } = codec.encode(event)
        // As bytes: the client takes text by way of base64, which it undoes byte by byte, twice. Data it takes in no other way.
        return jsonEvent({ ...encoded, metadata: utf8.encode(JSON.stringify(metadata)) } as never)
      })
      const expectedRevision = expected === 'no_stream' ? NO_STREAM : expected === 'any' ? ANY : expected
      try {
        const append = () => client.appendToStream(stream, wire, { expectedRevision })
        const result = await recorded('append', stream, () => insist('append', `append to ${stream}`, append), events)
        if (!result.position) throw new Error(`the event store gave no position for ${stream}`)
        return { revision: result.nextExpectedRevision, position: toPosition(result.position) }
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) throw new Conflict(`${stream} has moved on`)
        throw error
      }
    },

    async read(stream, { from, limit } = {}) {
      const answer = async () => {
        const events: RecordedEvent[] = []
        const found = client.readStream(stream, {
          direction: FORWARDS,
          fromRevision: from ?? START,
          ...(limit === undefined ? {} : { maxCount: limit }),
        })
        try {
          for await (const resolved of found) {
            const event = decodeResolved(codec, resolved)
            if (event) events.push(event)
          }
        } catch (error) {
          if (error instanceof StreamNotFoundError) return []
          throw error
        }
        return events
      }
      return recorded('read', stream, () => insist('read', `read ${stream}`, answer))
    },

    follow: (followOptions) => follow({ client, codec, logger, closing: closing.signal }, followOptions),

    async head() {
      return insist('head', 'read the head of the log', async () => {
        for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })) {
          if (event) return toPosition(event.position)
        }
        return 0n
      })
    },

    ahead: (after, limit) =>
      within(
        (async () => {
          const found: { position: bigint; created: number }[] = []
          const position = after === null ? START : fromPosition(after)
          for await (const { event } of client.readAll({
            direction: FORWARDS,
            fromPosition: position,
            maxCount: limit,
          })) {
            if (!event || event.type.startsWith('$')) continue
            const at = toPosition(event.position)
            if (after === null || at > after) found.push({ position: at, created: event.created.getTime() })
          }
          return found
        })(),
        2000,
      ),

    async ping() {
      const found = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })
      await within(
        (async () => {
          for await (const _ of found);
        })(),
        2000,
      )
    },

    async close() {
      closing.abort()
      // After a lost connection the client waits for streams that have ended without telling it.
      await within(client.dispose(), 500).catch(() => {})
      connected = false
    },
  }
}

function withOption(connectionString: string, name: string, value: string): string {
  if (connectionString.includes(`${name}=`)) return connectionString
  return `${connectionString}${connectionString.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
}
