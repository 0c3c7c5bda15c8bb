import { Reader } from '../grpc/reader.ts'
import type { Expected } from '../log/outcome.ts'
import type { NewRecord } from '../log/record.ts'
import { invalid, missingMetadata } from './errors.ts'

/** Decodes the requests that write. What is wrong with one is thrown as the status that the caller shall see. */

export interface Target {
  stream: string
  expected: Expected
}

export interface BatchFrame {
  correlationId: string
  /** Only in an append's first frame. Undecoded, as are the events: whoever is told what is wrong needs the id first. */
  options: Reader | null
  events: readonly Reader[]
  final: boolean
}

/** Names are kept in memory and in two indexes. */
const MAX_NAME_BYTES = 4096

/** The stream name out of a StreamIdentifier. */
export const readStreamName = (identifier: Reader): string => {
  let name = ''
  for (let tag = identifier.tag(); tag !== 0; tag = identifier.tag()) {
    if (tag === 0x1a) name = identifier.string()
    else identifier.skip(tag)
  }
  if (name === '' || name === '$$') throw invalid('a stream needs a name')
  if (name.length > MAX_NAME_BYTES) throw invalid(`a stream name may have ${MAX_NAME_BYTES} characters`)
  return name
}

/** The options that Append, Delete and Tombstone share. */
export const readTarget = (options: Reader): Target => {
  let stream: string | null = null
  let expected: Expected | null = null
  for (let tag = options.tag(); tag !== 0; tag = options.tag()) {
    if (tag === 0x0a) stream = readStreamName(options.message())
    else if (tag >= 0x10 && tag <= 0x2a) expected = readExpected(options, tag) ?? expected
    else options.skip(tag)
  }
  return checkTarget(stream, expected)
}

/** DeleteReq and TombstoneReq: nothing but options. */
export const readTargetRequest = (bytes: Buffer): Target => {
  const request = new Reader(bytes)
  for (let tag = request.tag(); tag !== 0; tag = request.tag()) {
    if (tag === 0x0a) return readTarget(request.message())
    request.skip(tag)
  }
  throw invalid('the request has no options')
}

/** One message of an Append call: its options, or one event. */
export const readAppendMessage = (bytes: Buffer): { options: Target } | { event: Reader } => {
  const message = new Reader(bytes)
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x0a) return { options: readTarget(message.message()) }
    if (tag === 0x12) return { event: message.message() }
    message.skip(tag)
  }
  throw invalid('the message has neither options nor an event')
}

/** One frame of a BatchAppend call. Throws only when it cannot be told which append it is about. */
export const readBatchFrame = (bytes: Buffer): BatchFrame => {
  const request = new Reader(bytes)
  let correlationId: string | null = null
  let options: Reader | null = null
  let final = false
  const events: Reader[] = []
  for (let tag = request.tag(); tag !== 0; tag = request.tag()) {
    if (tag === 0x0a) correlationId = readUuid(request.message())
    else if (tag === 0x12) options = request.message()
    else if (tag === 0x1a) events.push(request.message())
    else if (tag === 0x20) final = request.bool()
    else request.skip(tag)
  }
  if (correlationId === null) throw invalid('the frame has no correlation id')
  return { correlationId, options, events, final }
}

/** The options of a batch append; `deadline` is epoch milliseconds, Infinity without one. */
export const readBatchOptions = (options: Reader): Target & { deadline: number } => {
  let stream: string | null = null
  let expected: Expected | null = null
  let deadline = Infinity
  for (let tag = options.tag(); tag !== 0; tag = options.tag()) {
    if (tag === 0x0a) stream = readStreamName(options.message())
    else if (tag >= 0x10 && tag <= 0x2a) expected = readExpected(options, tag) ?? expected
    else if (tag === 0x32) deadline = readMilliseconds(options.message())
    else if (tag === 0x3a) deadline = Date.now() + readMilliseconds(options.message())
    else options.skip(tag)
  }
  return { ...checkTarget(stream, expected), deadline }
}

/** The `oneof` of the expected revision, fields 2 to 5 of every options message. Null: not one of them. */
const readExpected = (options: Reader, tag: number): Expected | null => {
  switch (tag) {
    case 0x10:
      return options.uint64()
    case 0x1a:
      options.bytes()
      return 'no-stream'
    case 0x22:
      options.bytes()
      return 'any'
    case 0x2a:
      options.bytes()
      return 'stream-exists'
    default:
      options.skip(tag)
      return null
  }
}

const checkTarget = (stream: string | null, expected: Expected | null): Target => {
  if (stream === null) throw invalid('the options name no stream')
  if (expected === null) throw invalid('the options have no expected revision')
  return { stream, expected }
}

/** google.protobuf.Timestamp or Duration, as milliseconds. */
const readMilliseconds = (message: Reader): number => {
  let ms = 0
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x08) ms += Number(BigInt.asIntN(64, message.uint64())) * 1000
    else if (tag === 0x10) ms += Number(BigInt.asIntN(32, message.uint64())) / 1e6
    else message.skip(tag)
  }
  return ms
}

const JSON_CONTENT = 'application/json'
const EMPTY = Buffer.alloc(0)

/** One proposed event; the two forms of the message are the same on the wire. */
export const readEvent = (message: Reader): NewRecord => {
  let id: string | null = null
  let type: string | null = null
  let contentType: string | null = null
  let metadata: Buffer = EMPTY
  let data: Buffer = EMPTY
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x0a) id = readUuid(message.message())
    else if (tag === 0x12) {
      const [key, value] = readMapEntry(message.message())
      if (key === 'type') type = value
      else if (key === 'content-type') contentType = value
    } else if (tag === 0x1a) metadata = message.bytes()
    else if (tag === 0x22) data = message.bytes()
    else message.skip(tag)
  }
  if (type === null || contentType === null) throw missingMetadata()
  if (type === '') throw invalid('an event needs a type')
  id = id?.toLowerCase() ?? null
  if (id === null || id === NIL) throw invalid('an event needs an id')
  return { id, type, json: contentType === JSON_CONTENT, metadata, data }
}

/** What an event counts against the append limit. */
export const eventSize = (event: NewRecord): number => event.data.length + event.metadata.length + 2 * event.type.length

const readMapEntry = (entry: Reader): [key: string, value: string] => {
  let key = ''
  let value = ''
  for (let tag = entry.tag(); tag !== 0; tag = entry.tag()) {
    if (tag === 0x0a) key = entry.string()
    else if (tag === 0x12) value = entry.string()
    else entry.skip(tag)
  }
  return [key, value]
}

const NIL = '00000000-0000-0000-0000-000000000000'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A UUID in either of its forms, spelt as the caller spelt it; null when the message is empty. */
export const readUuid = (message: Reader): string | null => {
  let id: string | null = null
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x12) id = message.string()
    else if (tag === 0x0a) id = readStructuredUuid(message.message())
    else message.skip(tag)
  }
  if (id !== null && !UUID.test(id)) throw invalid('an id is not a UUID')
  return id
}

const readStructuredUuid = (message: Reader): string => {
  let most = 0n
  let least = 0n
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x08) most = message.uint64()
    else if (tag === 0x10) least = message.uint64()
    else message.skip(tag)
  }
  const hex = most.toString(16).padStart(16, '0') + least.toString(16).padStart(16, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
