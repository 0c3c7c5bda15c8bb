import { get, type IncomingMessage } from 'node:http'
import { createParser } from 'eventsource-parser'

/** What a stream of events has said so far. The text is read by somebody else's parser, not by ours. */
export interface LiveClient {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every kind
  readonly events: { readonly event: string; readonly id: string | undefined; readonly data: any }[]
  readonly names: () => readonly string[]
  /** The last id that arrived, as a browser keeps it: also that of a line without an event. */
  readonly lastId: () => string | undefined
  readonly text: () => string
  readonly retryMs: () => number | undefined
  readonly hasEnded: () => boolean
  readonly pause: () => void
  readonly resume: () => void
  readonly close: () => void
}

/** Opens the stream at an address. A refusal is thrown, with its document. */
export async function listen(
  address: string,
  key: string,
  { lastEventId, query = '' }: { lastEventId?: string | undefined; query?: string } = {},
): Promise<LiveClient> {
  const headers = { authorization: `Bearer ${key}`, ...(lastEventId && { 'last-event-id': lastEventId }) }
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    get(`${address}/v1/admin/stream${query}`, { headers, agent: false }, done).once('error', fail)
  })
  answer.setEncoding('utf8')
  if (answer.statusCode !== 200) {
    let refusal = ''
    for await (const chunk of answer) refusal += chunk
    throw new Refused(answer.statusCode ?? 0, JSON.parse(refusal))
  }
  const events: LiveClient['events'] = []
  let [text, hasEnded] = ['', false]
  let retryMs: number | undefined
  const parser = createParser({
    onEvent: ({ event = '', id, data }) => events.push({ event, id, data: JSON.parse(data) }),
    onRetry: (ms) => {
      retryMs = ms
    },
  })
  answer.on('data', (chunk: string) => {
    text += chunk
    parser.feed(chunk)
  })
  answer.on('close', () => {
    hasEnded = true
  })
  // Whoever was cut off says so as an error, and closes.
  answer.on('error', () => undefined)
  return {
    status: answer.statusCode,
    events,
    names: () => events.map(({ event }) => event),
    // Of what has arrived whole.
    lastId: () => [...text.slice(0, text.lastIndexOf('\n\n') + 1).matchAll(/^id: (\S+)\n/gm)].at(-1)?.[1],
    text: () => text,
    retryMs: () => retryMs,
    hasEnded: () => hasEnded,
    pause: () => void answer.pause(),
    resume: () => void answer.resume(),
    close: () => answer.destroy(),
  }
}

export class Refused extends Error {
  readonly status: number
  readonly body: { readonly type?: string; readonly errors?: readonly object[] }
  constructor(status: number, body: object) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
  }
}
