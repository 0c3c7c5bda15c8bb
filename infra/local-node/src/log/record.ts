import { Reader } from '../grpc/reader.ts'
import { Writer } from '../grpc/writer.ts'

/**
 * The stored form of an event: the very bytes of `ReadResp.ReadEvent.RecordedEvent`, so that reading is copying.
 * Storage contract: the order of the fields is fixed, because the id and the time are found by their offsets.
 *
 *   0   id             0a 26 12 24, 36 characters
 *   40  "created"      32 1c 0a 07 created 12 11, 17 digits (100 ns ticks since the Unix epoch)
 *   70  stream name, type, content type, revision, prepare position, commit position, metadata, data
 */
const ID_START = 4
const ID_END = 40
const CREATED_START = 53
const CREATED_END = 70
const FIELDS_START = 70

/** The revision of a tombstone: int64's maximum on the wire, the greatest integer that SQLite hands over safely here. */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER
export const INT64_MAX = 9223372036854775807n

/** What a record adds to the log beside its own bytes; positions are byte offsets, so they advance by this as well. */
const RECORD_OVERHEAD = 32

export interface NewRecord {
  id: string
  type: string
  json: boolean
  metadata: Uint8Array
  data: Uint8Array
}

const writer = new Writer()

/** Encodes an event at its place in the log. `created` is epoch milliseconds. */
export const encodeRecord = (
  event: NewRecord,
  stream: string,
  revision: number,
  position: number,
  created: number,
): Buffer => {
  const w = writer.reset()
  w.varint(0x0a).varint(0x26).string(0x12, event.id)
  w.varint(0x32).varint(0x1c).string(0x0a, 'created').string(0x12, `${created}0000`.padStart(17, '0'))
  const name = w.open(0x12)
  w.string(0x1a, stream).close(name)
  const type = w.open(0x32)
  w.string(0x0a, 'type').string(0x12, event.type).close(type)
  const contentType = w.open(0x32)
  w.string(0x0a, 'content-type')
  w.string(0x12, event.json ? 'application/json' : 'application/octet-stream').close(contentType)
  if (revision === TOMBSTONE) w.big(0x18, INT64_MAX)
  else w.number(0x18, revision)
  w.number(0x20, position).number(0x28, position)
  w.bytes(0x3a, event.metadata).bytes(0x42, event.data)
  return w.take()
}

/** How far a record moves the log's end. */
export const recordSpan = (length: number): number => length + RECORD_OVERHEAD

/** The event id of a record, in lower case. */
export const recordId = (record: Buffer): string => record.toString('latin1', ID_START, ID_END)

/** When the event was written, epoch milliseconds. */
export const recordCreated = (record: Buffer): number =>
  Number(record.toString('latin1', CREATED_START, CREATED_END - 4))

/** The name of the stream that a record is in. */
export const recordStream = (record: Buffer): string => {
  const fields = new Reader(record, FIELDS_START)
  fields.tag()
  const identifier = fields.message()
  identifier.tag()
  return identifier.string()
}

/** The event type of a record. */
export const recordType = (record: Buffer): string => {
  const fields = new Reader(record, FIELDS_START)
  fields.tag()
  fields.bytes()
  fields.tag()
  const entry = fields.message()
  entry.tag()
  entry.bytes()
  entry.tag()
  return entry.string()
}

/** The content of a record: its data, and whether that is JSON. */
export const recordData = (record: Buffer): { json: boolean; data: Buffer } => {
  const fields = new Reader(record, FIELDS_START)
  fields.tag()
  fields.bytes()
  fields.tag()
  fields.bytes()
  fields.tag()
  const json = fields.bytes().length === 2 + 12 + 2 + 16
  for (let tag = fields.tag(); tag !== 0; tag = fields.tag()) {
    if (tag === 0x42) return { json, data: fields.bytes() }
    fields.skip(tag)
  }
  return { json, data: Buffer.alloc(0) }
}
