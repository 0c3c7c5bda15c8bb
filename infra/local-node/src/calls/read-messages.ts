import { Reader } from '../grpc/reader.ts'
import { Writer } from '../grpc/writer.ts'
import { INT64_MAX } from '../log/record.ts'
import type { StoredEvent } from '../storage/storage.ts'
import { invalid } from './errors.ts'
import type { FilterRequest } from './filter.ts'
import { readStreamName } from './write-messages.ts'

/** Where a read begins. For $all a position, for a stream a revision. */
export type From = 'start' | 'end' | bigint

export interface FilterOptions extends FilterRequest {
  /** A subscription reports a checkpoint each time it has considered this many events. */
  checkpointInterval: number
}

export interface ReadRequest {
  /** Null: $all. */
  stream: string | null
  from: From
  backwards: boolean
  resolveLinks: boolean
  /** Infinity in a subscription. */
  count: number
  subscription: boolean
  filter: FilterOptions | null
}

const DEFAULT_WINDOW = 32
const UINT64_MAX = 18446744073709551615n

export const readReadRequest = (bytes: Buffer): ReadRequest => {
  const message = new Reader(bytes)
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x0a) return readOptions(message.message())
    message.skip(tag)
  }
  throw invalid('the request has no options')
}

const readOptions = (options: Reader): ReadRequest => {
  let source: { stream: string | null; from: From } | null = null
  let count: number | null = null
  let filter: FilterOptions | null = null
  let backwards = false
  let resolveLinks = false
  let subscription = false
  for (let tag = options.tag(); tag !== 0; tag = options.tag()) {
    if (tag === 0x0a) source = readStreamOptions(options.message())
    else if (tag === 0x12) source = { stream: null, from: readAllOptions(options.message()) }
    else if (tag === 0x18) backwards = readDirection(options.varint())
    else if (tag === 0x20) resolveLinks = options.bool()
    else if (tag === 0x28) count = options.varint()
    else if (tag === 0x32) {
      options.bytes()
      subscription = true
    } else if (tag === 0x3a) filter = readFilter(options.message())
    else options.skip(tag)
  }
  if (!source) throw invalid('the options name neither a stream nor $all')
  if (filter && source.stream !== null) throw invalid('only $all can be filtered')
  if (subscription && backwards) throw invalid('a subscription reads forwards')
  if (!subscription && count === null) throw invalid('the options have neither a count nor a subscription')
  return { ...source, backwards, resolveLinks, count: subscription ? Infinity : (count ?? 0), subscription, filter }
}

const readDirection = (value: number): boolean => {
  if (value > 1) throw invalid('there is no such read direction')
  return value === 1
}

const readStreamOptions = (options: Reader): { stream: string; from: From } => {
  let stream: string | null = null
  let from: From | null = null
  for (let tag = options.tag(); tag !== 0; tag = options.tag()) {
    if (tag === 0x0a) stream = readStreamName(options.message())
    else if (tag === 0x10) from = options.uint64()
    else if (tag === 0x1a) from = readWord(options, 'start')
    else if (tag === 0x22) from = readWord(options, 'end')
    else options.skip(tag)
  }
  if (stream === null) throw invalid('the options name no stream')
  if (from === null) throw invalid('the options do not say where to begin')
  if (typeof from === 'bigint' && from > INT64_MAX && from !== UINT64_MAX) throw invalid('there is no such revision')
  return { stream, from: from === UINT64_MAX ? 'end' : from }
}

const readAllOptions = (options: Reader): From => {
  let from: From | null = null
  for (let tag = options.tag(); tag !== 0; tag = options.tag()) {
    if (tag === 0x0a) from = readPosition(options.message())
    else if (tag === 0x12) from = readWord(options, 'start')
    else if (tag === 0x1a) from = readWord(options, 'end')
    else options.skip(tag)
  }
  if (from === null) throw invalid('the options do not say where to begin')
  return from
}

const readWord = <W extends 'start' | 'end'>(options: Reader, word: W): W => {
  options.bytes()
  return word
}

const readPosition = (message: Reader): From => {
  let commit = 0n
  let prepare = 0n
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x08) commit = message.uint64()
    else if (tag === 0x10) prepare = message.uint64()
    else message.skip(tag)
  }
  if (commit === UINT64_MAX && prepare === UINT64_MAX) return 'end'
  // The prepare position may lie behind (checkpoints of the real server do that), never ahead.
  if (prepare > commit) throw invalid('the commit position is less than the prepare position')
  return commit
}

const readFilter = (options: Reader): FilterOptions => {
  let request: FilterRequest | null = null
  let window: number | null = null
  let multiplier = 0
  for (let tag = options.tag(); tag !== 0; tag = options.tag()) {
    if (tag === 0x0a) request = { by: 'stream', ...readExpression(options.message()) }
    else if (tag === 0x12) request = { by: 'type', ...readExpression(options.message()) }
    else if (tag === 0x18) window = options.varint()
    else if (tag === 0x22) {
      options.bytes()
      window = DEFAULT_WINDOW
    } else if (tag === 0x28) multiplier = options.varint()
    else options.skip(tag)
  }
  if (!request) throw invalid('the filter says neither stream nor event type')
  if (window === null || window === 0) throw invalid('the filter needs a window of 1 or more')
  if (multiplier === 0) throw invalid('the checkpoint interval must be 1 or more')
  return { ...request, checkpointInterval: window * multiplier }
}

const readExpression = (message: Reader): { regex: string; prefixes: string[] } => {
  let regex = ''
  const prefixes: string[] = []
  for (let tag = message.tag(); tag !== 0; tag = message.tag()) {
    if (tag === 0x0a) regex = message.string()
    else if (tag === 0x12) prefixes.push(message.string())
    else message.skip(tag)
  }
  return { regex, prefixes }
}

// ---- answers, as whole gRPC frames --------------------------------------------------------------------------------

/** An event as it is delivered: with the link that led to it, or as a link whose target is gone (`event` null). */
export interface Delivery {
  event: StoredEvent | null
  link: StoredEvent | null
}

const writer = new Writer()

const frame = (encode: (w: Writer) => void): Buffer => {
  const w = writer.reset()
  const start = w.openFrame()
  encode(w)
  return w.closeFrame(start).take()
}

/** A page of events, one frame each, as one piece. The stored record goes out as it is. */
export const eventFrames = (deliveries: readonly Delivery[]): Buffer => {
  const w = writer.reset()
  for (const { event, link } of deliveries) {
    const start = w.openFrame()
    const at = w.open(0x0a)
    if (event) w.bytes(0x0a, event.record)
    if (link) w.bytes(0x12, link.record)
    w.number(0x18, (link ?? event)?.position ?? 0)
    w.close(at).closeFrame(start)
  }
  return w.take()
}

export const confirmationFrame = (subscriptionId: string): Buffer =>
  frame((w) => {
    const at = w.open(0x12)
    w.string(0x0a, subscriptionId).close(at)
  })

export const checkpointFrame = (position: number): Buffer =>
  frame((w) => {
    const at = w.open(0x1a)
    w.number(0x08, position).number(0x10, position).close(at)
  })

export const streamNotFoundFrame = (stream: string): Buffer =>
  frame((w) => {
    const at = w.open(0x22)
    const identifier = w.open(0x0a)
    w.string(0x1a, stream).close(identifier).close(at)
  })

export const caughtUpFrame = (): Buffer => frame((w) => w.empty(0x42))
