import type { Call, CallHandler } from '../grpc/call.ts'
import { GrpcError, Status } from '../grpc/status.ts'
import { isSoftDeleted } from '../log/metadata.ts'
import { recordCreated, TOMBSTONE } from '../log/record.ts'
import type { PageLimit, StoredEvent } from '../storage/storage.ts'
import { invalid, streamDeleted } from './errors.ts'
import { compileFilter } from './filter.ts'
import { deliver } from './links.ts'
import { eventFrames, type ReadRequest, readReadRequest, streamNotFoundFrame } from './read-messages.ts'
import { subscribeToAll, subscribeToStream } from './subscribe.ts'
import type { NodeContext } from './write.ts'

/** One turn of the event loop reads no more than this; appends go in between. */
export const PAGE: PageLimit = { events: 256, bytes: 128 * 1024 }

/** Read: a bounded read, or a subscription, of a stream or of $all. */
export const openRead =
  (node: NodeContext) =>
  (call: Call): CallHandler => {
    let asked = false
    const wakes: (() => void)[] = []
    return {
      message(raw) {
        if (asked) throw invalid('this call takes one message')
        asked = true
        const request = readReadRequest(raw)
        start(node, call, request, (wake) => wakes.push(wake)).catch((error: unknown) => call.fail(error))
      },
      halfClose() {
        if (!asked) throw invalid('the request is missing')
      },
      closed() {
        for (const wake of wakes) wake()
      },
    }
  }

const start = (
  node: NodeContext,
  call: Call,
  request: ReadRequest,
  onClose: (wake: () => void) => void,
): Promise<void> => {
  if (request.subscription) {
    return request.stream === null
      ? subscribeToAll(node, call, request, onClose)
      : subscribeToStream(node, call, request, request.stream, onClose)
  }
  return request.stream === null ? readAll(node, call, request) : readStream(node, call, request, request.stream)
}

const readStream = async (node: NodeContext, call: Call, request: ReadRequest, stream: string): Promise<void> => {
  const { streams, storage } = node.log
  const head = streams.head(stream)
  const last = streams.last(stream, head)
  if (last === TOMBSTONE) throw streamDeleted(stream)
  const metadata = streams.metadata(stream, head)
  if (last < 0 || isSoftDeleted(metadata)) {
    call.send(streamNotFoundFrame(stream))
    return call.finish()
  }
  const first = Math.max(metadata.truncateBefore, last - metadata.maxCount + 1)
  const oldest = Date.now() - metadata.maxAgeMs
  const id = head.id
  const { backwards, from } = request
  let low = first
  let high = last
  if (backwards) high = from === 'end' ? last : Math.min(last, from === 'start' ? 0 : Number(from))
  else low = from === 'end' ? Infinity : Math.max(first, from === 'start' ? 0 : Number(from))
  let left = request.count
  while (left > 0 && low <= high && !call.over) {
    const limit = { events: Math.min(left, PAGE.events), bytes: PAGE.bytes }
    const page = backwards ? storage.streamBackward(id, low, high, limit) : storage.streamForward(id, low, high, limit)
    const end = page.at(-1)
    if (!end) break
    if (backwards) high = end.revision - 1
    else low = end.revision + 1
    const young = page.filter((event) => recordCreated(event.record) >= oldest)
    // Backwards, what follows something too old is older still.
    if (backwards && young.length < page.length) high = -1
    left -= young.length
    await sendPage(node, call, request, young, left > 0 && low <= high)
  }
  call.finish()
}

const readAll = async (node: NodeContext, call: Call, request: ReadRequest): Promise<void> => {
  const { log } = node
  const { from, backwards } = request
  if (typeof from === 'bigint' && !log.isBoundary(from)) {
    throw new GrpcError(Status.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition')
  }
  const filter = request.filter ? compileFilter(request.filter) : null
  // Only what is there now: a reader slower than the writers would never end.
  const end = log.lastPosition
  let at = from === 'start' ? 0 : from === 'end' ? end + 1 : Number(from)
  let left = request.count
  while (left > 0 && !call.over) {
    const limit = filter ? PAGE : { events: Math.min(left, PAGE.events), bytes: PAGE.bytes }
    const page = backwards ? log.storage.allBackward(at, limit) : log.storage.allForward(at - 1, end, limit)
    const last = page.at(-1)
    if (!last) break
    at = backwards ? last.position : last.position + 1
    const passed = filter ? pick(page, filter(page)).slice(0, left) : page
    left -= passed.length
    await sendPage(node, call, request, passed, left > 0)
  }
  call.finish()
}

const pick = (events: readonly StoredEvent[], flags: readonly boolean[]): StoredEvent[] =>
  events.filter((_event, index) => flags[index])

/** Sends a page, then waits for the client to keep up, and lets others have their turn when there is more. */
const sendPage = async (
  node: NodeContext,
  call: Call,
  request: ReadRequest,
  events: readonly StoredEvent[],
  more: boolean,
): Promise<void> => {
  const roomy = events.length === 0 || call.send(eventFrames(deliver(node.log, events, request.resolveLinks)))
  if (!roomy) await call.drained()
  else if (more) await turn()
}

/** Lets the event loop do what else is waiting. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
