import { Readable } from 'node:stream'
import { encodePosition } from '@visita/http'
import { eventFrame, heartbeatFrame, openingFrame } from './frames.ts'
import type { ChangeKind } from './lines.ts'

/** Why a reader is told to come back: it does not keep up, we are going, or its key is no longer good. */
export type Ending = 'slow' | 'stopping' | 'key'

export interface ReaderOptions {
  readonly tenant: string
  readonly keyId: string
  readonly kinds: ReadonlySet<ChangeKind>
  /** Most that waits for a socket that does not take it. */
  readonly mostBytes: number
}

/**
 * One open stream. What it is told while it still reads what it missed waits until that is through. It holds no more than
 * `mostBytes` for a socket that is slower than its tenant: then it ends, and whoever reads comes back with the last id
 * that arrived.
 */
export class Reader extends Readable {
  readonly tenant: string
  readonly keyId: string
  readonly kinds: ReadonlySet<ChangeKind>
  readonly #mostBytes: number
  /** Told of everything after this; null: of nothing yet. */
  #from: bigint | null = null
  #waiting: Buffer[] | null = null
  #waitingBytes = 0
  #ending: Ending | null = null

  constructor({ tenant, keyId, kinds, mostBytes }: ReaderOptions) {
    // It counts as open until its connection is through with what it was given, and not only until that has been handed over.
    super({ autoDestroy: false })
    this.tenant = tenant
    this.keyId = keyId
    this.kinds = kinds
    this.#mostBytes = mostBytes
    this.push(openingFrame)
  }

  /** Why it was ended; it may still have to be read. */
  get ending(): Ending | null {
    return this.#ending
  }

  get isMissing(): boolean {
    return this.#waiting !== null
  }

  override _read(): void {}

  /** From here on it is told of everything after `position`; what it missed up to there is still to come. */
  joinAt(position: bigint): void {
    this.#from = position
    this.#waiting = []
  }

  /** What it missed, and then what happened meanwhile. */
  catchUp(missed: readonly Buffer[]): void {
    const waiting = this.#waiting
    if (waiting === null || this.#from === null) return
    this.#forget()
    for (const frame of missed) this.push(frame)
    this.#pushAt('ready', this.#from)
    for (const frame of waiting) this.push(frame)
  }

  /** What it missed cannot be told: it is to read anew whatever it shows, and is told of all that follows `position`. */
  startOver(position: bigint): void {
    if (this.#ending !== null) return
    // Whatever waits happened before it.
    this.#forget()
    this.#from = position
    this.#pushAt('reset', position)
  }

  /** @returns whether it was put on its way */
  tell(position: bigint, frame: Buffer): boolean {
    if (this.#from === null || position <= this.#from || this.#ending !== null) return false
    if (this.readableLength + this.#waitingBytes + frame.length > this.#mostBytes) {
      this.leave('slow')
      return false
    }
    if (this.#waiting === null) this.push(frame)
    else {
      this.#waiting.push(frame)
      this.#waitingBytes += frame.length
    }
    return true
  }

  /** Everything up to `position` was told. A socket that has something to take needs no sign of life. */
  beat(position: bigint): void {
    if (this.#ending !== null || this.readableLength > 0) return
    const isThere = this.#waiting === null && this.#from !== null && position >= this.#from
    this.push(heartbeatFrame(isThere ? encodePosition(position) : undefined))
  }

  leave(ending: Ending): void {
    if (this.#ending !== null) return
    this.#ending = ending
    // What waits was not sent, so the last id that arrived lies before it.
    this.#forget()
    this.push(eventFrame('end', { type: 'end', reason: ending }))
    this.push(null)
  }

  #forget(): void {
    this.#waiting = null
    this.#waitingBytes = 0
  }

  #pushAt(name: string, position: bigint): void {
    const id = encodePosition(position)
    this.push(eventFrame(name, { type: name, position: id }, id))
  }
}
