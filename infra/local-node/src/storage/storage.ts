import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { StorageError } from './errors.ts'
import { openDatabase } from './open.ts'

/** An event as it is stored. `stream` is the stream's id, `record` the bytes of log/record.ts. */
export interface StoredEvent {
  position: number
  stream: number
  revision: number
  record: Buffer
}

export interface StreamRow {
  id: number
  hasMetadata: boolean
}

/** How much one page may hold; at least one event is always given. */
export interface PageLimit {
  events: number
  bytes: number
}

export interface StorageOptions {
  /** Pages (4 KiB) that the database may have; tests make a full disk of it. */
  maxPages?: number
}

/** The log on disk: one SQLite database in WAL mode, with every commit behind an fsync. One connection, one thread. */
export class Storage {
  readonly #db: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  readonly #findStream: StatementSync
  readonly #insertStream: StatementSync
  readonly #markMetadata: StatementSync
  readonly #insertEvent: StatementSync
  readonly #lastRevision: StatementSync
  readonly #event: StatementSync
  readonly #eventId: StatementSync
  readonly #position: StatementSync
  readonly #streamForward: StatementSync
  readonly #streamBackward: StatementSync
  readonly #allForward: StatementSync
  readonly #allBackward: StatementSync
  readonly #isPosition: StatementSync
  readonly #last: StatementSync
  #failingCommits = 0

