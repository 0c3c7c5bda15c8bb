import type { PersonId } from '../ids.ts'
import type { Contact } from './events.ts'
import type { PreferenceChannel, Preferences, QuietHours } from './preferences.ts'

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

/** What is known of them is to be forgotten for ever. Of whoever takes part in visits, too, without being anybody's customer. */
export interface EraseCustomer {
  readonly type: 'EraseCustomer'
  readonly customerId: PersonId
  /** Whether they ever took part in a visit. */
  readonly isParticipant: boolean
  readonly now: number
}

/** All that they want to be told of, and not. The preferences replace what was said before; what is not there stays as it is. */
export interface SetPreferences {
  readonly type: 'SetPreferences'
  /** Where they say it themselves, whose word it is: then they need not be anybody's customer. */
  readonly customerId?: PersonId
  readonly preferences: Preferences
  /** Null: the tenant's. */
  readonly quietHours?: QuietHours | null | undefined
  readonly legalOptOut?: boolean | undefined
  readonly now: number
}

/**
 * Nothing more on this channel, whatever was said of single kinds. They say it themselves, so whoever is told of a visit without being
 * anybody's customer may say it too.
 */
export interface StopChannel {
  readonly type: 'StopChannel'
  readonly customerId: PersonId
  readonly channel: PreferenceChannel
  readonly now: number
}

/** They forbid, or allow again, that they are written to at all: by a STOP, or on paper. Also for who is nobody's customer. */
export interface SetLegalOptOut {
  readonly type: 'SetLegalOptOut'
  readonly customerId: PersonId
  readonly legalOptOut: boolean
  readonly now: number
}

export type CustomerCommand =
  | RegisterCustomer
  | ChangeContact
  | SetPreferences
  | StopChannel
  | SetLegalOptOut
  | EraseCustomer
