import type { ServerHttp2Stream } from 'node:http2'
import { writeSoon } from './write-soon.ts'

/** Frames written within one turn of the event loop leave as one HTTP/2 write; at this size they leave at once. */
const COALESCE_BYTES = 64 * 1024
/** A stream with this much unsent makes its producer wait ... */
const HIGH_WATER = 128 * 1024
/** ... until no more than this is unsent. */
const LOW_WATER = 32 * 1024

/** What a call has to send: collects, writes, and tells the producer when to wait. */
export class Outbox {
  readonly #write: (bytes: Buffer, written: () => void) => void
  #frames: Buffer[] = []
  #collected = 0
  #unsent = 0
  #waiting: (() => void)[] = []
  #closed = false

  constructor(write: (bytes: Buffer, written: () => void) => void) {
    this.#write = write
  }

  /** Takes whole gRPC frames (one or several in a row). False: more than enough is waiting, await `drained` first. */
  send(frames: Buffer): boolean {
    if (this.#closed) return false
    if (this.#collected === 0) writeSoon(this)
    this.#frames.push(frames)
    this.#collected += frames.length
    if (this.#collected >= COALESCE_BYTES) this.flush()
    return this.#unsent + this.#collected < HIGH_WATER
  }

  /** Writes what `send` collected. */
  flush(): void {
    if (this.#collected === 0) return
    const first = this.#frames[0]
    const bytes = this.#frames.length === 1 && first ? first : Buffer.concat(this.#frames, this.#collected)
    this.#frames = []
    this.#collected = 0
    this.#unsent += bytes.length
    this.#write(bytes, () => {
      this.#unsent -= bytes.length
      if (this.#unsent <= LOW_WATER) this.#release()
    })
  }

  /** Resolves when the client has taken most of what was sent, or when the call is over. */
  drained(): Promise<void> {
    if (this.#closed || this.#unsent + this.#collected <= LOW_WATER) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Forgets what was not written; nobody waits any more. */
  close(): void {
    this.#closed = true
    this.#frames = []
    this.#collected = 0
    this.#release()
  }

  #release(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

/** How the bytes of an outbox reach the HTTP/2 stream: behind the headers that every answer begins with. */
export const writeTo =
  (stream: ServerHttp2Stream, headers: Record<string, number | string>) =>
  (bytes: Buffer, written: () => void): void => {
    if (!stream.headersSent) stream.respond(headers, { waitForTrailers: true })
    stream.write(bytes, written)
  }
