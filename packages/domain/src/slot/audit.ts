import { epochOf, instantOf } from '../instant.ts'
import type { SlotEvent } from './events.ts'

// A second bookkeeping of one slot stream, which shares nothing with the decider but the shapes of the events: what the
// decider promises is checked here by other means, so that one mistake in both is unlikely.

/** A fact of a slot stream as it stands in the log. `recordedAt` is RFC 3339, UTC. */
export type AuditedEvent = SlotEvent & {
  readonly id: string
  readonly revision: bigint
  readonly meta: { readonly recordedAt: string; readonly correlationId: string }
}

/** More was taken than there is, and nobody said that it was on purpose. Names ids and times, never persons. */
export interface Overlap {
  /** The event that took it. */
  readonly eventId: string
  readonly revision: string
  readonly claimId: string
  readonly reason: 'blocked' | 'overbooked'
  /** The first instant at which there is too much, RFC 3339. */
  readonly at: string
  /** Seats that are taken then, against those that there are. A block takes them all. */
  readonly seats: number
  readonly capacity: number
  readonly with: readonly string[]
}

export interface SlotAudit {
  /** Takes the stream's events in order. @throws MissingHistory when one is left out: then nothing is proven. */
  add(event: AuditedEvent): Overlap | null
  /** How many reservations staff laid over others on purpose. */
  readonly acknowledged: number
}

export class MissingHistory extends Error {
  override readonly name = 'MissingHistory'
}

interface Entry {
  readonly kind: 'reservation' | 'hold' | 'block'
  readonly id: string
  readonly visitId?: string
  readonly from: number
  readonly until: number
  readonly seats: number
  readonly capacity: number
  readonly expiresAt: number
  readonly acknowledged: boolean
}

/**
 * A decision reads the clock before it is recorded. A hold that ran out in between was still kept, so that much is
 * forgiven when a reservation redeems it, and only then.
 */
const decidingMs = 60_000

/**
 * Proves one resource's day: at no instant do the seats of live claims exceed the capacity that the latest of them
 * recorded. Claims of one visit (a move) count once against each other; a block may be laid over what is there, and
 * an override over anything; a reservation that redeems its own hold stands even if either came in between.
 */
export function createSlotAudit(): SlotAudit {
  let book: readonly Entry[] = []
  let next = 0n
  let acknowledged = 0
  /** Holds that the append which is being read has ended so far. */
  let redeemed: { append: string; holds: Entry[] } = { append: '', holds: [] }

  const remove = (id: string) => {
    book = book.filter((entry) => entry.id !== id)
  }

  function take(entry: Entry, event: AuditedEvent): Overlap | null {
    const now = epochOf(event.meta.recordedAt)
    const promise = redeemed.holds.find((hold) => keeps(hold, entry, now))
    // What came after the hold was given may be on this capacity or on that; the hold itself was right on its own.
    const added = promise ? { ...entry, capacity: Math.max(entry.capacity, promise.capacity) } : entry
    const others = book.filter((other) => other.expiresAt > now && isRival(other, entry))
    const found = entry.acknowledged
      ? null
      : promise
        ? promisedTwice(others, added)
        : firstCrowd(others, entry, entry.capacity, false)
    book = [...book, added]
    return found && { eventId: event.id, revision: event.revision.toString(), claimId: entry.id, ...found }
  }

  return {
    get acknowledged() {
      return acknowledged
    },
    add(event) {
      if (event.revision !== next) throw new MissingHistory(`revision ${next} is missing before ${event.revision}`)
      next = event.revision + 1n
      const append = `${event.meta.recordedAt} ${event.meta.correlationId}`
      if (append !== redeemed.append) redeemed = { append, holds: [] }
      switch (event.type) {
        case 'SlotReserved': {
          const { claimId: id, visitId, seats, capacity, override } = event.data
          if (override) acknowledged += 1
          const more = { ...spanOf(event.data), expiresAt: Number.POSITIVE_INFINITY, acknowledged: !!override }
          const found = take({ kind: 'reservation', id, visitId, seats, capacity, ...more }, event)
          redeemed = { append, holds: [] }
          return found
        }
        case 'SlotHeld': {
          const { holdId: id, seats, capacity, expiresAt } = event.data
          const more = { ...spanOf(event.data), expiresAt: epochOf(expiresAt), acknowledged: false }
          redeemed = { append, holds: [] }
          return take({ kind: 'hold', id, seats, capacity, ...more }, event)
        }
        case 'SlotBlocked': {
          const { blockId: id } = event.data
          remove(id)
          const times = { ...spanOf(event.data), expiresAt: Number.POSITIVE_INFINITY }
          book = [...book, { kind: 'block', id, seats: 0, capacity: 0, ...times, acknowledged: false }]
          break
        }
        case 'SlotHoldReleased': {
          const { holdId } = event.data
          redeemed.holds.push(...book.filter(({ kind, id }) => kind === 'hold' && id === holdId))
          remove(holdId)
          return null
        }
        case 'SlotReleased':
          remove(event.data.claimId)
          break
        case 'SlotUnblocked':
          remove(event.data.blockId)
          break
        default:
          event satisfies never
      }
      redeemed = { append, holds: [] }
      return null
    },
  }
}

