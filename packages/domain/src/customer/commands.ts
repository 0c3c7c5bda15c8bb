import type { PersonId } from '../ids.ts'
import type { Contact } from './events.ts'

/** Somebody comes along with contact data. What is null was not given, and takes nothing away that is known. */
export interface RegisterCustomer {
  readonly type: 'RegisterCustomer'
  readonly customerId: PersonId
  readonly contact: Contact
  readonly now: number
}

/** Members that are there replace what is known, null included; members that are not stay. Consents go by purpose. */
export interface ChangeContact {
  readonly type: 'ChangeContact'
  readonly patch: Partial<Contact>
  readonly now: number
}

export interface EraseCustomer {
  readonly type: 'EraseCustomer'
  readonly now: number
}

export type CustomerCommand = RegisterCustomer | ChangeContact | EraseCustomer
