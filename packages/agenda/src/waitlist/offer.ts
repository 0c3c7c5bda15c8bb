import { endOf, HoldId, minuteMs, openOffer, StreamName, type WaitlistEntry, type WaitlistState } from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Agenda } from '../agenda.ts'
import { type HeldTime, holdTime, releaseHold } from '../holds.ts'
import { commandContext, type Request } from '../request.ts'
import { holderOf, type Offerable } from './look.ts'

/** `taken`: somebody was faster. `moved-on`: they have another offer by now, or do not wait any more. */
export type Offered = 'offered' | 'taken' | 'moved-on'

/**
 * Offers somebody time: holds it on everything that the visit needs, then records the offer, at the revision that it was
 * decided upon. The hold comes first, so an offer binds from the moment that it is told; and its id derives from the entry,
 * the number of the offer and what is held, so a try that died in between is finished by the next.
 *
 * The offer stands for `offerMinutes`, and never beyond the start itself.
 */
export async function offerTime(
  agenda: Agenda,
  request: Request,
  { entry, revision }: { entry: WaitlistEntry; revision: bigint },
  { visitType, start, days }: Offerable,
  offerMinutes: number,
): Promise<Offered> {
  const { aggregates, clock } = agenda
  const stream = StreamName.waitlist(request.tenant, entry.entryId)
  const number = entry.offers.length + 1
  const resourceIds = days.map(({ resource }) => resource.id).sort()
  const holdId = holdIdFor(entry, number, start, days)
  const now = clock.now()
  const held = await holdOrNull(agenda, request, {
    holdId,
    typeId: visitType.id,
    start,
    resourceIds,
    locationId: entry.locationId ?? undefined,
    seats: entry.seats,
    purpose: 'offer',
    ttlMs: Math.min(offerMinutes * minuteMs, start - now),
    heldBy: holderOf(entry.entryId, number),
  })
  if (!held) return 'taken'
  await agenda.onStep?.('offer-held')

  const outcome = await aggregates.waitlist.execute(
    stream,
    {
      type: 'OfferTime',
      holdId,
      resourceIds,
      claims: held.claims.map(({ resourceId, date }) => ({ resourceId, date })),
      start,
      end: endOf(visitType, start),
      expiresAt: held.expiresAt,
      now,
    },
    commandContext(request),
    { ifMatch: revision },
  )
  await agenda.onStep?.('offered')
  if (outcome.kind === 'accepted' && isOffered(outcome.state, holdId)) return 'offered'
  // Another reactor may have made this very offer meanwhile, with this very hold.
  const { state } = await aggregates.waitlist.load(stream, 0)
  if (isOffered(state, holdId)) return 'offered'
  await releaseHold(
    agenda,
    request,
    holdId,
    held.claims.map((claim) => claim.stream),
  )
  return 'moved-on'
}

const isOffered = ({ entry }: WaitlistState, holdId: HoldId) => entry !== null && openOffer(entry)?.holdId === holdId

/** A hold that is over never comes back under its id; each try that lost a race has left one behind. */
function holdIdFor({ tenant, entryId }: WaitlistEntry, number: number, start: number, days: Offerable['days']): HoldId {
  const places = days.map(({ resource }) => resource.id).sort()
  for (let attempt = 1; ; attempt++) {
    const holdId = HoldId.derive(tenant, entryId, number, start, ...places, attempt)
    if (!days.some(({ ended }) => ended.includes(holdId))) return holdId
  }
}

/** Null: the time went to somebody else meanwhile, and nothing is held. */
async function holdOrNull(...hold: Parameters<typeof holdTime>): Promise<HeldTime | null> {
  try {
    return await holdTime(...hold)
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return null
    throw error
  }
}
