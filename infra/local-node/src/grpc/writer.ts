// The writing half of the protobuf wire format; why it is written by hand stands in reader.ts.

/** Appends fields to one growing buffer. Nested messages get their length when they are closed. */
export class Writer {
  #bytes = Buffer.allocUnsafe(1024)
  #at = 0

  /** Writes a raw unsigned integer (a tag, or a value behind one). */
  varint(value: number): this {
    this.#reserve(10)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#at++] = rest
    return this
  }

  /** A uint64 or int64 beyond the safe integers. */
  big(tag: number, value: bigint): this {
    this.varint(tag)
    let rest = BigInt.asUintN(64, value)
    while (rest >= 0x80n) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#at++] = Number(rest)
    return this
  }

  number(tag: number, value: number): this {
    return this.varint(tag).varint(value)
  }

  bytes(tag: number, value: Uint8Array): this {
    this.varint(tag).varint(value.length)
    this.#reserve(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }

  string(tag: number, value: string): this {
    const length = Buffer.byteLength(value)
    this.varint(tag).varint(length)
    this.#reserve(length)
    this.#bytes.write(value, this.#at, length, 'utf8')
    this.#at += length
    return this
  }

  /** Opens a nested message; hand what it returns to `close`. */
  open(tag: number): number {
    this.varint(tag)
    this.#reserve(1)
    return ++this.#at
  }

  close(start: number): this {
    const length = this.#at - start
    if (length < 0x80) {
      this.#bytes[start - 1] = length
      return this
    }
    let width = 1
    for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 128)) width++
    this.#reserve(width)
    this.#bytes.copyWithin(start - 1 + width, start, this.#at)
    this.#at = start - 1
    this.varint(length)
    this.#at += length
    return this
  }

  empty(tag: number): this {
    return this.varint(tag).varint(0)
  }

  /** Opens a gRPC frame: one byte of flags and four of length, filled in by `closeFrame`. */
  openFrame(): number {
    this.#reserve(5)
    this.#at += 5
    return this.#at
  }

  closeFrame(start: number): this {
    this.#bytes[start - 5] = 0
    this.#bytes.writeUInt32BE(this.#at - start, start - 4)
    return this
  }

  get length(): number {
    return this.#at
  }

  /** A copy of what was written; the writer starts over, and gives up a buffer that one big message made big. */
  take(): Buffer {
    const copy = Buffer.allocUnsafe(this.#at)
    this.#bytes.copy(copy, 0, 0, this.#at)
    this.#at = 0
    if (this.#bytes.length > 1 << 20) this.#bytes = Buffer.allocUnsafe(1024)
    return copy
  }

  /** Forgets what was written (after an encoder threw half way). */
  reset(): this {
    this.#at = 0
    return this
  }

  #reserve(count: number): void {
    const needed = this.#at + count
    if (needed <= this.#bytes.length) return
    const bigger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(bigger, 0, 0, this.#at)
    this.#bytes = bigger
  }
}
