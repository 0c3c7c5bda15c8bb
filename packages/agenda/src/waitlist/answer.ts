import {
  openOffer,
  StreamName,
  type TenantId,
  VisitId,
  type WaitlistCommand,
  type WaitlistEntry,
  type WaitlistEntryId,
  type WaitlistOffer,
  waitlist as waitlistDecider,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import type { Agenda } from '../agenda.ts'
import { answeredBefore, type Booked, requestVisit } from '../booking/request-visit.ts'
import { releaseHold } from '../holds.ts'
import { keyReused, problemOf, succeed } from '../problems.ts'
import { commandContext, type IdempotentRequest, type Request } from '../request.ts'
import type { ChangedEntry } from './join.ts'

/** The key that an offer is booked by. It is nobody's but the offer's, so whoever accepts it, and however often, makes one visit. */
const keyOf = (entryId: WaitlistEntryId, number: number): string => `waitlist:${entryId}:${number}`

/** The visit that an offer becomes when it is accepted. */
export const visitOfOffer = (tenant: TenantId, entryId: WaitlistEntryId, number: number): VisitId =>
  VisitId.derive(tenant, keyOf(entryId, number))

/**
 * Books what is offered, by the offer's hold; then records that it was accepted. While the offer stands nothing refuses it.
 * A process that dies between the two leaves a visit, and the offer's timer records the rest. Asked again, it is the same
 * visit.
 *
 * @throws ProblemError: 404; 409 `offer-expired`, `no-offer`, `waitlist-ended`, or `slot-unavailable` where the offer expired
 * while this was under way and somebody else has the time
 */
export async function acceptOffer(
  agenda: Agenda,
  request: IdempotentRequest,
  entryId: WaitlistEntryId,
): Promise<Booked> {
  const { aggregates, clock } = agenda
  const { tenant, idempotency } = request
  const stream = StreamName.waitlist(tenant, entryId)
  const used = await aggregates.waitlist.recall(stream, idempotency.key)
  if (used && used.fingerprint !== idempotency.fingerprint) throw keyReused()
  const { state } = await aggregates.waitlist.load(stream, 0)
  if (!state.entry) throw problemOf({ type: 'waitlist-entry-not-found' })
  const { entry } = state
  const offer = entry.offers.find(({ outcome }) => outcome === 'accepted') ?? entry.offers.at(-1)
  const now = clock.now()
  const visitId = visitOfOffer(tenant, entryId, offer?.number ?? 0)
  const accept = { type: 'AcceptOffer', ...(offer && { number: offer.number }), visitId, now } as const

  const key = keyOf(entryId, offer?.number ?? 0)
  const booking: IdempotentRequest = { ...request, idempotency: { key, fingerprint: key } }
  const before = await answeredBefore(agenda, booking)
  const trial = waitlistDecider.decide(accept, state)
  if (!before && !trial.accepted) throw problemOf(trial.rejection)
  if (!offer) throw problemOf({ type: 'no-offer' })

  const booked = before ?? (await requestVisit(agenda, booking, bookingOf(entry, offer)))
  await agenda.onStep?.('offer-booked')
  const recorded = await recordAccepted(agenda, request, entry, offer, booked.state.visit?.requestedAt ?? now)
  await agenda.onStep?.('offer-accepted')
  return { ...booked, position: newestPosition(booked.position, recorded) }
}

const bookingOf = (entry: WaitlistEntry, { holdId, resourceIds, start }: WaitlistOffer) => ({
  typeId: entry.typeId,
  start,
  hold: { holdId, resourceIds, chosen: resourceIds.filter((id) => !entry.resourceIds?.includes(id)) },
  locationId: entry.locationId ?? undefined,
  seats: entry.seats,
  customer: { id: entry.customerId },
  participants: [],
  origin: 'waitlist',
})

/**
 * Records that an offer was accepted, once its visit is there; `bookedAt` is epoch ms. Only an offer that stood was booked, so
 * it counts as accepted in time also where the booking took a moment longer. Who has left meanwhile has a visit all the
 * same. Answers the position.
 */
export async function recordAccepted(
  { aggregates }: Agenda,
  request: Request | IdempotentRequest,
  { entryId }: WaitlistEntry,
  { number, expiresAt }: WaitlistOffer,
  bookedAt: number,
): Promise<bigint> {
  const { tenant } = request
  const outcome = await aggregates.waitlist.execute(
    StreamName.waitlist(tenant, entryId),
    {
      type: 'AcceptOffer',
      number,
      visitId: visitOfOffer(tenant, entryId, number),
      now: Math.min(bookedAt, expiresAt - 1),
    },
    commandContext(request, 'idempotency' in request ? { idempotency: request.idempotency } : {}),
  )
  if (outcome.kind === 'rejected' && outcome.rejection.type === 'waitlist-ended') return 0n
  return succeed(outcome).position
}

/** @throws ProblemError: 404; 409 `no-offer`, `waitlist-ended` */
export const declineOffer = (agenda: Agenda, request: Request, entryId: WaitlistEntryId): Promise<ChangedEntry> =>
  end(agenda, request, entryId, { type: 'DeclineOffer', now: agenda.clock.now() })

/** Somebody waits no more. @throws ProblemError: 404; 409 `waitlist-ended` for whoever has a visit: that is cancelled */
export const leaveWaitlist = (agenda: Agenda, request: Request, entryId: WaitlistEntryId): Promise<ChangedEntry> =>
  end(agenda, request, entryId, { type: 'LeaveWaitlist', now: agenda.clock.now() })

/** Records it, then gives back what was held for them. The reactor does the second where this process dies. */
async function end(
  agenda: Agenda,
  request: Request,
  entryId: WaitlistEntryId,
  command: WaitlistCommand,
): Promise<ChangedEntry> {
  const { waitlist } = agenda.aggregates
  const outcome = succeed(
    // Fresh: the reactor may have offered something a moment ago, and a refusal must not rest on what was before.
    await waitlist.execute(StreamName.waitlist(request.tenant, entryId), command, commandContext(request), {
      fresh: true,
    }),
  )
  await agenda.onStep?.('offer-ended')
  const released = outcome.state.entry ? await releaseEnded(agenda, request, outcome.state.entry) : 0n
  const unchanged = outcome.kind === 'accepted' && outcome.events.length === 0
  return { state: outcome.state, position: newestPosition(outcome.position, released), replayed: false, unchanged }
}

/** Gives back what is held for offers that have come to nothing. One that has expired blocks nobody. Answers the newest position. */
export async function releaseEnded(agenda: Agenda, request: Request, entry: WaitlistEntry): Promise<bigint> {
  const standing = openOffer(entry)
  const held = entry.offers.filter(
    (offer) => offer !== standing && offer.outcome !== 'accepted' && offer.expiresAt > agenda.clock.now(),
  )
  const positions = await Promise.all(held.map((offer) => releaseOffer(agenda, request, offer)))
  return newestPosition(...positions)
}

export const releaseOffer = (agenda: Agenda, request: Request, { holdId, claims }: WaitlistOffer): Promise<bigint> =>
  releaseHold(
    agenda,
    request,
    holdId,
    claims.map(({ resourceId, date }) => StreamName.slot(request.tenant, resourceId, date)),
  )
