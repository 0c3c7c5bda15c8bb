import fc from 'fast-check'
import { test } from 'tap'
import { BlockId, ClaimId, HoldId, VisitId, VisitTypeId } from '../ids.ts'
import { at, minutes, sealed } from '../testing.ts'
import type { HoldSlot, ReserveSlot, SlotCommand } from './commands.ts'
import { type SlotEvent, type SlotState, slot } from './index.ts'

/**
 * Whatever is asked, in whatever order, while the clock moves on: no instant is ever sold twice. The books are kept here
 * a second time, from the commands that were accepted, so that a mistake in the state cannot hide itself.
 */
interface Entry {
  readonly kind: 'reservation' | 'hold' | 'block'
  readonly id: string
  readonly visitId?: string
  readonly from: number
  readonly until: number
  readonly seats: number
  readonly expiresAt: number
  /** Taken on purpose, over others. */
  readonly acknowledged: boolean
}

const day = at('00:00')
const typeId = VisitTypeId.parse('viewing')
const few = fc.integer({ min: 0, max: 4 })
const short = fc.integer({ min: 0, max: 3 })

/** A draw of everything that any command could want; `kind` picks the command. Few ids and little time, so that they meet. */
const steps = fc.record({
  kind: fc.constantFrom('reserve', 'reserve', 'reserve', 'hold', 'hold', 'release', 'unhold', 'block', 'unblock'),
  id: few,
  hold: fc.option(few),
  from: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 1, max: 8 }),
  bufferBeforeMinutes: short,
  bufferAfterMinutes: short,
  seats: fc.constantFrom(1, 1, 2, 3),
  override: fc.nat(9).map((dice) => dice === 0),
  lasts: fc.integer({ min: 1, max: 30 }),
  passes: fc.integer({ min: 0, max: 12 }),
})
type Step = typeof steps extends fc.Arbitrary<infer Drawn> ? Drawn : never

function commandOf(step: Step, now: number, capacity: number): SlotCommand {
  const { kind, id, hold, from, length, bufferBeforeMinutes, bufferAfterMinutes, seats, override, lasts } = step
  const [start, end] = [day + minutes(from), day + minutes(from + length)]
  const wanted = { typeId, start, end, bufferBeforeMinutes, bufferAfterMinutes, seats, capacity, now }
  // Five claims of three visits, so that claims of one visit meet too.
  const ids = { claimId: ClaimId.derive(id), visitId: VisitId.derive(id % 3) }
  const [holdId, blockId] = [HoldId.derive(id), BlockId.derive(id)]
  switch (kind) {
    case 'reserve':
      return {
        type: 'ReserveSlot',
        attempt: 1,
        ...ids,
        ...wanted,
        ...(hold !== null && { holdId: HoldId.derive(hold) }),
        ...(override && { override: { reason: sealed('on purpose') } }),
      }
    case 'hold':
      return { type: 'HoldSlot', holdId, ...wanted, expiresAt: now + lasts, purpose: 'booking' }
    case 'release':
      return { type: 'ReleaseSlot', ...ids, cause: 'moved' }
    case 'unhold':
      return { type: 'ReleaseHold', holdId, now }
    case 'block':
      return { type: 'BlockSlot', blockId, from: start, until: end, onConflict: 'keep', now }
    default:
      return { type: 'UnblockSlot', blockId }
  }
}

const minutesOf = ({ from, until }: { from: number; until: number }) =>
  Array.from({ length: (until - from) / minutes(1) }, (_, index) => from + index * minutes(1))

/** What is sold at an instant, without what staff took on purpose. One visit's overlapping claims are one visit. */
function soldAt(book: readonly Entry[], instant: number, now: number): number {
  const byOwner = new Map<string, number>()
  for (const entry of book) {
    if (entry.kind === 'block' || entry.acknowledged || entry.expiresAt <= now) continue
    if (instant < entry.from || entry.until <= instant) continue
    const owner = entry.visitId ?? entry.id
    byOwner.set(owner, Math.max(byOwner.get(owner) ?? 0, entry.seats))
  }
  return [...byOwner.values()].reduce((sum, count) => sum + count, 0)
}

const overlaps = (a: Entry, b: { from: number; until: number }) => a.from < b.until && b.from < a.until

const spanOf = (command: ReserveSlot | HoldSlot) => ({
  from: command.start - minutes(command.bufferBeforeMinutes),
  until: command.end + minutes(command.bufferAfterMinutes),
})

