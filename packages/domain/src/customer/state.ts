import type { PersonId } from '../ids.ts'
import type { Contact, CustomerEvent } from './events.ts'

export type CustomerState =
  | { readonly status: 'unknown' }
  | { readonly status: 'known'; readonly customerId: PersonId; readonly contact: Contact }
  | { readonly status: 'erased'; readonly customerId: PersonId }

export const initialCustomer: CustomerState = { status: 'unknown' }

export function evolveCustomer(state: CustomerState, event: CustomerEvent): CustomerState {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerContactChanged': {
      const { customerId, contact } = event.data
      return { status: 'known', customerId, contact }
    }
    case 'CustomerErased':
      return { status: 'erased', customerId: event.data.customerId }
    default:
      event satisfies never
      return state
  }
}