type Found = Pick<Overlap, 'reason' | 'at' | 'seats' | 'capacity' | 'with'>

const spanOf = ({ coversFrom, coversUntil }: { coversFrom: string; coversUntil: string }) => ({
  from: epochOf(coversFrom),
  until: epochOf(coversUntil),
})

const isRival = (other: Entry, entry: Entry) =>
  other.from < entry.until &&
  entry.from < other.until &&
  !(other.kind === 'reservation' && other.visitId === entry.visitId)

const keeps = (hold: Entry, entry: Entry, now: number) =>
  entry.kind === 'reservation' &&
  hold.from <= entry.from &&
  entry.until <= hold.until &&
  entry.seats <= hold.seats &&
  hold.expiresAt + decidingMs > now

/** Blocks and overrides may lie over a hold. What else is there was let in beside it, on one of these capacities. */
function promisedTwice(others: readonly Entry[], entry: Entry): Found | null {
  const unasked = others.filter(({ kind, acknowledged }) => kind !== 'block' && !acknowledged)
  return firstCrowd(unasked, entry, Math.max(entry.capacity, ...unasked.map(({ capacity }) => capacity)), true)
}

/** The first instant at which the entry does not fit beside the others. Too much can only begin where a claim does. */
function firstCrowd(others: readonly Entry[], entry: Entry, capacity: number, byVisit: boolean): Found | null {
  const begins = others.map(({ from }) => from).filter((from) => from > entry.from)
  for (const instant of [entry.from, ...begins.sort((a, b) => a - b)]) {
    const there = others.filter(({ from, until }) => from <= instant && instant < until)
    const seats = entry.seats + taken(there, capacity, byVisit)
    if (seats <= capacity) continue
    const reason = there.some(({ kind }) => kind === 'block') ? 'blocked' : 'overbooked'
    return { reason, at: instantOf(instant), seats, capacity, with: there.map(({ id }) => id) }
  }
  return null
}

function taken(there: readonly Entry[], capacity: number, byVisit: boolean): number {
  const weights = there.map((entry) => ({ ...entry, seats: entry.kind === 'block' ? capacity : entry.seats }))
  if (!byVisit) return weights.reduce((sum, { seats }) => sum + seats, 0)
  // Two claims of one visit are one visit that moves: the larger counts.
  const largest = new Map<string, number>()
  for (const { id, visitId = id, seats } of weights) {
    largest.set(visitId, Math.max(largest.get(visitId) ?? 0, seats))
  }
  return [...largest.values()].reduce((sum, seats) => sum + seats, 0)
}
