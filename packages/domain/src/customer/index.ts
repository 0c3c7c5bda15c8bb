import type { Decider } from '../decider.ts'
import type { CustomerCommand } from './commands.ts'
import { decideCustomer } from './decide.ts'
import type { CustomerEvent } from './events.ts'
import type { CustomerRejection } from './rejections.ts'
import { type CustomerState, evolveCustomer, initialCustomer } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type * from './rejections.ts'
export type { CustomerState } from './state.ts'

/** Somebody who books: contact data (sealed under a key of their own), consents, erasure. */
export const customer: Decider<CustomerState, CustomerCommand, CustomerEvent, CustomerRejection> = {
  category: 'customer',
  initial: initialCustomer,
  decide: decideCustomer,
  evolve: evolveCustomer,
}
