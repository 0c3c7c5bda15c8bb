/**
 * The protobuf wire format, as much of it as EventStoreDB's messages use.
 * Written by hand because requests come from anyone: every length is checked before it is believed, and the hot
 * messages are encoded without building objects first.
 */

/** The bytes are not the message they claim to be. Always the caller's fault: INVALID_ARGUMENT. */
export class WireError extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads the fields of one message; nested messages are read through another Reader over the same bytes. */
export class Reader {
  readonly #bytes: Buffer
  readonly #end: number
  #at: number

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  /** The next field's tag (number << 3 | wire type), or 0 at the end of the message. */
  tag(): number {
    if (this.#at >= this.#end) return 0
    const tag = this.varint()
    if (tag < 8 || tag > 0xffff_ffff) throw new WireError('malformed message: bad field tag')
    return tag
  }

  /** An unsigned integer; exact up to 2^53, an approximation above (use `uint64` where that matters). */
  varint(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < 10; i++) {
      if (this.#at >= this.#end) throw new WireError('malformed message: ends inside a number')
      const byte = this.#bytes[this.#at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
    throw new WireError('malformed message: number too long')
  }

  uint64(): bigint {
    const start = this.#at
    const value = this.varint()
    if (value <= Number.MAX_SAFE_INTEGER) return BigInt(value)
    let exact = 0n
    for (let i = this.#at - 1; i >= start; i--) exact = (exact << 7n) | BigInt((this.#bytes[i] ?? 0) & 0x7f)
    return BigInt.asUintN(64, exact)
  }

  bool(): boolean {
    return this.varint() !== 0
  }

  bytes(): Buffer {
    const length = this.varint()
    const start = this.#at
    if (length > this.#end - start) throw new WireError('malformed message: field longer than its message')
    this.#at = start + length
    return this.#bytes.subarray(start, this.#at)
  }

  /** A string of valid UTF-8 (two different byte strings must never become one name). */
  string(): string {
    const bytes = this.bytes()
    const text = bytes.toString('latin1')
    // Plain ASCII is the common case and needs no decoder.
    if (isAscii(text)) return text
    try {
      return utf8.decode(bytes)
    } catch {
      throw new WireError('malformed message: text is not UTF-8')
    }
  }

  message(): Reader {
    const length = this.varint()
    const start = this.#at
    if (length > this.#end - start) throw new WireError('malformed message: field longer than its message')
    this.#at = start + length
    return new Reader(this.#bytes, start, this.#at)
  }

  /** Steps over a field that this reader does not know, as protobuf asks. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint()
        return
      case 1:
        this.#advance(8)
        return
      case 2:
        this.bytes()
        return
      case 5:
        this.#advance(4)
        return
      default:
        throw new WireError('malformed message: unsupported wire type')
    }
  }

  #advance(count: number): void {
    if (count > this.#end - this.#at) throw new WireError('malformed message: ends inside a field')
    this.#at += count
  }
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}
