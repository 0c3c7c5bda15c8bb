import { DataDirError, StorageError } from '../storage/errors.ts'
import { type PageLimit, Storage, type StorageOptions, type StoredEvent } from '../storage/storage.ts'
import { FIRST_POSITION, firstEvents } from './first-start.ts'
import { GroupWriter } from './group.ts'
import type { Outcome, WriteRequest } from './outcome.ts'
import { recordSpan } from './record.ts'
import type { Streams } from './streams.ts'
import { Tail } from './tail.ts'
import { Wakeups } from './wakeups.ts'

type Answer = (outcome: Outcome) => void

interface Waiting {
  request: WriteRequest
  answer: Answer
}

/** One commit takes no more than this; the rest waits for the next. */
const MAX_GROUP = 1024
const MAX_GROUP_BYTES = 16 * 1024 * 1024
/** A queue this long makes the calls that feed it pause. */
const MAX_QUEUE = 4096
const MAX_QUEUE_BYTES = 64 * 1024 * 1024

export interface LogOptions extends StorageOptions {
  onError: (error: unknown) => void
}

/**
 * The log: a single writer that puts everything waiting into one commit, and answers and wakes readers after it. All of it happens
 * on one thread, so no reader ever sees half of a group.
 */
export class Log {
  readonly storage: Storage
  readonly wakeups = new Wakeups()
  readonly #writer: GroupWriter
  readonly #tail: Tail
  readonly #onError: (error: unknown) => void
  #queue: Waiting[] = []
  #queueBytes = 0
  #scheduled: NodeJS.Immediate | null = null
  #lastPosition: number
  #onRoom: (() => void)[] = []
  #closed = false
  #reportedAt = -Infinity

  /** @throws DataDirError */
  constructor(dataDir: string, options: LogOptions) {
    this.storage = new Storage(dataDir, options)
    this.#onError = options.onError
    const last = this.storage.last()
    this.#writer = new GroupWriter(this.storage, last ? last.position + recordSpan(last.length) : FIRST_POSITION)
    this.#lastPosition = last?.position ?? 0
    this.#tail = new Tail(this.#lastPosition)
    try {
      if (!last) this.#writeFirstEvents(dataDir)
    } catch (error) {
      this.storage.close()
      throw error
    }
  }

  get streams(): Streams {
    return this.#writer.streams
  }

  /** Position of the last committed event. */
  get lastPosition(): number {
    return this.#lastPosition
  }

  /** The position that the next event will have. */
  get end(): number {
    return this.#writer.end
  }

  /** Queues a write. `answer` is called once, after the commit that decides it. False: the queue is long, see `onRoom`. */
  submit(request: WriteRequest, answer: Answer): boolean {
    if (this.#closed) {
      answer({ type: 'failed', reason: 'the node is stopping' })
      return true
    }
    this.#queue.push({ request, answer })
    this.#queueBytes += request.bytes
    if (!this.#scheduled) this.#scheduled = setImmediate(() => this.#run())
    return this.#queue.length < MAX_QUEUE && this.#queueBytes < MAX_QUEUE_BYTES
  }

  /** Calls back once when the queue is short again. */
  onRoom(resume: () => void): void {
    this.#onRoom.push(resume)
  }

  /** Events after a position, from memory where it can. */
  allForward(after: number, limit: PageLimit): StoredEvent[] {
    return this.#tail.after(after, limit) ?? this.storage.allForward(after, this.#lastPosition, limit)
  }

  /** Whether an event begins here, or the log does or ends here. */
  isBoundary(position: bigint): boolean {
    if (position === 0n) return true
    if (position > BigInt(this.end)) return false
    return Number(position) === this.end || this.storage.isPosition(Number(position))
  }

  /** Commits and answers what is waiting. */
  drain(): void {
    while (this.#queue.length > 0) this.#flush()
  }

  close(): void {
    if (this.#closed) return
    this.drain()
    this.#closed = true
    if (this.#scheduled) clearImmediate(this.#scheduled)
    try {
      this.storage.checkpoint()
    } catch (error) {
      this.#onError(error)
    }
    this.storage.close()
  }

  #run(): void {
    this.#scheduled = null
    this.#flush()
    if (this.#queue.length > 0) this.#scheduled = setImmediate(() => this.#run())
    const room = this.#queue.length < MAX_QUEUE / 2 && this.#queueBytes < MAX_QUEUE_BYTES / 2
    if (room && this.#onRoom.length > 0) {
      const waiting = this.#onRoom
      this.#onRoom = []
      for (const resume of waiting) resume()
    }
  }

  #flush(): void {
    const group = this.#nextGroup()
    const outcomes = this.#commitGroup(group)
    for (const [index, { answer }] of group.entries()) {
      try {
        answer(outcomes[index] ?? FAILED)
      } catch (error) {
        this.#onError(error)
      }
    }
  }

  #nextGroup(): Waiting[] {
    let count = 0
    let bytes = 0
    while (count < this.#queue.length && count < MAX_GROUP && (count === 0 || bytes < MAX_GROUP_BYTES)) {
      bytes += this.#queue[count++]?.request.bytes ?? 0
    }
    this.#queueBytes -= bytes
    const group = this.#queue
    this.#queue = group.splice(count)
    return group
  }

  /** Applies and commits a group as a whole. When the disk refuses, every write of the group has failed. */
  #commitGroup(group: readonly Waiting[]): Outcome[] {
    try {
      this.#writer.begin(Date.now())
      const outcomes = group.map(({ request }) => this.#writer.apply(request))
      const written = this.#writer.commit()
      const last = written.at(-1)
      if (last) {
        this.#lastPosition = last.position
        this.#tail.push(written)
        if (this.wakeups.hasStreams) for (const event of written) this.wakeups.wakeStream(event.name)
        this.wakeups.wakeAll()
      }
      return outcomes
    } catch (error) {
      this.#report(error)
      this.#rollback()
      const reason = error instanceof StorageError ? error.message : 'the node could not write this'
      return group.map(() => ({ type: 'failed', reason }))
    }
  }

  /** A full disk fails every group; it is told once a second. */
  #report(error: unknown): void {
    const now = performance.now()
    if (error instanceof StorageError && now - this.#reportedAt < 1000) return
    this.#reportedAt = now
    this.#onError(error)
  }

  #rollback(): void {
    try {
      this.#writer.rollback()
    } catch (error) {
      // The next BEGIN fails then, and with it every append, plainly; reads go on.
      this.#onError(error)
    }
  }

  #writeFirstEvents(dataDir: string): void {
    for (const outcome of this.#commitGroup(firstEvents().map((request) => ({ request, answer: () => {} })))) {
      if (outcome.type !== 'success')
        throw new DataDirError(`data directory ${dataDir} cannot be written to: the first events of a new log failed`)
    }
  }
}

const FAILED: Outcome = { type: 'failed', reason: 'the node could not write this' }
