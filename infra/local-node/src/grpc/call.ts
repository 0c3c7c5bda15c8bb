import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { constants } from 'node:http2'
import { FrameDecoder } from './frames.ts'
import { Outbox, writeTo } from './outbox.ts'
import { WireError } from './reader.ts'
import { encodeStatusMessage, GrpcError, Status } from './status.ts'
import { parseTimeout } from './timeout.ts'

/** What a method does with one call. Anything thrown here ends the call with a status, never the process. */
export interface CallHandler {
  message(bytes: Buffer): void
  /** The client has sent everything. */
  halfClose(): void
  /** The call is over, whoever ended it; called exactly once. */
  closed(): void
}

/** A method: how its calls begin. `longLived` calls may stay open without the client having sent everything. */
export interface Method {
  open: (call: Call) => CallHandler
  longLived?: boolean
}

/** What the calls of one server share. */
export interface CallContext {
  /** Bytes held for messages that have not arrived whole, over all calls. */
  held: number
  readonly heldLimit: number
  /** Told of errors that are nobody's fault but ours; the caller sees none of it. */
  readonly onError: (error: unknown) => void
}

const MAX_MESSAGE = 17 * 1024 * 1024
/** A client that has not finished its request by then has gone to sleep. */
const REQUEST_LIMIT_MS = 30_000
/** How long an answered client may go on sending. */
const LINGER_MS = 1000
const OK_HEADERS = { ':status': 200, 'content-type': 'application/grpc+proto' }

/** One gRPC call over one HTTP/2 stream. */
export class Call {
  readonly headers: IncomingHttpHeaders
  /** When the client gives up, epoch milliseconds; Infinity when it never does. */
  readonly deadline: number
  readonly #stream: ServerHttp2Stream
  readonly #context: CallContext
  readonly #decoder = new FrameDecoder(MAX_MESSAGE)
  readonly #outbox: Outbox
  #handler: CallHandler | null = null
  #timer: NodeJS.Timeout | null = null
  #over = false
  #holds = 0
  #accounted = 0

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, context: CallContext) {
    this.#stream = stream
    this.headers = headers
    this.#context = context
    const write = writeTo(stream, OK_HEADERS)
    this.#outbox = new Outbox((bytes, written) => this.#onStream(() => write(bytes, written)))
    const timeout = parseTimeout(headers['grpc-timeout'])
    this.deadline = timeout === null ? Infinity : Date.now() + timeout
  }

  /** True once no more can be sent: finished, failed, cancelled or disconnected. */
  get over(): boolean {
    return this.#over
  }

  /** `find` gives the method, or throws why there is none for this caller. */
  start(find: () => Method): void {
    const stream = this.#stream
    for (const event of ['close', 'aborted', 'error']) stream.on(event, () => this.#close())
    this.#guard(() => {
      const method = find()
      const limit = method.longLived ? Infinity : REQUEST_LIMIT_MS
      this.#expireAfter(Math.min(limit, this.deadline - Date.now()))
      this.#handler = method.open(this)
    })
    if (this.#over) return
    stream.on('data', (chunk: Buffer) => this.#receive(chunk))
    stream.on('end', () => {
      if (this.#over) return
      this.#expireAfter(this.deadline - Date.now())
      this.#guard(() => this.#handler?.halfClose())
    })
  }

  /** Sends whole gRPC frames (one or several in a row). False: more than enough is waiting, await `drained` first. */
  send(frames: Buffer): boolean {
    return this.#outbox.send(frames)
  }

  /** Resolves when the client has taken most of what was sent, or when the call is over. */
  drained(): Promise<void> {
    return this.#outbox.drained()
  }

  /** Takes no more of the client's messages until the function it gives is called (once). */
  hold(): () => void {
    if (this.#holds++ === 0) this.#stream.pause()
    return () => {
      if (--this.#holds === 0 && !this.#over) this.#stream.resume()
    }
  }

  finish(): void {
    if (this.#over) return
    this.#outbox.flush()
    this.#end(OK)
  }

  fail(error: unknown): void {
    if (this.#over) return
    this.#outbox.flush()
    const known = toGrpcError(error)
    if (!known) this.#context.onError(error)
    this.#end(known ?? BUG)
  }

  /** Cuts the client's connection, with everything on it. */
  dropConnection(): void {
    this.#stream.session?.destroy()
  }

  #end({ code, message, trailers }: GrpcError): void {
    const status: Record<string, string> = { 'grpc-status': String(code), ...trailers }
    if (message !== '') status['grpc-message'] = encodeStatusMessage(message)
    this.#close()
    this.#onStream((stream) => {
      if (stream.headersSent) {
        stream.once('wantTrailers', () =>
          this.#onStream(() => {
            stream.sendTrailers(status)
            dismiss(stream)
          }),
        )
        stream.end()
      } else {
        stream.respond({ ...OK_HEADERS, ...status }, { endStream: true })
        dismiss(stream)
      }
      // What the client still sends is let go.
      stream.resume()
    })
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return
    this.#guard(() => {
      this.#decoder.push(chunk, (message) => {
        if (!this.#over) this.#handler?.message(message)
      })
      if (this.#over) return
      this.#context.held += this.#decoder.held - this.#accounted
      this.#accounted = this.#decoder.held
      if (this.#context.held > this.#context.heldLimit) {
        throw new GrpcError(Status.RESOURCE_EXHAUSTED, 'too many unfinished messages at once')
      }
    })
  }

  /** The stream may have died since; then there is nobody left to tell. */
  #onStream(work: (stream: ServerHttp2Stream) => void): void {
    const stream = this.#stream
    if (stream.destroyed || stream.closed) return
    try {
      work(stream)
    } catch (error) {
      this.#context.onError(error)
      stream.destroy()
    }
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.fail(error)
    }
  }

  #expireAfter(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (ms === Infinity) return
    const expired = new GrpcError(Status.DEADLINE_EXCEEDED, 'the deadline of the call has passed')
    // Timers hold 31 bits; a call that may run for weeks needs none.
    if (ms < 2 ** 31) this.#timer = setTimeout(() => this.fail(expired), Math.max(0, ms))
  }

  #close(): void {
    if (this.#over) return
    this.#over = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#context.held -= this.#accounted
    this.#accounted = 0
    this.#outbox.close()
    try {
      this.#handler?.closed()
    } catch (error) {
      this.#context.onError(error)
    }
  }
}

/**
 * Ends the stream of an answered call whose client has not finished its request. Not at once, and never otherwise: a
 * reset overtakes data and trailers that have not left yet, and the client would see a call without a status.
 */
const dismiss = (stream: ServerHttp2Stream): void => {
  if (stream.readableEnded) return
  const linger = setTimeout(() => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
  }, LINGER_MS)
  stream.once('close', () => clearTimeout(linger))
}

const OK = new GrpcError(Status.OK, '')
const BUG = new GrpcError(Status.UNKNOWN, 'the node could not do this; its log says why')

/** The status for an expected error; null for a bug. */
const toGrpcError = (error: unknown): GrpcError | null => {
  if (error instanceof GrpcError) return error
  if (error instanceof WireError) return new GrpcError(Status.INVALID_ARGUMENT, error.message)
  return null
}
