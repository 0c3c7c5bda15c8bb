import type { Storage, StoredEvent } from '../storage/storage.ts'
import { checkExpectation } from './expectation.ts'
import {
  DELETED_METADATA,
  isMetastream,
  isSoftDeleted,
  METASTREAM_METADATA,
  metastreamOf,
  parseMetadata,
  streamOfMetastream,
  undeletedMetadata,
} from './metadata.ts'
import type { Outcome, WriteRequest } from './outcome.ts'
import { RecentIds } from './recent-ids.ts'
import { encodeRecord, type NewRecord, recordSpan, TOMBSTONE } from './record.ts'
import { type Head, Streams } from './streams.ts'

/** An event just written, with its stream's name at hand for whoever waits for it. */
export interface WrittenEvent extends StoredEvent {
  name: string
}

const EMPTY = Buffer.alloc(0)

/** Applies writes one after another inside a transaction; the log commits them in groups. */
export class GroupWriter {
  readonly storage: Storage
  readonly streams: Streams
  readonly recentIds = new RecentIds()
  #end: number
  #written: WrittenEvent[] = []
  #committedEnd: number
  #now = 0

  /** @param end the position that the next event will have. */
  constructor(storage: Storage, end: number) {
    this.storage = storage
    this.streams = new Streams(storage)
    this.#end = end
    this.#committedEnd = end
  }

  /** The position that the next event will have. */
  get end(): number {
    return this.#end
  }

  /** @param now epoch milliseconds, stamped on every event of the group. */
  begin(now: number): void {
    this.storage.begin()
    this.#now = now
  }

  /** Makes the group durable and gives its events, in log order. */
  commit(): WrittenEvent[] {
    this.storage.commit()
    const written = this.#written
    this.#written = []
    this.#committedEnd = this.#end
    return written
  }

  /** Undoes the group, in the storage and in memory. */
  rollback(): void {
    this.#written = []
    this.#end = this.#committedEnd
    this.streams.forget()
    this.recentIds.forget()
    this.storage.rollback()
  }

  apply(request: WriteRequest): Outcome {
    if (this.#now > request.deadline) return { type: 'timeout' }
    switch (request.kind) {
      case 'append':
        return this.#append(request)
      case 'delete':
        return this.#delete(request)
      case 'tombstone':
        return this.#tombstone(request)
    }
  }

  #append({ stream, expected, events }: WriteRequest): Outcome {
    const head = this.streams.head(stream)
    const ids = events.map((event) => event.id)
    const answer = checkExpectation(this, stream, head, expected, ids)
    if (answer) return answer
    const { revision, position } = this.#write(stream, head, events)
    return { type: 'success', revision, position }
  }

  /** Soft delete: metadata that truncates everything. Checked like an append of one new event. */
  #delete({ stream, expected }: WriteRequest): Outcome {
    const head = this.streams.head(stream)
    const answer = checkExpectation(this, stream, head, expected, [crypto.randomUUID()])
    if (answer) return answer
    if (head.last < 0 && !head.hasMetadata) return { type: 'wrong-expected-version', current: -1 }
    const meta = metastreamOf(stream)
    const { position } = this.#insert(meta, this.streams.head(meta), [metadataEvent(DELETED_METADATA)])
    return { type: 'success', revision: head.last, position }
  }

  #tombstone({ stream, expected }: WriteRequest): Outcome {
    const head = this.streams.head(stream)
    const answer = checkExpectation(this, stream, head, expected, [crypto.randomUUID()])
    if (answer) return answer
    const event = { id: crypto.randomUUID(), type: '$streamDeleted', json: false, metadata: EMPTY, data: EMPTY }
    const { position } = this.#insert(stream, head, [event], TOMBSTONE)
    return { type: 'success', revision: TOMBSTONE, position }
  }

  /** Appends, and brings a soft-deleted stream back when this touches one. */
  #write(stream: string, head: Head, events: readonly NewRecord[]): { revision: number; position: number } {
    const deleted = isMetastream(stream) ? streamOfMetastream(stream) : stream
    const deletedHead = isMetastream(stream) ? this.streams.head(deleted) : head
    const recreates = isSoftDeleted(this.streams.metadata(deleted, deletedHead))
    const from = deletedHead.last + 1
    const written = this.#insert(stream, head, events)
    if (recreates) {
      const raw = this.streams.rawMetadata(deleted) ?? { json: false, data: EMPTY }
      const meta = metastreamOf(deleted)
      const event = metadataEvent(undeletedMetadata(raw.json, raw.data, from))
      this.#insert(meta, this.streams.head(meta), [event])
    }
    return written
  }

  #insert(
    stream: string,
    head: Head,
    events: readonly NewRecord[],
    first = head.last + 1,
  ): { revision: number; position: number } {
    if (head.id === 0) this.#create(stream, head, this.#end, false)
    let revision = head.last
    let position = 0
    for (const [index, event] of events.entries()) {
      revision = first + index
      position = this.#end
      const record = encodeRecord(event, stream, revision, position, this.#now)
      const stored: WrittenEvent = { position, stream: head.id, revision, record, name: stream }
      this.storage.insertEvent(stored)
      this.#end += recordSpan(record.length)
      this.#written.push(stored)
      this.recentIds.remember(event.id, head.id, revision)
    }
    head.last = revision
    const last = events.at(-1)
    if (isMetastream(stream) && last) this.#noteMetadata(streamOfMetastream(stream), last)
    return { revision, position }
  }

  /** A stream's metadata changed: its head says so at once, on disk only that there is some. */
  #noteMetadata(stream: string, event: NewRecord): void {
    const head = this.streams.head(stream)
    // Ids are positions: this one lies inside the metadata event, so that no event to come can have it.
    if (head.id === 0) this.#create(stream, head, this.#end - 1, true)
    else if (!head.hasMetadata) this.storage.markMetadata(stream)
    head.hasMetadata = true
    head.metadata = isMetastream(stream) ? METASTREAM_METADATA : parseMetadata(event.json, Buffer.from(event.data))
  }

  #create(stream: string, head: Head, id: number, hasMetadata: boolean): void {
    this.storage.insertStream(stream, id, hasMetadata)
    head.id = id
  }
}

const metadataEvent = (data: Buffer): NewRecord => ({
  id: crypto.randomUUID(),
  type: '$metadata',
  json: true,
  metadata: EMPTY,
  data,
})
