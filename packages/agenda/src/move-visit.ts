import {
  type BulkMoveId,
  endOf,
  type MoveVisit,
  type ResourceId,
  type Sealed,
  StreamName,
  staffPolicies,
  type VisitDetails,
  type VisitId,
  type VisitState,
  visit as visits,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { ProblemError, preconditionFailed } from '@visita/http'
import type { Agenda } from './agenda.ts'
import { abandon, type Claimed, release } from './booking/claims.ts'
import { assignmentOf, destinationOf } from './booking/destination.ts'
import { take } from './booking/take.ts'
import { keyReused, problemOf } from './problems.ts'
import { actsForCustomer, commandContext, type IdempotentRequest, type Request } from './request.ts'

/** What is to become of a visit. What is not said stays as it is. */
export interface Move {
  readonly visitId: VisitId
  /** Epoch ms. */
  readonly start?: number | undefined
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly reason?: string | undefined
  /** Staff overlap, or move it outside the rules, and say why. */
  readonly overrideReason?: string | undefined
  readonly bulkMoveId?: BulkMoveId
  /** The visit's revision, as the caller knows it. */
  readonly ifMatch?: bigint
  /**
   * Nothing is read of a visit that is in memory at that revision: the record checks it, and finds the key. A refusal may
   * then rest on what is no longer so, and whoever asks looks once more.
   */
  readonly fromMemory?: boolean
}

export interface Moved {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  /** The same request was answered before: this is that answer. */
  readonly replayed: boolean
  /** It was there already; nothing was written. */
  readonly unchanged: boolean
}

const mostTries = 10

/**
 * Moves a visit to another time, to other resources, or both: reserves the new, records it on the visit, releases the
 * former. The visit owns a reservation at every moment: until the record its former one, from then on the new one. A move
 * that dies before the record is undone by the reactor's watchdog, behind a fence; after it, the reactor releases the
 * former. Two moves at once take turns, each from where the other left the visit.
 *
 * The former claims are not in the way of the new ones, so a visit can move by less than its own length. Resources whose
 * kind is not named stay; those that nobody had named give way to others where they are taken.
 *
 * A request with an idempotency key is remembered by the visit's stream. One without derives its claims from the bulk move,
 * or else from itself; asked again it finds the visit where it wanted it.
 *
 * @throws ProblemError: 404; 409 `slot-unavailable` with reason and alternatives, `visit-not-movable`,
 * `reschedule-window-closed`; 412 when the visit is not at the revision asked for; 422 for resources that do not fit
 */
export async function moveVisit(agenda: Agenda, request: Request | IdempotentRequest, move: Move): Promise<Moved> {
  const { aggregates, configuration, clock } = agenda
  const { visit } = aggregates
  const { tenant } = request
  const { visitId, bulkMoveId, ifMatch, fromMemory = false } = move
  const stream = StreamName.visit(tenant, visitId)
  const idempotency = 'idempotency' in request ? request.idempotency : undefined
  const key = idempotency?.key ?? String(bulkMoveId ?? request.requestId)
  if (idempotency && !fromMemory && (await visit.recall(stream, idempotency.key))) return repeat(idempotency)

  let mayChoose = false
  for (let tries = 1; tries <= mostTries; tries++) {
    const { state, revision, position } = await visit.load(stream, fromMemory ? Number.POSITIVE_INFINITY : 0)
    if (!state.visit) throw problemOf({ type: 'visit-not-found' })
    if (ifMatch !== undefined && revision !== ifMatch) throw preconditionFailed({ revision: Number(revision) })
    const start = move.start ?? state.visit.start
    const inPlace = start === state.visit.start
    const policies = await configuration.policies(tenant)
    const now = clock.now()
    const to = await destinationOf(agenda, tenant, state.visit, move, mayChoose)
    const attempt = state.attempt + 1
    const command: MoveVisit = {
      type: 'MoveVisit',
      attempt,
      start,
      end: endOf(to.visitType, start),
      timezone: state.visit.timezone,
      claims: [],
      locationId: state.visit.locationId,
      reason: null,
      override: null,
      ...(bulkMoveId ? { bulkMoveId } : {}),
      byCustomer: actsForCustomer(request),
      rescheduleMinMinutes: policies.rescheduleMinMinutes,
      now,
    }
    // Whatever the visit refuses it refuses before anything is reserved.
    const trial = visits.decide(command, state)
    const isThere = inPlace && to.isWhereItIs
    if (isThere && (trial.accepted || trial.rejection.type === 'reschedule-window-closed')) {
      // Perhaps this very request has just moved it there, by another instance.
      if (idempotency && (await visit.recall(stream, key))) return repeat(idempotency)
      return { state, revision, position, replayed: false, unchanged: true }
    }
    if (!trial.accepted) throw problemOf(trial.rejection)

    const texts = await sealed(state.visit)
    const plan = {
      wish: {
        tenant,
        visitId,
        visitType: to.visitType,
        // A time that the visit has already is neither too soon nor too far for whoever else is to be there.
        policies: bulkMoveId || inPlace ? staffPolicies(policies, inPlace) : policies,
        seats: state.visit.seats,
        ...(to.locationId && { locationId: to.locationId }),
        customerId: state.visit.customerId,
        now,
        ignoreClaims: texts.override !== null,
        skipRules: texts.override !== null,
      },
      needs: to.needs,
      start,
      override: texts.override,
      attempt,
      mayExist: false,
      key,
    }
    const taken = await take(agenda, request, plan, () => {}).catch((error: unknown) => {
      const isTaken = error instanceof ProblemError && error.slug === 'slot-unavailable'
      if (!isTaken || mayChoose || !to.couldChoose) throw error
      return null
    })
    if (!taken) mayChoose = true
    // An attempt of this request that was given up, here or by the watchdog.
    if (!taken?.claims) continue
    await agenda.onStep?.('move-reserved')
    const done = await record(
      state.visit,
      taken.claims,
      { ...command, ...texts, attempt: taken.attempt, locationId: taken.locationId },
      taken.fences,
    )
    if (done) return done
  }
  throw new ProblemError(503, 'busy', 'This move could not be settled', {}, { 'retry-after': '1' })

  /** Null: somebody else moved it meanwhile, so it is to be moved from where it is now. Nothing is reserved then. */
  async function record(
    was: VisitDetails,
    claims: readonly Claimed[],
    command: MoveVisit,
    fences: number,
  ): Promise<Moved | null> {
    const { attempt, now } = command
    const outcome = await visit.execute(
      stream,
      {
        ...command,
        timezone: claims[0]?.resource.timezone ?? was.timezone,
        claims: claims.map(({ claimId, resource, date }) => ({ claimId, resourceId: resource.id, date })),
        ...assignmentOf(was, move.resourceIds, claims),
      },
      commandContext(request, idempotency ? { idempotency } : {}),
      // What this request itself has added to the stream is no change that the caller would have to know of.
      ifMatch === undefined ? {} : { ifMatch: ifMatch + BigInt(fences) },
    )
    await agenda.onStep?.('move-recorded')
    if (outcome.kind === 'accepted') {
      const { state, revision, position, events } = outcome
      const [event] = events
      const former = event && 'former' in event.data ? event.data.former.claims : []
      const released = await releaseOthers(state, former)
      return {
        state,
        revision,
        position: newestPosition(position, released),
        replayed: false,
        unchanged: events.length === 0,
      }
    }
    if (outcome.kind === 'replayed' && idempotency) return repeat(idempotency)
    await abandon(aggregates, request, { visitId, attempt, now }, claims)
    if (outcome.kind === 'precondition-failed') throw preconditionFailed({ revision: Number(outcome.revision) })
    if (outcome.kind !== 'rejected') throw keyReused()
    if (outcome.rejection.type !== 'move-superseded') throw problemOf(outcome.rejection)
    if (ifMatch !== undefined) throw preconditionFailed({ revision: Number(outcome.revision) })
    return null
  }

  /** The answer as it was given; and whatever a kill after the record has left to be released. */
  async function repeat({ fingerprint }: IdempotentRequest['idempotency']): Promise<Moved> {
    const found = await visit.recall(stream, key)
    if (!found || found.fingerprint !== fingerprint) throw keyReused()
    const { state, revision, position } = await visit.loadAt(stream, found.revision)
    const before = found.revision > 0n ? (await visit.loadAt(stream, found.revision - 1n)).state.visit : null
    await releaseOthers(state, before?.claims ?? [])
    return { state, revision, position, replayed: true, unchanged: false }
  }

  async function releaseOthers({ visit: now }: VisitState, former: VisitDetails['claims']): Promise<bigint> {
    const owned = new Set(now?.claims.map(({ claimId }) => claimId))
    const claims = former
      .filter(({ claimId }) => !owned.has(claimId))
      .map(({ claimId, resourceId, date }) => ({ claimId, stream: StreamName.slot(tenant, resourceId, date) }))
    const released = await release(aggregates, request, visitId, claims, 'moved')
    await agenda.onStep?.('move-released')
    return released
  }

  /** The reasons, sealed under the customer's key. @throws 410 where an override has nobody any more to be sealed for */
  async function sealed({ customerId }: VisitDetails) {
    const seal = (text: string | undefined): Promise<Sealed | null> =>
      text === undefined ? Promise.resolve(null) : agenda.people.seal(tenant, customerId, text)
    const [reason, overrideReason] = await Promise.all([seal(move.reason), seal(move.overrideReason)])
    if (move.overrideReason !== undefined && !overrideReason) throw problemOf({ type: 'customer-erased' })
    return { reason, override: overrideReason && { reason: overrideReason } }
  }
}
