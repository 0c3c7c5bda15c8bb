import type { InvalidConfiguration } from '../configuration.ts'

export interface WaitlistEntryNotFound {
  readonly type: 'waitlist-entry-not-found'
}

/** They wait, and nothing is offered. */
export interface NoOffer {
  readonly type: 'no-offer'
}

/** One offer at a time: this one stands until it is answered or has lapsed. */
export interface OfferOutstanding {
  readonly type: 'offer-outstanding'
  readonly number: number
  /** RFC 3339, UTC. */
  readonly expiresAt: string
}

/** The offer came to its end before it was accepted, or before it was made. */
export interface OfferExpired {
  readonly type: 'offer-expired'
  /** RFC 3339, UTC: the first instant at which it bound nobody. */
  readonly expiresAt: string
}

/** They were offered this start and did not take it. */
export interface StartRefusedBefore {
  readonly type: 'start-refused-before'
  /** RFC 3339, UTC. */
  readonly start: string
}

/** They no longer wait, and will not again under this id. */
export interface WaitlistEnded {
  readonly type: 'waitlist-ended'
  readonly status: 'accepted' | 'left' | 'closed'
}

export type WaitlistRejection =
  | InvalidConfiguration
  | WaitlistEntryNotFound
  | NoOffer
  | OfferOutstanding
  | OfferExpired
  | StartRefusedBefore
  | WaitlistEnded
