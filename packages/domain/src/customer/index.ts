import type { Decider } from '../decider.ts'
import type { CustomerCommand } from './commands.ts'
import { decideCustomer } from './decide.ts'
import type { CustomerEvent } from './events.ts'
import type { CustomerRejection } from './rejections.ts'
import { type CustomerState, evolveCustomer, initialCustomer } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export {
  type Choices,
  noChoices,
  type PreferenceChannel,
  type PreferenceKind,
  type Preferences,
  PreferencesSchema,
  preferenceChannels,
  preferenceKindOf,
  preferenceKinds,
  type QuietHours,
  QuietHoursSchema,
  wantsMessage,
} from './preferences.ts'
export type * from './rejections.ts'
export { type CustomerState, choicesOf } from './state.ts'

/** Somebody who books: contact data (sealed under a key of their own), consents, preferences, erasure. */
export const customer: Decider<CustomerState, CustomerCommand, CustomerEvent, CustomerRejection> = {
  category: 'customer',
  initial: initialCustomer,
  decide: decideCustomer,
  evolve: evolveCustomer,
}