/** The second book: what an accepted command does, in plain words. Throws where it ran into a block unasked. */
function enter(book: readonly Entry[], command: SlotCommand, now: number): readonly Entry[] {
  const without = (id: string) => book.filter((entry) => entry.id !== id)
  switch (command.type) {
    case 'ReleaseSlot':
      return without(command.claimId)
    case 'ReleaseHold':
      return without(command.holdId)
    case 'UnblockSlot':
      return without(command.blockId)
    case 'BlockSlot': {
      const { blockId, from, until } = command
      const forEver = Number.POSITIVE_INFINITY
      return [...without(blockId), entryOf({ kind: 'block', id: blockId, from, until, seats: 0, expiresAt: forEver })]
    }
    case 'HoldSlot': {
      const { holdId, seats, expiresAt } = command
      mustBeUnblocked(book, spanOf(command))
      return [...book, entryOf({ kind: 'hold', id: holdId, ...spanOf(command), seats, expiresAt })]
    }
    case 'ReserveSlot': {
      const { claimId, visitId, holdId, seats, override } = command
      const wanted = spanOf(command)
      const promised = book.some(
        ({ kind, id, from, until, seats: given, expiresAt }) =>
          kind === 'hold' &&
          id === holdId &&
          expiresAt > now &&
          from <= wanted.from &&
          wanted.until <= until &&
          seats <= given,
      )
      if (!promised && !override) mustBeUnblocked(book, wanted)
      const rest = holdId ? without(holdId) : book
      const times = { ...wanted, seats, expiresAt: Number.POSITIVE_INFINITY }
      return [
        ...rest,
        { ...entryOf({ kind: 'reservation', id: claimId, ...times }), visitId, acknowledged: !!override },
      ]
    }
  }
}

const entryOf = (entry: Omit<Entry, 'acknowledged'>): Entry => ({ ...entry, acknowledged: false })

function mustBeUnblocked(book: readonly Entry[], wanted: { from: number; until: number }): void {
  if (book.some((entry) => entry.kind === 'block' && overlaps(entry, wanted))) throw new Error('taken under a block')
}

/** A refusal is right when others, overlaps on purpose included, leave too few seats at some instant. */
function mustBeInTheWay(book: readonly Entry[], command: SlotCommand, now: number): void {
  if (command.type !== 'ReserveSlot' && command.type !== 'HoldSlot') throw new Error('only taking can be refused')
  const wanted = spanOf(command)
  const others = book.filter((entry) => {
    if (entry.expiresAt <= now || !overlaps(entry, wanted)) return false
    return command.type === 'HoldSlot' || (entry.visitId !== command.visitId && entry.id !== command.holdId)
  })
  const crowded = minutesOf(wanted).some((instant) => {
    const there = others.filter(({ from, until }) => from <= instant && instant < until)
    const taken = there.reduce((sum, { kind, seats }) => sum + (kind === 'block' ? command.capacity : seats), 0)
    return taken + command.seats > command.capacity
  })
  if (!crowded && command.seats <= command.capacity) throw new Error('refused without need')
}

test('no sequence of commands sells an instant twice, and none is refused without need', async (t) => {
  const seen = new Map<string, number>()
  const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)

  const runs = fc.array(steps, { minLength: 1, maxLength: 40, size: 'max' })
  fc.assert(
    fc.property(runs, fc.constantFrom(1, 1, 2, 4), (run, capacity) => {
      let state: SlotState = slot.initial
      let now = at('00:00') - 100
      let book: readonly Entry[] = []
      const log: SlotEvent[] = []
      for (const step of run) {
        now += step.passes
        const command = commandOf(step, now, capacity)
        const decision = slot.decide(command, state)
        note(`${command.type} ${decision.accepted ? decision.events.length > 0 : decision.rejection.type}`)
        if (!decision.accepted) {
          if (decision.rejection.type === 'slot-unavailable') mustBeInTheWay(book, command, now)
          continue
        }
        if (slot.decide(command, decision.events.reduce(slot.evolve, state)).accepted === false) {
          throw new Error('asked twice, it is refused')
        }
        if (decision.events.length > 0) book = enter(book, command, now)
        state = decision.events.reduce(slot.evolve, state)
        log.push(...decision.events)
        for (const instant of minutesOf({ from: day - minutes(5), until: day + minutes(35) })) {
          if (soldAt(book, instant, now) > capacity) throw new Error(`sold twice at ${instant}`)
        }
      }
      // What is stored is JSON: read back, it folds to the same state.
      const reread = (JSON.parse(JSON.stringify(log)) as SlotEvent[]).reduce(slot.evolve, slot.initial)
      return JSON.stringify(reread) === JSON.stringify(state)
    }),
    { numRuns: 1_500 },
  )
  for (const what of ['ReserveSlot true', 'ReserveSlot slot-unavailable', 'ReserveSlot claim-ended', 'HoldSlot true']) {
    t.ok((seen.get(what) ?? 0) > 200, `${what} was among the answers`)
  }
  for (const what of ['HoldSlot slot-unavailable', 'ReleaseSlot true', 'ReleaseHold true', 'BlockSlot true']) {
    t.ok((seen.get(what) ?? 0) > 50, `${what} was among the answers`)
  }
})