  /**
   * Opens or makes the log in `dataDir`, and recovers what a killed node left in its write-ahead log.
   * @throws DataDirError when the directory is in use, not writable, or not a node's.
   */
  constructor(dataDir: string, options: StorageOptions = {}) {
    this.#db = openDatabase(dataDir)
    if (options.maxPages !== undefined) this.#db.exec(`PRAGMA max_page_count = ${options.maxPages}`)
    const rows = (sql: string): StatementSync => {
      const statement = this.#db.prepare(sql)
      statement.setReturnArrays(true)
      return statement
    }
    this.#begin = rows('BEGIN IMMEDIATE')
    this.#commit = rows('COMMIT')
    this.#rollback = rows('ROLLBACK')
    this.#findStream = rows('SELECT id, metadata FROM streams WHERE name = ?')
    this.#insertStream = rows('INSERT INTO streams (name, id, metadata) VALUES (?, ?, ?)')
    this.#markMetadata = rows('UPDATE streams SET metadata = 1 WHERE name = ?')
    this.#insertEvent = rows('INSERT INTO events (position, stream, revision, record) VALUES (?, ?, ?, ?)')
    this.#lastRevision = rows('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
    const columns = 'SELECT position, stream, revision, record FROM events'
    this.#event = rows(`${columns} WHERE stream = ? AND revision = ?`)
    this.#eventId = rows('SELECT position, substr(record, 5, 36) FROM events WHERE stream = ? AND revision = ?')
    this.#position = rows('SELECT position FROM events WHERE stream = ? AND revision = ?')
    this.#streamForward = rows(
      `${columns} WHERE stream = ? AND revision >= ? AND revision <= ? ORDER BY revision LIMIT ?`,
    )
    this.#streamBackward = rows(
      `${columns} WHERE stream = ? AND revision >= ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
    )
    this.#allForward = rows(`${columns} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`)
    this.#allBackward = rows(`${columns} WHERE position < ? ORDER BY position DESC LIMIT ?`)
    this.#isPosition = rows('SELECT 1 FROM events WHERE position = ?')
    this.#last = rows('SELECT position, length(record) FROM events ORDER BY position DESC LIMIT 1')
  }

  // ---- writing ------------------------------------------------------------------------------------------------

  begin(): void {
    this.#write(() => this.#begin.run())
  }

  /** Everything since `begin` is on disk when this returns; when it throws, nothing of it counts. */
  commit(): void {
    if (this.#failingCommits > 0) {
      this.#failingCommits--
      throw new StorageError('disk I/O error (asked for by a fault switch)')
    }
    this.#write(() => this.#commit.run())
  }

  rollback(): void {
    if (this.#db.isTransaction) this.#rollback.run()
  }

  insertStream(name: string, id: number, hasMetadata: boolean): void {
    this.#write(() => this.#insertStream.run(name, id, hasMetadata ? 1 : 0))
  }

  markMetadata(name: string): void {
    this.#write(() => this.#markMetadata.run(name))
  }

  insertEvent(event: StoredEvent): void {
    this.#write(() => this.#insertEvent.run(event.position, event.stream, event.revision, event.record))
  }

  /** Makes the next `times` commits fail as a disk would. */
  failCommits(times: number): void {
    this.#failingCommits = times
  }

  // ---- reading ------------------------------------------------------------------------------------------------

  findStream(name: string): StreamRow | null {
    const row = this.#findStream.get(name) as unknown as [number, number] | undefined
    return row ? { id: row[0], hasMetadata: row[1] === 1 } : null
  }

  /** The revision of a stream's last event, -1 without any. */
  lastRevision(stream: number): number {
    const row = this.#lastRevision.get(stream) as unknown as [number] | undefined
    return row ? row[0] : -1
  }

  event(stream: number, revision: number): StoredEvent | null {
    const row = this.#event.get(stream, revision) as unknown as Row | undefined
    return row ? toEvent(row) : null
  }

  /** The position and id of an event, without reading the event. */
  eventId(stream: number, revision: number): { position: number; id: string } | null {
    const row = this.#eventId.get(stream, revision) as unknown as [number, Uint8Array] | undefined
    return row ? { position: row[0], id: Buffer.from(row[1]).toString('latin1') } : null
  }

  positionOf(stream: number, revision: number): number | null {
    const row = this.#position.get(stream, revision) as unknown as [number] | undefined
    return row ? row[0] : null
  }

  /** Events of a stream from revision `from` to `to`, both included. */
  streamForward(stream: number, from: number, to: number, limit: PageLimit): StoredEvent[] {
    return page(this.#streamForward.iterate(stream, from, to, limit.events), limit)
  }

  /** Events of a stream from revision `to` down to `from`, both included. */
  streamBackward(stream: number, from: number, to: number, limit: PageLimit): StoredEvent[] {
    return page(this.#streamBackward.iterate(stream, from, to, limit.events), limit)
  }

  /** Events after position `after` up to and with `to`. */
  allForward(after: number, to: number, limit: PageLimit): StoredEvent[] {
    return page(this.#allForward.iterate(after, to, limit.events), limit)
  }

  /** Events before position `before`, last first. */
  allBackward(before: number, limit: PageLimit): StoredEvent[] {
    return page(this.#allBackward.iterate(before, limit.events), limit)
  }

  isPosition(position: number): boolean {
    return this.#isPosition.get(position) !== undefined
  }

  /** The last event's position and the length of its record; null in an empty log. */
  last(): { position: number; length: number } | null {
    const row = this.#last.get() as unknown as [number, number] | undefined
    return row ? { position: row[0], length: row[1] } : null
  }

  /** Folds the write-ahead log into the database. Housekeeping: when it throws (a full disk), nothing is lost. */
  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  /** Lets go of the directory. */
  close(): void {
    this.rollback()
    this.#db.close()
  }

  #write(work: () => unknown): void {
    try {
      work()
    } catch (error) {
      throw new StorageError(error instanceof Error ? error.message : String(error), { cause: error })
    }
  }
}

type Row = [position: number, stream: number, revision: number, record: Uint8Array]

const toEvent = ([position, stream, revision, record]: Row): StoredEvent => ({
  position,
  stream,
  revision,
  record: Buffer.from(record.buffer, record.byteOffset, record.byteLength),
})

const page = (rows: Iterable<unknown>, limit: PageLimit): StoredEvent[] => {
  const events: StoredEvent[] = []
  let bytes = 0
  for (const row of rows as Iterable<Row>) {
    const event = toEvent(row)
    events.push(event)
    bytes += event.record.length
    if (bytes >= limit.bytes) break
  }
  return events
}
