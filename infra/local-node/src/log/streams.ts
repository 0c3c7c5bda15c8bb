import { LRUCache } from 'lru-cache'
import type { Storage } from '../storage/storage.ts'
import {
  isMetastream,
  METASTREAM_METADATA,
  metastreamOf,
  NO_METADATA,
  parseMetadata,
  type StreamMetadata,
  streamOfMetastream,
} from './metadata.ts'
import { recordData, TOMBSTONE } from './record.ts'

/** Where a stream stands. */
export interface Head {
  /** The stream's id in the storage; 0 while nothing names the stream. */
  id: number
  /** Revision of its last event; -1 without any, TOMBSTONE when it was tombstoned. */
  last: number
  /** Whether its `$$` stream has events. */
  hasMetadata: boolean
  /** Effective metadata, once somebody needed it. */
  metadata: StreamMetadata | null
}

const MAX_HEADS = 20_000
/** Names come from callers; the cache is bounded by their length too. */
const MAX_NAME_CHARACTERS = 4 * 1024 * 1024

/** The heads of recently used streams, backed by the storage. A million streams cost what twenty thousand do. */
export class Streams {
  readonly #storage: Storage
  readonly #heads = new LRUCache<string, Head>({
    max: MAX_HEADS,
    maxSize: MAX_NAME_CHARACTERS,
    sizeCalculation: (_head, name) => name.length,
  })

  constructor(storage: Storage) {
    this.#storage = storage
  }

  head(name: string): Head {
    const cached = this.#heads.get(name)
    if (cached) return cached
    const row = this.#storage.findStream(name)
    const head: Head = row
      ? { id: row.id, last: this.#storage.lastRevision(row.id), hasMetadata: row.hasMetadata, metadata: null }
      : { id: 0, last: -1, hasMetadata: false, metadata: NO_METADATA }
    this.#heads.set(name, head)
    return head
  }

  /** The last revision as callers see it: a tombstone also covers the stream's metadata. */
  last(name: string, head: Head): number {
    if (isMetastream(name) && this.head(streamOfMetastream(name)).last === TOMBSTONE) return TOMBSTONE
    return head.last
  }

  metadata(name: string, head: Head): StreamMetadata {
    if (isMetastream(name)) return METASTREAM_METADATA
    if (!head.metadata) head.metadata = this.#readMetadata(name, head)
    return head.metadata
  }

  /** The last `$metadata` event's content; null without any. */
  rawMetadata(name: string): { json: boolean; data: Buffer } | null {
    const meta = this.head(metastreamOf(name))
    if (meta.id === 0 || meta.last < 0) return null
    const event = this.#storage.event(meta.id, meta.last)
    return event ? recordData(event.record) : null
  }

  /** After a failed commit nothing in memory can be trusted. */
  forget(): void {
    this.#heads.clear()
  }

  #readMetadata(name: string, head: Head): StreamMetadata {
    const raw = head.hasMetadata ? this.rawMetadata(name) : null
    return raw ? parseMetadata(raw.json, raw.data) : NO_METADATA
  }
}
