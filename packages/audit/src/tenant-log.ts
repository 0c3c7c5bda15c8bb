import { StreamName, type TenantId } from '@visita/domain'
import { type EventStore, Outage, type ReadBatch, type RecordedEvent, readLog } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'

/** Which events of a tenant are asked for. */
export interface LogQuestion {
  readonly tenant: TenantId
  /** Epoch ms, by when they were recorded: from (inclusive) and to (exclusive). Null: from the first, to the last. */
  readonly from: number | null
  readonly to: number | null
  readonly actor?: string | undefined
  readonly types?: readonly string[] | undefined
}

/** Where those can stand that were recorded within the time asked for. See `stretchesOf`. */
export interface Stretch {
  /** The last position before it; null is the start of the log. */
  readonly after: bigint | null
  /** The last position of it. */
  readonly until: bigint
}

/** What is known of the times at which the tenant's events were recorded, whatever their order. */
export interface LogMarks {
  /** Up to here; null where nothing is. */
  readonly known: bigint | null
  /** No event recorded at `from` or later stands up to here: null is the start of the log, `none` that there is none at all. */
  readonly before: bigint | null | 'none'
  /** None that was recorded before `to` stands after this; null where there is none. */
  readonly last: bigint | null
}

/**
 * The stretches of the log to read, in order, up to `head`: first what the marks point at, then what is too new for them. So marks
 * that are behind make it slower and never wrong.
 */
export const stretchesOf = (marks: LogMarks, head: bigint): Stretch[] => possible(marks, head).filter(isSomething)

function possible({ known, before, last }: LogMarks, head: bigint): Stretch[] {
  if (known === null) return [{ after: null, until: head }]
  const tail = { after: known, until: head }
  if (before === 'none' || last === null) return [tail]
  return last < known ? [{ after: before, until: last }, tail] : [{ after: before, until: head }]
}

const isSomething = ({ after, until }: Stretch) => (after ?? 0n) < until

/** What of the stretches lies after a position. */
export const beyond = (stretches: readonly Stretch[], position: bigint): Stretch[] =>
  stretches
    .map(({ after, until }) => ({ after: after === null || after < position ? position : after, until }))
    .filter(isSomething)

/**
 * The tenant's events that are asked for, in the order of the log and in batches, which may be empty. Reads no faster than
 * it is asked. Ends early when the signal says so; look at it then.
 * @throws InvalidEvent
 */
export async function* tenantEvents(
  store: Pick<EventStore, 'follow'>,
  stretches: readonly Stretch[],
  question: LogQuestion,
  signal: AbortSignal,
  maxBatch = 500,
): AsyncGenerator<ReadBatch, void, undefined> {
  const wanted = asked(question)
  for (const { after, until } of stretches) {
    const prefixes = StreamName.prefixesOf(question.tenant)
    for await (const { events, checkpoint } of readLog(store, {
      ...{ name: 'audit', after, until, prefixes, maxBatch, signal },
    })) {
      yield { events: events.filter(wanted), checkpoint }
    }
  }
}

function asked({ tenant, from, to, actor, types }: LogQuestion): (event: RecordedEvent) => boolean {
  const [earliest, end] = [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY]
  return ({ ids, type, meta }) => {
    // The names of another tenant's streams may begin alike.
    if (ids[0] !== tenant) return false
    if (actor !== undefined && meta.actor !== actor) return false
    if (types !== undefined && !types.includes(type)) return false
    const recordedAt = parseInstant(meta.recordedAt)
    return recordedAt >= earliest && recordedAt < end
  }
}

/** 16 MiB of the log, in positions: what one page may look through. */
const mostPerPage = 2n * 16n * 1024n * 1024n
/** And for so long. */
const mostMs = 10_000

export interface LogPage {
  readonly events: readonly RecordedEvent[]
  /** Go on after this position; null at the end. */
  readonly next: bigint | null
}

/**
 * Up to `limit` events, and where to go on. A page looks through a bounded part of the log, so it may hold fewer, or none, and
 * still not be the last.
 * @throws Outage, InvalidEvent
 */
export async function tenantPage(
  store: Pick<EventStore, 'follow'>,
  stretches: readonly Stretch[],
  question: LogQuestion,
  limit: number,
): Promise<LogPage> {
  const events: RecordedEvent[] = []
  const late = AbortSignal.timeout(mostMs)
  // The store sends a batch ahead: what a page does not show was read for nothing.
  const batch = Math.max(limit + 1, 100)
  const end = stretches.at(-1)?.until ?? 0n
  let passed = 0n
  let reached: bigint | null = null
  for (const stretch of stretches) {
    let at = stretch.after ?? 0n
    for await (const found of tenantEvents(store, [stretch], question, late, batch)) {
      events.push(...found.events)
      passed += found.checkpoint - at
      at = found.checkpoint
      reached = at
      if (events.length > limit) {
        const page = events.slice(0, limit)
        return { events: page, next: page.at(-1)?.position ?? null }
      }
      if (passed >= mostPerPage && at < end) return { events, next: at }
    }
    if (late.aborted) {
      if (reached === null) throw new Outage('the event store did not answer: read a page of the log')
      return { events, next: reached < end ? reached : null }
    }
  }
  return { events, next: null }
}
