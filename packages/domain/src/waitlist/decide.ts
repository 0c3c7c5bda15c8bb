import { invalid } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type { AcceptOffer, DeclineOffer, JoinWaitlist, LapseOffer, OfferTime, WaitlistCommand } from './commands.ts'
import type { WaitlistEvent } from './events.ts'
import type { WaitlistRejection } from './rejections.ts'
import {
  openOffer,
  refusedBefore,
  type WaitlistEntry,
  type WaitlistOffer,
  type WaitlistState,
  type WaitlistStatus,
} from './state.ts'

type WaitlistDecision = Decision<WaitlistEvent, WaitlistRejection>

export function decideWaitlist(command: WaitlistCommand, state: WaitlistState): WaitlistDecision {
  if (command.type === 'JoinWaitlist') return join(command, state)
  if (state.status === 'none') return reject({ type: 'waitlist-entry-not-found' })
  const { status, entry } = state
  const happened = { entryId: entry.entryId, at: instantOf(command.now) }
  switch (command.type) {
    case 'OfferTime':
      return offer(command, status, entry)
    case 'DeclineOffer':
      return decline(command, status, entry)
    case 'LapseOffer':
      return lapse(command, entry)
    case 'AcceptOffer':
      return acceptOffer(command, status, entry)
    case 'LeaveWaitlist':
      // Somebody who has a visit cancels that.
      if (status === 'accepted') return reject({ type: 'waitlist-ended', status })
      return isOver(status) ? accept() : accept({ type: 'WaitlistLeft', data: happened })
    case 'CloseEntry':
      return isOver(status) ? accept() : accept({ type: 'WaitlistClosed', data: happened })
  }
}

type Over = Exclude<WaitlistStatus, 'waiting' | 'offered'>
const isOver = (status: WaitlistStatus): status is Over => status !== 'waiting' && status !== 'offered'

function join(command: JoinWaitlist, { status }: WaitlistState): WaitlistDecision {
  if (status !== 'none') return isOver(status) ? reject({ type: 'waitlist-ended', status }) : accept()
  const { type: _, from, to, now, ...details } = command
  const problem = invalid(to > from ? [] : [{ path: '/to', message: 'must be after from' }])
  if (problem) return reject(problem)
  return accept({
    type: 'WaitlistJoined',
    data: { ...details, from: instantOf(from), to: instantOf(to), at: instantOf(now) },
  })
}

function offer(command: OfferTime, status: WaitlistStatus, entry: WaitlistEntry): WaitlistDecision {
  const { holdId, start, end, resourceIds, claims, expiresAt, now } = command
  if (isOver(status)) return reject({ type: 'waitlist-ended', status })
  const open = openOffer(entry)
  if (open) return open.holdId === holdId ? accept() : outstanding(open)
  if (refusedBefore(entry, start)) return reject({ type: 'start-refused-before', start: instantOf(start) })
  if (expiresAt <= now) return expired(expiresAt)
  return accept({
    type: 'WaitlistOffered',
    data: {
      entryId: entry.entryId,
      number: entry.offers.length + 1,
      holdId,
      start: instantOf(start),
      end: instantOf(end),
      resourceIds,
      claims,
      expiresAt: instantOf(expiresAt),
      at: instantOf(now),
    },
  })
}

function decline({ number, now }: DeclineOffer, status: WaitlistStatus, entry: WaitlistEntry): WaitlistDecision {
  const asked = number === undefined ? entry.offers.at(-1) : numbered(entry, number)
  if (asked?.outcome === 'declined') return accept()
  if (isOver(status)) return reject({ type: 'waitlist-ended', status })
  if (asked?.outcome !== 'open') return reject({ type: 'no-offer' })
  return accept({
    type: 'WaitlistOfferDeclined',
    data: { entryId: entry.entryId, number: asked.number, at: instantOf(now) },
  })
}

function lapse({ number, now }: LapseOffer, entry: WaitlistEntry): WaitlistDecision {
  const asked = numbered(entry, number)
  if (!asked) return reject({ type: 'no-offer' })
  if (asked.outcome !== 'open') return accept()
  if (now < asked.expiresAt) return outstanding(asked)
  return accept({ type: 'WaitlistOfferLapsed', data: { entryId: entry.entryId, number, at: instantOf(now) } })
}

function acceptOffer(command: AcceptOffer, status: WaitlistStatus, entry: WaitlistEntry): WaitlistDecision {
  const { number, visitId, now } = command
  if (status === 'accepted' && entry.visitId === visitId) return accept()
  if (isOver(status)) return reject({ type: 'waitlist-ended', status })
  const asked = number === undefined ? entry.offers.at(-1) : numbered(entry, number)
  // One that has lapsed since they accepted bound when they did.
  if (asked?.outcome !== 'open' && asked?.outcome !== 'lapsed') return reject({ type: 'no-offer' })
  if (now >= asked.expiresAt) return expired(asked.expiresAt)
  return accept({
    type: 'WaitlistOfferAccepted',
    data: { entryId: entry.entryId, number: asked.number, visitId, at: instantOf(now) },
  })
}

const numbered = ({ offers }: WaitlistEntry, number: number): WaitlistOffer | undefined => offers[number - 1]

const outstanding = ({ number, expiresAt }: WaitlistOffer) =>
  reject({ type: 'offer-outstanding', number, expiresAt: instantOf(expiresAt) } as const)

const expired = (expiresAt: number) => reject({ type: 'offer-expired', expiresAt: instantOf(expiresAt) } as const)
