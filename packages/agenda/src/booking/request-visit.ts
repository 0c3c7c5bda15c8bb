import {
  endOf,
  type HoldId,
  type LocationId,
  type Need,
  type Policies,
  type RequestVisit,
  type ResourceId,
  type SeriesId,
  StreamName,
  VisitId,
  type VisitState,
  type VisitTypeId,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import type { ContactInput, CustomerInput, ParticipantInput, Registered } from '../people.ts'
import { keyReused, problemOf } from '../problems.ts'
import { commandContext, type IdempotentRequest } from '../request.ts'
import { candidatesFor } from './candidates.ts'
import { abandon, type Claimed } from './claims.ts'
import type { VisitWish } from './days.ts'
import { take } from './take.ts'

export interface BookingRequest {
  readonly typeId: VisitTypeId
  /** Epoch ms. */
  readonly start: number
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly locationId?: LocationId | undefined
  readonly unitId?: string | undefined
  readonly seats: number
  /** What was held for this booking: its resources are the named ones, and while it is live nothing refuses. */
  readonly hold?: RedeemedHold | undefined
  readonly customer: CustomerInput
  readonly participants: readonly ParticipantInput[]
  readonly notes?: string | undefined
  readonly origin: string
  /** When the customer asked for it (epoch ms), where it comes from another book; otherwise now. */
  readonly occurredAt?: number | undefined
  /** Staff overlap, or book outside the rules, and say why. */
  readonly overrideReason?: string | undefined
  /** The series that it is an occurrence of: its people were registered with the first, and every text is sealed. */
  readonly seriesId?: SeriesId
  readonly registered?: Registered
}

export interface RedeemedHold {
  readonly holdId: HoldId
  readonly resourceIds: readonly ResourceId[]
  /** Those that the caller had left open when it was held. */
  readonly chosen: readonly ResourceId[]
}

export interface Booked {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  /** The same request was answered before: this is that answer. */
  readonly replayed: boolean
}

const mostTries = 5

/**
 * Books a visit. The order is fixed, and each step is safe to repeat: reserve on the slot streams; register the
 * people (while the last reservation is being written); append to the visit's stream, expecting none. A visit never
 * exists without its reservation; a reservation without a visit is ended by the reactor's watchdog, behind a fence.
 *
 * The visit's id derives from the tenant and the idempotency key, so its stream itself knows whether this request, or
 * another one with its key, was here before. In the common case nothing is read.
 */
export async function requestVisit(deps: Agenda, request: IdempotentRequest, booking: BookingRequest): Promise<Booked> {
  try {
    const booked = (await book(deps, request, booking)) ?? (await answeredBefore(deps, request))
    if (!booked) throw new Error('a visit of this id was not made by this key')
    return booked
  } catch (error) {
    // What was configured then may be gone now; who asks again still gets the same answer. A time that is taken was
    // looked at from this side before it was refused.
    if (!(error instanceof ProblemError) || error.slug === 'slot-unavailable') throw error
    const before = await answeredBefore(deps, request)
    if (before) return before
    throw error
  }
}

/**
 * The answer that this request was given before, from the visit's stream as it was then; null where there was none.
 * @throws 422 `idempotency-key-reused` when it was to something else
 */
export async function answeredBefore({ aggregates }: Agenda, request: IdempotentRequest): Promise<Booked | null> {
  const { visit } = aggregates
  const { key, fingerprint } = request.idempotency
  const stream = StreamName.visit(request.tenant, VisitId.derive(request.tenant, key))
  const found = await visit.recall(stream, key)
  if (!found) return null
  if (found.fingerprint !== fingerprint) throw keyReused()
  const { state, revision, position } = await visit.loadAt(stream, found.revision)
  return { state, revision, position, replayed: true }
}

/** `null`: this request, or another one with its key, has made a visit before. */
async function book(deps: Agenda, request: IdempotentRequest, booking: BookingRequest): Promise<Booked | null> {
  const { aggregates, configuration, people } = deps
  const { tenant } = request
  const visitId = VisitId.derive(tenant, request.idempotency.key)
  const stream = StreamName.visit(tenant, visitId)

  const [policies, visitType] = await Promise.all([
    configuration.policies(tenant),
    configuration.visitType(tenant, booking.typeId),
  ])
  const { hold, locationId } = booking
  const resourceIds = hold?.resourceIds ?? booking.resourceIds
  const needs = await candidatesFor(deps, tenant, visitType, { resourceIds, locationId })
  const party = await people.prepare(tenant, booking, policies.country)

  const now = deps.clock.now()
  const { registered: known, seriesId } = booking
  const overridden = booking.overrideReason !== undefined || Boolean(known?.overrideReason)
  const { customer } = booking
  const askedFor = 'id' in customer ? customer.id : undefined
  // The reason is sealed under the customer's key and goes into the reservation, so there the customer comes first; and
  // where it is asked who knows them.
  const comesFirst = overridden || (!('id' in customer) && prefersWhoKnows(policies, needs, customer))
  const early = known ?? (comesFirst ? await people.register(request, party, now) : null)
  const customerId = askedFor ?? early?.customerId
  const override = early?.overrideReason ? { reason: early.overrideReason } : null
  const wish: VisitWish = {
    tenant,
    visitId,
    ...(hold && { holdId: hold.holdId }),
    ...(locationId && { locationId }),
    ...(customerId && { customerId }),
    visitType,
    policies,
    seats: booking.seats,
    now,
    ignoreClaims: overridden,
    skipRules: overridden || booking.origin === 'import',
  }

  const named = hold ? hold.resourceIds.filter((id) => !hold.chosen.includes(id)) : (booking.resourceIds ?? [])
  const assignmentOf = (claims: readonly Claimed[]): Pick<RequestVisit, 'assignment'> => {
    const chosen = claims.map(({ resource }) => resource.id).filter((id) => !named.includes(id))
    return chosen.length === 0 ? {} : { assignment: { strategy: policies.assignment, chosen } }
  }

  let registering = early && Promise.resolve(early)
  const register = () => {
    registering ??= people.register(request, party, now)
    registering.catch(() => {}) // whoever awaits it learns of it
    return registering
  }

  let attempt = 1
  let mayExist = true
  for (let tries = 1; tries <= mostTries; tries++) {
    const taken = await take(
      deps,
      request,
      { wish, needs, start: booking.start, override, attempt, mayExist },
      register,
    )
    attempt = taken.attempt
    const { claims } = taken
    if (!claims) {
      const { state } = await aggregates.visit.load(stream)
      if (state.visit) return null
      mayExist = false
      attempt = Math.max(attempt, state.attempt) + 1
      continue
    }
    await deps.onStep?.('reserved')
    const giveUp = () => abandon(aggregates, request, { visitId, attempt, now }, claims)

    const registered = await register().catch(undo)
    await deps.onStep?.('registered')

    const command: RequestVisit = {
      type: 'RequestVisit',
      visitId,
      tenant,
      attempt,
      typeId: visitType.id,
      customerId: registered.customerId,
      start: booking.start,
      end: endOf(visitType, booking.start),
      timezone: claims[0]?.resource.timezone ?? policies.timezone,
      claims: claims.map(({ claimId, resource, date }) => ({ claimId, resourceId: resource.id, date })),
      locationId: taken.locationId,
      unitId: booking.unitId ?? null,
      seats: booking.seats,
      origin: booking.origin,
      participants: [...registered.participants],
      notes: registered.notes,
      override,
      ...assignmentOf(claims),
      ...(seriesId && { seriesId }),
      automaticConfirmation: policies.confirmation === 'automatic',
      occurredAt: booking.occurredAt,
      now,
    }
    const context = commandContext(request, {
      idempotency: request.idempotency,
      ...(booking.origin === 'import' ? { channel: 'import' } : {}),
      ...(booking.occurredAt === undefined ? {} : { occurredAt: toInstant(booking.occurredAt) }),
    })
    const outcome = await aggregates.visit.execute(stream, command, context, { assumeNew: attempt === 1 })
    await deps.onStep?.('requested')
    if (outcome.kind === 'accepted') {
      return { state: outcome.state, revision: outcome.revision, position: outcome.position, replayed: false }
    }
    await giveUp()
    if (outcome.kind !== 'rejected') return null
    if (outcome.rejection.type !== 'visit-abandoned') throw problemOf(outcome.rejection)
    attempt = Math.max(attempt, outcome.rejection.attempt) + 1

    async function undo(error: unknown): Promise<never> {
      if (error instanceof ProblemError) await giveUp()
      throw error
    }
  }
  throw new ProblemError(503, 'busy', 'This booking could not be settled', {}, { 'retry-after': '1' })
}

/** Whether somebody is to be chosen by whom this customer was with before, and they can be told again at all. */
const prefersWhoKnows = ({ assignment }: Policies, needs: readonly Need[], customer: ContactInput): boolean =>
  assignment === 'usual-agent' &&
  needs.some(({ count, named }) => named.length < count) &&
  (customer.externalId !== undefined || customer.phone !== undefined)
