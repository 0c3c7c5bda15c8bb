import type { VisitId } from '../ids.ts'
import { epochOf } from '../instant.ts'
import type { WaitlistEvent, WaitlistJoinedData, WaitlistOfferedData } from './events.ts'

/** What came of an offer. One that stood when they left, or when the window passed, is withdrawn. */
export type OfferOutcome = 'open' | 'accepted' | 'declined' | 'lapsed' | 'withdrawn'

/** Instants are epoch milliseconds. The hold of one that is neither open nor accepted is to be released. */
export interface WaitlistOffer extends Omit<WaitlistOfferedData, 'entryId' | 'start' | 'end' | 'expiresAt' | 'at'> {
  readonly start: number
  readonly end: number
  /** The first instant at which it binds nobody any more. */
  readonly expiresAt: number
  readonly offeredAt: number
  readonly outcome: OfferOutcome
}

/** Somebody who waits, with instants in epoch milliseconds. */
export interface WaitlistEntry extends Omit<WaitlistJoinedData, 'from' | 'to' | 'at'> {
  readonly from: number
  readonly to: number
  readonly joinedAt: number
  /** Oldest first, numbered from 1. Only the last may be open. */
  readonly offers: readonly WaitlistOffer[]
  /** What the accepted offer became. */
  readonly visitId: VisitId | null
}

export type WaitlistStatus = 'waiting' | 'offered' | 'accepted' | 'left' | 'closed'

export type WaitlistState =
  | { readonly status: 'none'; readonly entry: null }
  | { readonly status: WaitlistStatus; readonly entry: WaitlistEntry }

export const initialWaitlist: WaitlistState = { status: 'none', entry: null }

export function evolveWaitlist(state: WaitlistState, event: WaitlistEvent): WaitlistState {
  switch (event.type) {
    case 'WaitlistJoined': {
      const { from, to, at, ...details } = event.data
      const entry = {
        ...details,
        from: epochOf(from),
        to: epochOf(to),
        joinedAt: epochOf(at),
        offers: [],
        visitId: null,
      }
      return { status: 'waiting', entry }
    }
    case 'WaitlistOffered': {
      const { entryId: _, start, end, expiresAt, at, ...details } = event.data
      const offer: WaitlistOffer = {
        ...details,
        start: epochOf(start),
        end: epochOf(end),
        expiresAt: epochOf(expiresAt),
        offeredAt: epochOf(at),
        outcome: 'open',
      }
      return changed(state, 'offered', ({ offers }) => ({ offers: [...offers, offer] }))
    }
    case 'WaitlistOfferDeclined':
      return changed(state, 'waiting', answered('declined'))
    case 'WaitlistOfferLapsed':
      return changed(state, 'waiting', answered('lapsed'))
    case 'WaitlistOfferAccepted': {
      const { visitId, number } = event.data
      return changed(state, 'accepted', ({ offers }) => ({
        offers: answered('withdrawn')({
          offers: offers.map((offer) => (offer.number === number ? { ...offer, outcome: 'accepted' } : offer)),
        }).offers,
        visitId,
      }))
    }
    case 'WaitlistLeft':
      return changed(state, 'left', answered('withdrawn'))
    case 'WaitlistClosed':
      return changed(state, 'closed', answered('withdrawn'))
    default:
      event satisfies never
      return state
  }
}

const changed = (
  state: WaitlistState,
  status: WaitlistStatus,
  change: (entry: WaitlistEntry) => Partial<WaitlistEntry>,
): WaitlistState => (state.entry ? { status, entry: { ...state.entry, ...change(state.entry) } } : state)

/** The open offer, if there is one, has come to this. */
const answered =
  (outcome: OfferOutcome) =>
  ({ offers }: Pick<WaitlistEntry, 'offers'>) => ({
    offers: offers.map((offer) => (offer.outcome === 'open' ? { ...offer, outcome } : offer)),
  })

/** The offer that stands, or null. It may have expired: it stands until it has lapsed. */
export const openOffer = ({ offers }: WaitlistEntry): WaitlistOffer | null => {
  const last = offers.at(-1)
  return last?.outcome === 'open' ? last : null
}

/** Whether they were offered this start (epoch ms) before and declined it or let it lapse. */
export const refusedBefore = ({ offers }: Pick<WaitlistEntry, 'offers'>, start: number): boolean =>
  offers.some((offer) => offer.start === start && (offer.outcome === 'declined' || offer.outcome === 'lapsed'))
