import type { Call } from '../grpc/call.ts'
import { GrpcError, Status } from '../grpc/status.ts'
import { recordCreated, TOMBSTONE } from '../log/record.ts'
import type { StoredEvent } from '../storage/storage.ts'
import { streamDeleted } from './errors.ts'
import { compileFilter, type Filter } from './filter.ts'
import { deliver } from './links.ts'
import { PAGE, turn } from './read.ts'
import { caughtUpFrame, checkpointFrame, confirmationFrame, eventFrames, type ReadRequest } from './read-messages.ts'
import type { NodeContext } from './write.ts'

type OnClose = (wake: () => void) => void

/** While catching up, checkpoints are considered once per so many events, as the real server pages. */
const CATCH_UP_PAGE = 32

/**
 * A subscription pulls: the page after the last position, then the next when the client has taken it, and at the end
 * of the log it sleeps until a commit. So there is no gap and no double between history and the present, and a slow
 * client costs no memory.
 */
export const subscribeToAll = async (
  node: NodeContext,
  call: Call,
  request: ReadRequest,
  onClose: OnClose,
): Promise<void> => {
  const { log } = node
  const { from } = request
  if (typeof from === 'bigint' && !log.isBoundary(from)) {
    throw new GrpcError(Status.INVALID_ARGUMENT, 'Trying to read from an invalid position.')
  }
  const selection = request.filter
    ? new FilteredPages(compileFilter(request.filter), request.filter.checkpointInterval, from === 'end')
    : new WholePages()
  const sleep = sleeper(onClose)
  let position = from === 'start' ? 0 : from === 'end' ? log.lastPosition : Number(from)
  let caughtUp = false
  call.send(confirmationFrame(crypto.randomUUID()))
  while (!call.over) {
    const page = log.allForward(position, PAGE)
    const last = page.at(-1)
    if (!last) {
      if (!caughtUp) {
        caughtUp = true
        for (const frame of selection.caughtUp(position)) call.send(frame)
        call.send(caughtUpFrame())
      }
      await sleep((wake) => log.wakeups.onAll(wake))
      continue
    }
    position = last.position
    let roomy = true
    for (const frames of selection.page(page, (events) => eventFrames(deliver(log, events, request.resolveLinks)))) {
      roomy = call.send(frames)
    }
    if (!roomy) await call.drained()
    else if (position < log.lastPosition) await turn()
  }
}

export const subscribeToStream = async (
  node: NodeContext,
  call: Call,
  request: ReadRequest,
  stream: string,
  onClose: OnClose,
): Promise<void> => {
  const { log } = node
  const { streams, storage } = log
  const { from } = request
  const sleep = sleeper(onClose)
  const start = streams.last(stream, streams.head(stream))
  if (start === TOMBSTONE) throw streamDeleted(stream)
  let next = from === 'start' ? 0 : from === 'end' ? start + 1 : Number(from) + 1
  let caughtUp = false
  call.send(confirmationFrame(crypto.randomUUID()))
  while (!call.over) {
    const head = streams.head(stream)
    const last = streams.last(stream, head)
    // Metadata hides history only: a live subscription gets what was appended, even when it was cut off since.
    const metadata = streams.metadata(stream, head)
    const first = caughtUp ? 0 : Math.max(metadata.truncateBefore, last - metadata.maxCount + 1)
    const page = head.id === 0 ? [] : storage.streamForward(head.id, Math.max(next, first), last, PAGE)
    const end = page.at(-1)
    if (!end) {
      if (last === TOMBSTONE) throw streamDeleted(stream)
      next = Math.max(next, last + 1)
      if (!caughtUp) call.send(caughtUpFrame())
      caughtUp = true
      await sleep((wake) => log.wakeups.onStream(stream, wake))
      continue
    }
    next = end.revision + 1
    const oldest = caughtUp ? 0 : Date.now() - metadata.maxAgeMs
    const events = page.filter((event) => recordCreated(event.record) >= oldest)
    const roomy = events.length === 0 || call.send(eventFrames(deliver(log, events, request.resolveLinks)))
    if (end.revision === TOMBSTONE) throw streamDeleted(stream)
    if (!roomy) await call.drained()
    else if (next <= last) await turn()
  }
}

/** Sleeps until woken, or until the call is over. */
const sleeper = (onClose: OnClose): ((register: (wake: () => void) => () => void) => Promise<void>) => {
  let wakeUp = (): void => {}
  onClose(() => wakeUp())
  return async (register) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const unregister = register(resolve)
    wakeUp = () => {
      unregister()
      resolve()
    }
    await promise
  }
}

type Encode = (events: readonly StoredEvent[]) => Buffer

/** A subscription without a filter: every event, no checkpoints. */
class WholePages {
  page(events: readonly StoredEvent[], encode: Encode): Buffer[] {
    return [encode(events)]
  }

  caughtUp(): Buffer[] {
    return []
  }
}

/** The events that pass, with checkpoints between them at exactly the places where the real server has them. */
class FilteredPages {
  readonly #filter: Filter
  readonly #interval: number
  #live = false
  #sinceCheckpoint = 0
  #sinceStart = 0
  #lastCheckpoint = -1
  readonly #fromEnd: boolean

  constructor(filter: Filter, interval: number, fromEnd: boolean) {
    this.#filter = filter
    this.#interval = interval
    this.#fromEnd = fromEnd
  }

  page(events: readonly StoredEvent[], encode: Encode): Buffer[] {
    const passes = this.#filter(events)
    const out: Buffer[] = []
    let waiting: StoredEvent[] = []
    for (const [index, event] of events.entries()) {
      if (passes[index]) waiting.push(event)
      this.#sinceCheckpoint++
      this.#sinceStart++
      const here = this.#live || this.#sinceStart % CATCH_UP_PAGE === 0
      if (!here || this.#sinceCheckpoint < this.#interval) continue
      if (waiting.length > 0) out.push(encode(waiting))
      waiting = []
      out.push(...this.#checkpoint(event.position))
    }
    if (waiting.length > 0) out.push(encode(waiting))
    return out
  }

  /** Catching up ends with a checkpoint; starting at the end had nothing to catch up with. */
  caughtUp(position: number): Buffer[] {
    const first = !this.#live
    this.#live = true
    return first && !(this.#fromEnd && this.#sinceStart === 0) ? this.#checkpoint(position) : []
  }

  #checkpoint(position: number): Buffer[] {
    this.#sinceCheckpoint = 0
    if (position <= this.#lastCheckpoint) return []
    this.#lastCheckpoint = position
    return [checkpointFrame(position)]
  }
}
