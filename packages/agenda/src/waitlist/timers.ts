import { type HoldId, isLive, StreamName, type WaitlistEntryId, type WaitlistOffer } from '@visita/domain'
import type { Agenda } from '../agenda.ts'
import { releaseHold } from '../holds.ts'
import { succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { recordAccepted, releaseEnded, releaseOffer, visitOfOffer } from './answer.ts'
import { holderFrom } from './look.ts'

/** Until a booking that is under way has come to its end, one way or the other, by itself or by the watchdog. */
const underWayMs = 5_000

/**
 * What becomes of an offer whose time is up: accepted, where its visit was booked and nobody wrote it down; else it lapses, and
 * what was held is given back. Answers when to look again (epoch ms), null when it is settled. Safe to repeat.
 */
export async function lapseOffer(
  agenda: Agenda,
  request: Request,
  entryId: WaitlistEntryId,
  number: number,
): Promise<number | null> {
  const { aggregates, clock } = agenda
  const { tenant } = request
  const stream = StreamName.waitlist(tenant, entryId)
  const { state } = await aggregates.waitlist.load(stream)
  const offer = state.entry?.offers[number - 1]
  if (!state.entry || !offer) return null
  if (offer.outcome === 'open') {
    const now = clock.now()
    if (now < offer.expiresAt) return offer.expiresAt
    const visit = await aggregates.visit.load(StreamName.visit(tenant, visitOfOffer(tenant, entryId, number)))
    if (visit.state.visit) {
      await recordAccepted(agenda, request, state.entry, offer, visit.state.visit.requestedAt)
      return null
    }
    if (await isBeingBooked(agenda, request, entryId, offer)) return now + underWayMs
    succeed(await aggregates.waitlist.execute(stream, { type: 'LapseOffer', number, now }, commandContext(request)))
    await agenda.onStep?.('offer-ended')
  } else if (offer.outcome !== 'lapsed') return null
  await releaseOffer(agenda, request, offer)
  return null
}

/** Whether its time is reserved for the visit that it becomes. */
async function isBeingBooked(
  { aggregates }: Agenda,
  { tenant }: Request,
  entryId: WaitlistEntryId,
  { number, claims }: WaitlistOffer,
): Promise<boolean> {
  const own = visitOfOffer(tenant, entryId, number)
  const days = await Promise.all(
    claims.map(({ resourceId, date }) => aggregates.slot.load(StreamName.slot(tenant, resourceId, date))),
  )
  return days.some(({ state }) => state.claims.some(({ visitId }) => visitId === own))
}

/**
 * Closes an entry whose window has passed; an offer that still stands comes first. Answers when to look again (epoch ms), null
 * when it is settled. Safe to repeat.
 */
export async function closeEntry(agenda: Agenda, request: Request, entryId: WaitlistEntryId): Promise<number | null> {
  const { aggregates, clock } = agenda
  const stream = StreamName.waitlist(request.tenant, entryId)
  const { state } = await aggregates.waitlist.load(stream)
  if (state.status !== 'waiting' && state.status !== 'offered') return null
  const { entry } = state
  const now = clock.now()
  if (now < entry.to) return entry.to
  const last = entry.offers.at(-1)
  if (last?.outcome === 'open') {
    const again = await lapseOffer(agenda, request, entryId, last.number)
    if (again !== null) return again
  }
  const command = { type: 'CloseEntry', now } as const
  const { state: closed } = succeed(await aggregates.waitlist.execute(stream, command, commandContext(request)))
  if (closed.entry) await releaseEnded(agenda, request, closed.entry)
  return null
}

/**
 * What becomes of a hold that was laid for an offer and not offered: while the offer could still be made with it, whoever died
 * is followed by another try, which finds it; else it is given back. Answers when to look again (epoch ms), null when it is
 * settled. Safe to repeat.
 */
export async function settleOfferHold(
  agenda: Agenda,
  request: Request,
  { holdId, stream, heldBy }: { readonly holdId: HoldId; readonly stream: StreamName; readonly heldBy: string },
): Promise<number | null> {
  const { aggregates, clock } = agenda
  const held = (await aggregates.slot.load(stream)).state.claims.find(({ id }) => id === holdId)
  const holder = holderFrom(heldBy)
  const now = clock.now()
  if (!held || !holder || !isLive(held, now)) return null
  const { state } = await aggregates.waitlist.load(StreamName.waitlist(request.tenant, holder.entryId))
  const offers = state.entry?.offers ?? []
  const own = offers.find((offer) => offer.holdId === holdId)
  if (own?.outcome === 'open' || own?.outcome === 'accepted') return null
  // The offer is recorded at the revision that the hold was laid for: once that has passed, it cannot be.
  if (state.status === 'waiting' && offers.length < holder.number) return now + underWayMs
  await releaseHold(agenda, request, holdId, [stream])
  return null
}
