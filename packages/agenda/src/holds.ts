import {
  endOf,
  type HoldId,
  type HoldPurpose,
  type HoldSlot,
  type LocationId,
  minuteMs,
  type ResourceId,
  type StartRefusal,
  type StreamName,
  type TooManyHolds,
  travelMs,
  type VisitTypeId,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { Agenda } from './agenda.ts'
import { alternatives } from './booking/alternatives.ts'
import { candidatesFor } from './booking/candidates.ts'
import { choose } from './booking/choose.ts'
import { createDays, type ResourceDay, type Wish } from './booking/days.ts'
import { factsFor } from './booking/facts.ts'
import { unavailable } from './booking/take.ts'
import { commandContext, type Request } from './request.ts'

/** What is to be held. Instants are epoch ms. */
export interface HoldWish {
  /** Derived, so that the same hold asked for again is one. Once it is over it never comes back: see `hold-ended`. */
  readonly holdId: HoldId
  readonly typeId: VisitTypeId
  readonly start: number
  /** Absent, or too few: any that suit. */
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly locationId?: LocationId | undefined
  readonly seats: number
  readonly purpose: HoldPurpose
  readonly ttlMs: number
  /** Who holds, as the log names them, and how many live holds for a booking they may have on one resource's day. */
  readonly heldBy?: string
  readonly mostHeld?: number
  /**
   * Where it is about to lie, told before a slot stream is touched: whoever has to find the hold again notes it now, since no
   * stream knows. Called again where somebody was faster and others are chosen.
   */
  readonly onChosen?: (places: readonly HeldPlace[], expiresAt: number) => Promise<void>
}

export interface HeldPlace {
  readonly resourceId: ResourceId
  /** The resource's local day, `YYYY-MM-DD`. */
  readonly date: string
  readonly stream: StreamName
}

export interface HeldTime {
  readonly holdId: HoldId
  readonly start: number
  readonly end: number
  readonly claims: readonly HeldPlace[]
  /** The first instant at which it blocks nobody any more. */
  readonly expiresAt: number
  /** Of the newest event that it rests on. */
  readonly position: bigint
}

const mostTries = 20

/**
 * Takes time for a while, on every resource that the visit type needs or on none. A hold is a promise: while it is live, a
 * booking with it is not refused. Nothing has to end it; cut short in the middle, what it took runs out.
 *
 * It names resources: where several would do, it takes as many as the type needs, and leaves the others free.
 *
 * @throws ProblemError: 404 and 422 as a booking; 409 `slot-unavailable` with reason and alternatives, nothing is held then;
 * 409 `hold-ended` where it was given back or redeemed before; 429 `too-many-holds` with `retry-after`
 */
export async function holdTime(agenda: Agenda, request: Request, hold: HoldWish): Promise<HeldTime> {
  const { aggregates, configuration, clock } = agenda
  const { tenant } = request
  const { holdId, start, seats } = hold
  const [policies, visitType] = await Promise.all([
    configuration.policies(tenant),
    configuration.visitType(tenant, hold.typeId),
  ])
  const needs = await candidatesFor(agenda, tenant, visitType, hold)
  const now = clock.now()
  const expiresAt = now + hold.ttlMs
  const asked: Wish = {
    tenant,
    holdId,
    visitType,
    policies,
    seats,
    now,
    ...(hold.locationId && { locationId: hold.locationId }),
    ignoreClaims: false,
    skipRules: false,
  }
  const wish = { ...asked, facts: await factsFor(agenda, asked, needs) }
  const remembered = createDays(aggregates, Number.POSITIVE_INFINITY)
  let days = remembered
  const taken = new Map<StreamName, Held>()
  const without = new Set<ResourceId>()
  let tooMany: TooManyHolds | undefined
  let refused: StartRefusal = 'held'

  for (let tries = 1; tries <= mostTries; tries++) {
    const choice = await choose(days, wish, needs, start, without)
    if (!choice.open || choice.days.some(({ resource }) => without.has(resource.id))) {
      if (days === remembered && !tooMany) {
        days = agenda.days
        continue
      }
      await giveBack([...taken.keys()])
      if (tooMany) throw tooManyHolds(tooMany, now)
      const reason = choice.open ? refused : choice.reason
      throw unavailable(reason, visitType, await alternatives(agenda.days, wish, needs, start))
    }
    await tellChosen(choice.days)
    await agenda.onStep?.('hold-chosen')
    const wanted = new Set(choice.days.map(({ stream }) => stream))
    await giveBack([...taken.keys()].filter((stream) => !wanted.has(stream)))
    if (await takeAll(choice.days, choice.locationId)) {
      const held = [...taken.values()]
      const position = newestPosition(...held.map((one) => one.position))
      agenda.rotation.assigned(tenant, choice.assigned, position)
      return {
        holdId,
        start,
        end: endOf(visitType, start),
        claims: held.map(({ day }) => placeOf(day)),
        expiresAt: Math.min(...held.map((one) => one.expiresAt)),
        position,
      }
    }
    days = agenda.days
  }
  await giveBack([...taken.keys()])
  throw new ProblemError(503, 'busy', 'Too many ask for the same time at once', {}, { 'retry-after': '1' })

  /** Should nobody be able to note it, nothing stays held. */
  async function tellChosen(chosen: readonly ResourceDay[]): Promise<void> {
    try {
      await hold.onChosen?.(chosen.map(placeOf), expiresAt)
    } catch (error) {
      await giveBack([...taken.keys()])
      throw error
    }
  }

  /** In the order of the streams. False: one refused, and whatever was taken before it is still held. */
  async function takeAll(wanted: readonly ResourceDay[], locationId: LocationId | null): Promise<boolean> {
    for (const day of [...wanted].sort((a, b) => (a.stream < b.stream ? -1 : 1))) {
      const { resource, stream } = day
      if (taken.has(stream)) continue
      const { bufferBeforeMinutes, bufferAfterMinutes } = visitType
      const command: HoldSlot = {
        type: 'HoldSlot',
        holdId,
        typeId: visitType.id,
        start,
        end: endOf(visitType, start),
        bufferBeforeMinutes,
        bufferAfterMinutes,
        seats,
        capacity: resource.capacity,
        locationId,
        travelMinutes: travelMs(resource, policies) / minuteMs,
        now,
        expiresAt,
        purpose: hold.purpose,
        ...(hold.heldBy === undefined ? {} : { heldBy: hold.heldBy }),
        ...(hold.mostHeld === undefined ? {} : { mostHeld: hold.mostHeld }),
      }
      const outcome = await aggregates.slot.execute(stream, command, commandContext(request))
      if (outcome.kind === 'accepted') {
        const claim = outcome.state.claims.find(({ id }) => id === holdId)
        taken.set(stream, { day, expiresAt: claim?.expiresAt ?? expiresAt, position: outcome.position })
        await agenda.onStep?.('held')
        continue
      }
      if (outcome.kind !== 'rejected') throw new Error(`a hold ended as ${outcome.kind}`)
      if (outcome.rejection.type === 'claim-ended') {
        await giveBack([...taken.keys()])
        throw new ProblemError(409, 'hold-ended', 'This hold is over')
      }
      if (outcome.rejection.type === 'too-many-holds') tooMany ??= outcome.rejection
      else refused = outcome.rejection.reason
      without.add(resource.id)
      return false
    }
    return true
  }

  async function giveBack(streams: readonly StreamName[]): Promise<void> {
    await releaseHold(agenda, request, holdId, streams)
    for (const stream of streams) taken.delete(stream)
  }
}

/** Gives held time back; what is not held any more stays as it is. Answers the newest position. */
export async function releaseHold(
  { aggregates, clock }: Agenda,
  request: Request,
  holdId: HoldId,
  streams: readonly StreamName[],
): Promise<bigint> {
  const positions = await Promise.all(
    streams.map(async (stream) => {
      const command = { type: 'ReleaseHold', holdId, now: clock.now() } as const
      const outcome = await aggregates.slot.execute(stream, command, commandContext(request), { fresh: true })
      return outcome.kind === 'accepted' ? outcome.position : 0n
    }),
  )
  return newestPosition(...positions)
}

interface Held {
  readonly day: ResourceDay
  readonly expiresAt: number
  readonly position: bigint
}

const placeOf = ({ resource, date, stream }: ResourceDay): HeldPlace => ({ resourceId: resource.id, date, stream })

/** `until` is RFC 3339; `retry-after` counts seconds from `now` (epoch ms). */
export function tooManyHolds({ limit, until }: Omit<TooManyHolds, 'type'>, now: number): ProblemError {
  const seconds = Math.max(1, Math.ceil((parseInstant(until) - now) / 1000))
  return new ProblemError(
    429,
    'too-many-holds',
    'So many holds at once are enough',
    { limit, until },
    { 'retry-after': String(seconds) },
  )
}
