import { endOf, type LocationId, type Sealed, type StartRefusal, type VisitType } from '@visita/domain'
import { ProblemError } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import type { Request } from '../request.ts'
import { alternatives } from './alternatives.ts'
import type { Need } from './candidates.ts'
import { choose } from './choose.ts'
import { abandon, type Claimed, reserve } from './claims.ts'
import { createDays, type VisitWish } from './days.ts'
import { factsFor } from './facts.ts'

const mostTries = 20

/** What to take, on whatever resources are open. */
export interface Plan {
  readonly wish: VisitWish
  readonly needs: readonly Need[]
  /** Epoch ms. */
  readonly start: number
  readonly override: { readonly reason: Sealed } | null
  /** From 1: the first one to try. */
  readonly attempt: number
  /** Nobody has looked yet whether this request was answered before. */
  readonly mayExist: boolean
  /** Of the move that asks: see `Wanted`. */
  readonly key?: string
}

export interface Taken {
  /** `null`: this visit has left a trace on the day, so its request may have been answered before. */
  readonly claims: readonly Claimed[] | null
  readonly attempt: number
  /** Where the visit is to be. */
  readonly locationId: LocationId | null
  /** Events that giving earlier attempts up has added to the visit's stream. */
  readonly fences: number
}

/**
 * Chooses resources and reserves their time; where somebody was faster, chooses again among the others. An attempt
 * that had taken something and could not take the rest is abandoned, and the next one has new claims.
 * @throws 409 `slot-unavailable` with the reason and alternatives; nothing is taken then.
 */
export async function take(deps: Agenda, request: Request, plan: Plan, meanwhile: () => void): Promise<Taken> {
  const { needs, start, override, mayExist, key } = plan
  const wish = { ...plan.wish, facts: await factsFor(deps, plan.wish, needs) }
  const { tenant, visitId, holdId, visitType, policies, seats, now } = wish
  // What to try may be chosen from memory of any age, since the append checks it. A refusal wants to be current.
  const remembered = createDays(deps.aggregates, Number.POSITIVE_INFINITY)
  let days = remembered
  let { attempt } = plan
  let fences = 0
  for (let tries = 1; tries <= mostTries; tries++) {
    const choice = await choose(days, wish, needs, start)
    if (!choice.open) {
      if (choice.seen && mayExist) return { claims: null, attempt, fences, locationId: null }
      if (days === remembered) {
        days = deps.days
        continue
      }
      throw unavailable(choice.reason, visitType, await alternatives(deps.days, wish, needs, start))
    }
    const { bufferBeforeMinutes, bufferAfterMinutes } = visitType
    const end = endOf(visitType, start)
    const wanted = { visitId, attempt, typeId: visitType.id, start, end, bufferBeforeMinutes, bufferAfterMinutes }
    const { claims, position, outcome } = await reserve(
      deps.aggregates,
      request,
      {
        ...wanted,
        seats,
        now,
        override,
        policies,
        locationId: choice.locationId,
        ...(holdId && { holdId }),
        ...(key !== undefined && { key }),
      },
      choice.days,
      meanwhile,
    )
    if (outcome === 'reserved') {
      deps.rotation.assigned(tenant, choice.assigned, position)
      return { claims, attempt, fences, locationId: choice.locationId }
    }
    if (outcome === 'ended') return { claims: null, attempt, fences, locationId: null }
    if (claims.length > 0) {
      fences += await abandon(deps.aggregates, request, { visitId, attempt, now }, claims)
      attempt++
    }
    // Whoever refused has been read meanwhile, so the next choice knows what is in the way there.
    days = deps.days
  }
  throw new ProblemError(503, 'busy', 'Too many bookings of the same time at once', {}, { 'retry-after': '1' })
}

export const unavailable = (reason: StartRefusal, visitType: VisitType, open: readonly number[]) =>
  new ProblemError(409, 'slot-unavailable', 'This time is not available', {
    reason,
    alternatives: open.map((at) => ({ start: toInstant(at), end: toInstant(endOf(visitType, at)) })),
  })
