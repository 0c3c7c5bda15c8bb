import type { Decider } from '../decider.ts'
import type { WaitlistCommand } from './commands.ts'
import { decideWaitlist } from './decide.ts'
import type { WaitlistEvent } from './events.ts'
import type { WaitlistRejection } from './rejections.ts'
import { evolveWaitlist, initialWaitlist, type WaitlistState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type {
  NoOffer,
  OfferExpired,
  OfferOutstanding,
  StartRefusedBefore,
  WaitlistEnded,
  WaitlistEntryNotFound,
  WaitlistRejection,
} from './rejections.ts'
export type { OfferOutcome, WaitlistEntry, WaitlistOffer, WaitlistState, WaitlistStatus } from './state.ts'
export { openOffer } from './state.ts'
export { type Turn, turns, type Waiting } from './turns.ts'
export * from './wishes.ts'

/** One person who waits for time of one type. Each offer is a hold, so whoever accepts in time has it. */
export const waitlist: Decider<WaitlistState, WaitlistCommand, WaitlistEvent, WaitlistRejection> = {
  category: 'waitlist',
  initial: initialWaitlist,
  decide: decideWaitlist,
  evolve: evolveWaitlist,
}
