import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from 'node:http2'
import { FrameDecoder } from '../src/grpc/frames.ts'

/** gRPC calls put together by hand, for requests that no client would make. */

export const STREAMS = '/event_store.client.streams.Streams'

export interface RawCall {
  stream: ClientHttp2Stream
  /** Messages received so far. */
  messages: Buffer[]
  /** The next message, or null when the call ended without one. */
  next(): Promise<Buffer | null>
  /** How the call ended. `status` is `reset` when the stream was torn down without one. */
  end: Promise<{ status: number | 'reset'; message: string; trailers: IncomingHttpHeaders; http: number }>
}

export const connectRaw = (port: number): Promise<ClientHttp2Session> =>
  new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`)
    session.on('error', reject)
    session.once('connect', () => resolve(session))
  })

/** Opens a call and sends nothing yet. */
export const openCall = (session: ClientHttp2Session, path: string, headers: Record<string, string> = {}): RawCall => {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  const messages: Buffer[] = []
  const decoder = new FrameDecoder(64 * 1024 * 1024)
  let http = 0
  let trailers: IncomingHttpHeaders = {}
  let wake = (): void => {}
  let over = false
  stream.on('response', (received) => {
    http = received[':status'] ?? 0
    trailers = { ...received }
  })
  stream.on('trailers', (received) => {
    trailers = { ...trailers, ...received }
  })
  stream.on('error', () => {})
  stream.on('data', (chunk: Buffer) => {
    decoder.push(chunk, (message) => messages.push(Buffer.from(message)))
    wake()
  })
  const end = new Promise<Awaited<RawCall['end']>>((resolve) => {
    stream.on('close', () => {
      over = true
      wake()
      const status = trailers['grpc-status']
      const message = decodeURIComponent(String(trailers['grpc-message'] ?? ''))
      resolve({ status: status === undefined ? 'reset' : Number(status), message, trailers, http })
    })
  })
  let taken = 0
  const next = async (): Promise<Buffer | null> => {
    while (messages.length <= taken) {
      if (over) return null
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return messages[taken++] ?? null
  }
  return { stream, messages, next, end }
}

/** A gRPC frame around a message. */
export const framed = (message: Uint8Array): Buffer => {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** Opens a call, sends messages and closes its side. */
export const callWith = (
  session: ClientHttp2Session,
  path: string,
  messages: readonly Uint8Array[],
  headers: Record<string, string> = {},
): RawCall => {
  const call = openCall(session, path, headers)
  for (const message of messages) call.stream.write(framed(message))
  call.stream.end()
  return call
}
