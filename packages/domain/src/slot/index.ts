import type { Decider } from '../decider.ts'
import type { SlotCommand } from './commands.ts'
import { decideSlot } from './decide.ts'
import type { SlotEvent } from './events.ts'
import type { SlotRejection } from './rejections.ts'
import { evolveSlot, initialSlot, type SlotState } from './state.ts'

export { type AuditedEvent, createSlotAudit, MissingHistory, type Overlap, type SlotAudit } from './audit.ts'
export type * from './commands.ts'
export * from './events.ts'
export type * from './rejections.ts'
export type { SlotState } from './state.ts'

/** The claims on one resource's local day. This stream and its expected revision are what makes overlap impossible. */
export const slot: Decider<SlotState, SlotCommand, SlotEvent, SlotRejection> = {
  category: 'slot',
  initial: initialSlot,
  decide: decideSlot,
  evolve: evolveSlot,
}
