import { BlockId, ClaimId, HoldId, VisitId, VisitTypeId } from '../src/ids.ts'
import type { BlockSlot, HoldSlot, ReleaseHold, ReserveSlot } from '../src/slot/commands.ts'
import type { SlotEvent } from '../src/slot/events.ts'
import { at, instant } from '../src/testing.ts'

// What the examples of the slot's tests are made of: 10:00 to 11:00 of one Monday, on a capacity of one.

export const typeId = VisitTypeId.parse('viewing')
export const visitOf = (name: string) => VisitId.derive(name)
export const claimOf = (name: string) => ClaimId.derive(name)
export const holdOf = (name: string) => HoldId.derive(name)
export const lunch = BlockId.derive('lunch')

type Changes<Command> = Partial<Omit<Command, 'type'>>
export const wanted = {
  typeId,
  start: at('10:00'),
  end: at('11:00'),
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  seats: 1,
  capacity: 1,
  now: at('08:00'),
}
export const reserve = (name: string, changes: Changes<ReserveSlot> = {}): ReserveSlot => ({
  type: 'ReserveSlot',
  claimId: claimOf(name),
  visitId: visitOf(name),
  attempt: 1,
  ...wanted,
  ...changes,
})
export const hold = (name: string, changes: Changes<HoldSlot> = {}): HoldSlot => ({
  type: 'HoldSlot',
  holdId: holdOf(name),
  ...wanted,
  expiresAt: at('08:10'),
  purpose: 'booking',
  ...changes,
})
export const release = (name: string) =>
  ({ type: 'ReleaseSlot', claimId: claimOf(name), visitId: visitOf(name), cause: 'cancelled' }) as const
export const releaseHold = (name: string): ReleaseHold => ({
  type: 'ReleaseHold',
  holdId: holdOf(name),
  now: at('08:05'),
})
export const block = (from: string, until: string, changes: Changes<BlockSlot> = {}): BlockSlot => ({
  type: 'BlockSlot',
  blockId: lunch,
  from: at(from),
  until: at(until),
  onConflict: 'keep',
  now: at('08:00'),
  ...changes,
})

export type Of<Type extends SlotEvent['type']> = Extract<SlotEvent, { type: Type }>
export const usual = {
  typeId,
  start: instant('10:00'),
  end: instant('11:00'),
  coversFrom: instant('10:00'),
  coversUntil: instant('11:00'),
  seats: 1,
  capacity: 1,
}
export const reserved = (name: string, changes: Partial<Of<'SlotReserved'>['data']> = {}): SlotEvent => ({
  type: 'SlotReserved',
  data: { claimId: claimOf(name), visitId: visitOf(name), attempt: 1, ...usual, ...changes },
})
export const held = (name: string, changes: Partial<Of<'SlotHeld'>['data']> = {}): SlotEvent => ({
  type: 'SlotHeld',
  data: { holdId: holdOf(name), ...usual, expiresAt: instant('08:10'), purpose: 'booking', ...changes },
})
export const holdReleased = (name: string): SlotEvent => ({ type: 'SlotHoldReleased', data: { holdId: holdOf(name) } })
export const released = (name: string, cause: Of<'SlotReleased'>['data']['cause'] = 'cancelled'): SlotEvent => ({
  type: 'SlotReleased',
  data: { claimId: claimOf(name), visitId: visitOf(name), cause },
})
export const blocked = (from: string, until: string): SlotEvent => ({
  type: 'SlotBlocked',
  data: { blockId: lunch, coversFrom: instant(from), coversUntil: instant(until) },
})
export const unblocked: SlotEvent = { type: 'SlotUnblocked', data: { blockId: lunch } }

export const refused = (reason: 'reserved' | 'held' | 'blocked' | 'capacity', ...conflictsWith: string[]) =>
  ({ type: 'slot-unavailable', reason, conflictsWith }) as const
export const ended = { type: 'claim-ended' } as const
