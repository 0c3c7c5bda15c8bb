import { once } from 'node:events'
import type { RecordedEvent } from '@visita/event-store'
import { invalidRequest, ProblemError } from '@visita/http'
import pLimit from 'p-limit'
import { changeOf, toldTypes } from './changes.ts'
import { eventFrame } from './frames.ts'
import { readMissed } from './missed.ts'
import { defaultLiveLimits, type Every, type Live, type LiveOptions, type OpenLive } from './options.ts'
import { Reader } from './reader.ts'

const heartbeatMs = 15_000
/** How long the end of a stream may take when all of it ends. */
const patienceMs = 1_000

const everyInterval: Every = (ms, fn) => {
  const timer = setInterval(fn, ms)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * The changes of all tenants, live: one subscription to the log for the process, opened for the first reader, handed out
 * by tenant. A reader that comes back gets from the log what lies between its last id and the feed, and the feed from
 * there: neither gap nor repetition, whichever instance it comes back to.
 */
export function createLive(options: LiveOptions): Live {
  const { log, logger, metrics, every = everyInterval } = options
  const limits = { ...defaultLiveLimits, ...options.limits }
  const open = metrics.gauge('visita_stream_readers', 'Open streams of changes')
  const told = metrics.counter('visita_stream_changes_total', 'Changes that were put on their way to a reader')
  const ended = metrics.counter('visita_stream_ended_total', 'Streams of changes that ended, by why', ['reason'])
  const resets = metrics.counter('visita_stream_resets_total', 'Readers that were told to read everything anew')
  const readers = new Map<Reader, OpenLive>()
  const turns = pLimit(limits.atOnce)
  const stopping = new AbortController()
  /** Every event up to here was handed out. Always an event's own, so that the log can be read from it. */
  let position = 0n
  let starting: Promise<void> | null = null
  let following: Promise<void> = Promise.resolve()
  let stopBeating = () => {}

  /** Begins with the first reader; a failure leaves it to the next. @throws Outage */
  function start(): Promise<void> {
    starting ??= log.head().then(
      (head) => {
        position = head
        following = follow()
        stopBeating = every(heartbeatMs, beat)
      },
      (error: unknown) => {
        starting = null
        throw error
      },
    )
    return starting
  }

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const handle = async (batch: readonly RecordedEvent[]) => batch.forEach(handOut)
        await log.follow({ name: 'live', from: position, types: toldTypes, signal: stopping.signal, handle })
        return
      } catch (err) {
        // An event of a newer version, say, while the services are being replaced. Nobody is told less without knowing it.
        logger.error({ err }, 'the live feed cannot read on; its readers are told to read everything anew')
        await skipToHead()
      }
    }
  }

  async function skipToHead(): Promise<void> {
    while (!stopping.signal.aborted) {
      const head = await log.head().catch(() => null)
      if (head === null) continue
      position = head
      for (const reader of readers.keys()) startOver(reader)
      return
    }
  }

  function handOut(event: RecordedEvent): void {
    position = event.position
    const change = changeOf(event)
    if (!change) return
    let frame: Buffer | undefined
    for (const reader of readers.keys()) {
      if (reader.tenant !== event.ids[0] || !reader.kinds.has(change.kind)) continue
      frame ??= eventFrame(change.name, change.data, change.id)
      if (reader.tell(event.position, frame)) told.inc()
    }
  }

  function startOver(reader: Reader): void {
    resets.inc()
    reader.startOver(position)
  }

  function beat(): void {
    for (const [reader, { mayStay, cutOff }] of readers) {
      // It has had since the beat before to take what was left for it.
      if (reader.ending !== null) {
        cutOff()
        continue
      }
      reader.beat(position)
      // A store that is away is no reason to send anybody away.
      mayStay().then(
        (may) => may || reader.leave('key'),
        () => undefined,
      )
    }
  }

  function admit({ tenant, keyId }: OpenLive): void {
    let [ofKey, ofTenant] = [0, 0]
    for (const reader of readers.keys()) {
      if (reader.tenant !== tenant) continue
      ofTenant += 1
      if (reader.keyId === keyId) ofKey += 1
    }
    if (ofKey < limits.perKey && ofTenant < limits.perTenant) return
    const { perKey, perTenant } = limits
    const members = { detail: 'Close one first.', perKey, perTenant }
    throw new ProblemError(429, 'too-many-streams', 'Too many open streams', members, { 'retry-after': '5' })
  }

  function enter(wanted: OpenLive): Reader {
    const { tenant, keyId, kinds } = wanted
    const reader = new Reader({ tenant, keyId, kinds: new Set(kinds), mostBytes: limits.mostBytes })
    readers.set(reader, wanted)
    open.inc()
    reader.once('close', () => {
      readers.delete(reader)
      open.dec()
      ended.inc({ reason: reader.ending ?? 'gone' })
    })
    return reader
  }

  async function tellMissed(reader: Reader, from: bigint): Promise<void> {
    const gone = new AbortController()
    reader.once('close', () => gone.abort())
    const to = position
    reader.joinAt(to)
    const signal = AbortSignal.any([gone.signal, stopping.signal])
    const missed = await turns(() => readMissed(log, reader, { from, to, signal }, limits)).catch((err: unknown) => {
      logger.warn({ err }, 'what a reader missed cannot be read')
      return null
    })
    if (signal.aborted || !reader.isMissing) return
    if (missed) reader.catchUp(missed)
    else startOver(reader)
  }

  async function begin(reader: Reader, after: bigint | null): Promise<void> {
    await start()
    // Another instance may be ahead of this one. What was never in the log comes from somewhere else.
    if (after !== null && after > position && after > (await log.head())) {
      const message = 'is ahead of the log: it was given by another installation'
      throw invalidRequest([{ in: 'header', path: '/last-event-id', message }])
    }
    if (stopping.signal.aborted) reader.leave('stopping')
    else if (after === null || after >= position) {
      reader.joinAt(after ?? position)
      reader.catchUp([])
    } else void tellMissed(reader, after)
  }

  return {
    async open(wanted) {
      admit(wanted)
      const reader = enter(wanted)
      try {
        await begin(reader, wanted.after)
        return reader
      } catch (error) {
        reader.destroy()
        throw error
      }
    },
    async close() {
      stopping.abort()
      stopBeating()
      const closings = [...readers.keys()].map((reader) => once(reader, 'close'))
      for (const reader of readers.keys()) reader.leave('stopping')
      const late = setTimeout(() => {
        for (const { cutOff } of readers.values()) cutOff()
      }, patienceMs)
      await Promise.all(closings)
      clearTimeout(late)
      await following
    },
  }
}
