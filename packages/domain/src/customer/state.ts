import type { PersonId } from '../ids.ts'
import type { Contact, CustomerEvent } from './events.ts'
import { type Choices, noChoices } from './preferences.ts'

export type CustomerState =
  /** Nobody's customer, and perhaps somebody who takes part in visits: what they want not to hear of counts all the same. */
  | { readonly status: 'unknown'; readonly choices: Choices }
  | { readonly status: 'known'; readonly customerId: PersonId; readonly contact: Contact; readonly choices: Choices }
  | { readonly status: 'erased'; readonly customerId: PersonId }

export const initialCustomer: CustomerState = { status: 'unknown', choices: noChoices }

export function evolveCustomer(state: CustomerState, event: CustomerEvent): CustomerState {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerContactChanged': {
      const { customerId, contact } = event.data
      return { status: 'known', customerId, contact, choices: choicesOf(state) ?? noChoices }
    }
    case 'CustomerPreferencesSet': {
      const { preferences, quietHours, legalOptOut } = event.data
      return state.status === 'erased' ? state : { ...state, choices: { preferences, quietHours, legalOptOut } }
    }
    case 'CustomerErased':
      return { status: 'erased', customerId: event.data.customerId }
    default:
      event satisfies never
      return state
  }
}

/** What they have said of how they want to be told of things; null once they are erased, and told of nothing. */
export const choicesOf = (state: CustomerState): Choices | null => (state.status === 'erased' ? null : state.choices)
