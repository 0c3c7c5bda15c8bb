import { GrpcError, Status } from './status.ts'

const PREFIX = 5

/**
 * Cuts a call's bytes into gRPC messages (1 byte flags, 4 bytes length, message). A message within one chunk, which
 * is nearly every append, is handed over without a copy; a longer one grows in one buffer that doubles, so that
 * neither a promised length nor a drip of single bytes costs more memory than what really arrived.
 */
export class FrameDecoder {
  readonly #limit: number
  #partial = Buffer.alloc(0)
  #held = 0

  /** @param limit longest message in bytes; a longer one is RESOURCE_EXHAUSTED before any of it is kept. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes kept for a message that has not arrived whole. */
  get held(): number {
    return this.#held
  }

  /** Takes a chunk, calls back with each whole message, in order. */
  push(chunk: Buffer, onMessage: (message: Buffer) => void): void {
    let rest = chunk
    while (this.#held > 0 && rest.length > 0) {
      const wanted = this.#held < PREFIX ? PREFIX : PREFIX + this.#lengthOf(this.#partial)
      const taken = rest.subarray(0, wanted - this.#held)
      this.#keep(taken, wanted)
      rest = rest.subarray(taken.length)
      if (this.#held < PREFIX || this.#held < PREFIX + this.#lengthOf(this.#partial)) continue
      const message = this.#partial.subarray(PREFIX, this.#held)
      this.#partial = Buffer.alloc(0)
      this.#held = 0
      onMessage(message)
    }
    while (rest.length >= PREFIX) {
      const end = PREFIX + this.#lengthOf(rest)
      if (rest.length < end) break
      onMessage(rest.subarray(PREFIX, end))
      rest = rest.subarray(end)
    }
    if (rest.length > 0) this.#keep(rest, rest.length)
  }

  #keep(bytes: Buffer, wanted: number): void {
    const needed = this.#held + bytes.length
    if (needed > this.#partial.length) {
      const bigger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(wanted, this.#partial.length * 2)))
      this.#partial.copy(bigger, 0, 0, this.#held)
      this.#partial = bigger
    }
    bytes.copy(this.#partial, this.#held)
    this.#held = needed
  }

  #lengthOf(bytes: Buffer): number {
    if (bytes[0] !== 0) throw new GrpcError(Status.UNIMPLEMENTED, 'compressed messages are not supported')
    const length = bytes.readUInt32BE(1)
    if (length > this.#limit) {
      throw new GrpcError(Status.RESOURCE_EXHAUSTED, `message of ${length} bytes is larger than ${this.#limit}`)
    }
    return length
  }
}
