import {
  isLive,
  openStarts,
  type Policies,
  type Resource,
  type ResourceId,
  StreamName,
  type TenantId,
  type VisitType,
  type VisitTypeId,
  type Waiting,
  type WaitlistEntryId,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Agenda } from '../agenda.ts'
import type { Need } from '../booking/candidates.ts'
import { choose } from '../booking/choose.ts'
import { contextOf, type ResourceDay, type Wish } from '../booking/days.ts'
import { needsOf, withResource } from './pool.ts'

/** What could be offered: a start (epoch ms), and the days of every resource that the visit would need. */
export interface Offerable {
  readonly visitType: VisitType
  readonly start: number
  readonly days: readonly ResourceDay[]
}

/** A day, and who holds what of it: an offer's hold tells whose it is. */
export interface SeenDay extends ResourceDay {
  /** By the hold's id, where the log says so. */
  readonly heldBy: ReadonlyMap<string, string>
}

/** The type that somebody waits for, and who may serve. */
export interface Wanted {
  readonly visitType: VisitType
  readonly needs: readonly Need[]
}

/** What is open for those who wait: see `createLook`. */
export interface Look {
  readonly policies: Policies
  /** Reads what they wait for; before anything else is asked of them. */
  learn(waiting: readonly Waiting[]): Promise<void>
  /** What they need, and who may serve; null where the type is no more, or nobody can. */
  wanted(person: Waiting): Wanted | null
  day(resource: Resource, date: string): Promise<SeenDay>
  /** The starts (epoch ms) of that day at which its resource is open for them, if it may serve them at all. */
  openFor(person: Waiting, day: SeenDay): readonly number[]
  /** The whole of what they need at that start, this resource being part of it; null where it is not open. */
  offerable(person: Waiting, resource: Resource, start: number): Promise<Offerable | null>
  /** Something was taken: the days are read anew. */
  forgetDays(): void
}

const holders = (entryId: WaitlistEntryId) => `waitlist:${entryId}/`
/** `heldBy` of an offer's hold: whose offer, and which of theirs. */
export const holderOf = (entryId: WaitlistEntryId, number: number): string => `${holders(entryId)}${number}`

/** The same read back; null for a hold that is no offer's. */
export function holderFrom(heldBy: string): { readonly entryId: WaitlistEntryId; readonly number: number } | null {
  const [, entryId, number] = /^waitlist:([0-9a-f-]{36})\/(\d+)$/.exec(heldBy) ?? []
  return entryId === undefined ? null : { entryId: entryId as WaitlistEntryId, number: Number(number) }
}

/**
 * Looks at what is open, with the same rules that offer and accept bookings. Everything is read once, the days again after
 * `forgetDays`. A hold that an earlier try laid for somebody and did not come to offer is not in their own way, so that the
 * next try finds the same time, and the same hold, again. `also` are resources that the index may not know of yet.
 */
export async function createLook(agenda: Agenda, tenant: TenantId, also: readonly Resource[] = []): Promise<Look> {
  const { aggregates, configuration, clock } = agenda
  const [policies, known] = await Promise.all([configuration.policies(tenant), agenda.resourceIndex.of(tenant)])
  const all = new Map([...known, ...also].map((resource) => [resource.id, resource]))
  const named = new Map<ResourceId, Resource | null>()
  const types = new Map<VisitTypeId, VisitType | null>()
  const days = new Map<StreamName, Promise<SeenDay>>()
  // Whoever waits for the same sees the same, but for a hold of their own.
  const starts = new WeakMap<SeenDay, Map<string, readonly number[]>>()

  async function load(resource: Resource, date: string, stream: StreamName): Promise<SeenDay> {
    const { state } = await aggregates.slot.load(stream)
    const heldBy = state.claims.flatMap((claim) =>
      claim.heldBy === undefined ? [] : [[claim.id, claim.heldBy] as const],
    )
    // A hold that has run out is over too, whether or not anybody has swept it away.
    const expired = state.claims.filter((claim) => !isLive(claim, clock.now())).map(({ id }) => id)
    const ended = [...state.ended, ...expired]
    return { resource, date, stream, claims: state.claims, ended, heldBy: new Map(heldBy) }
  }

  function day(resource: Resource, date: string) {
    const stream = StreamName.slot(tenant, resource.id, date)
    const found = days.get(stream) ?? load(resource, date, stream)
    days.set(stream, found)
    return found
  }

  const wishOf = (person: Waiting, visitType: VisitType): Wish => ({
    tenant,
    visitType,
    policies,
    seats: person.seats,
    ...(person.locationId && { locationId: person.locationId }),
    now: clock.now(),
    ignoreClaims: false,
    skipRules: false,
  })

  function wanted(person: Waiting): Wanted | null {
    const visitType = types.get(person.typeId)
    const asked = (person.resourceIds ?? []).flatMap((id) => named.get(id) ?? [])
    const needs = visitType && needsOf(visitType, person, [...all.values()], asked)
    return visitType && needs ? { visitType, needs } : null
  }

  return {
    policies,
    wanted,
    day,

    async learn(waiting) {
      for (const { typeId, resourceIds } of waiting) {
        if (!types.has(typeId)) types.set(typeId, await orNull(configuration.visitType(tenant, typeId)))
        for (const id of resourceIds ?? []) {
          if (named.has(id)) continue
          const { state } = await aggregates.resource.load(StreamName.resource(tenant, id))
          named.set(id, state.resource)
          if (state.resource && !state.archived) all.set(id, state.resource)
        }
      }
    },

    openFor(person, seen) {
      const found = wanted(person)
      if (!found || !withResource(found.needs, seen.resource)) return []
      const others = withoutOwn(seen, person)
      if (others.claims.length < seen.claims.length) return compute()
      const shared = starts.get(seen) ?? new Map<string, readonly number[]>()
      starts.set(seen, shared)
      const key = `${person.typeId} ${person.locationId} ${person.seats}`
      const open = shared.get(key) ?? compute()
      shared.set(key, open)
      return open

      function compute(): readonly number[] {
        return found ? openStarts(contextOf(wishOf(person, found.visitType), others), seen.date) : []
      }
    },

    async offerable(person, resource, start) {
      const found = wanted(person)
      const needs = found && withResource(found.needs, resource)
      if (!found || !needs) return null
      const { visitType } = found
      const on = async (_: TenantId, one: Resource, date: string) => ({
        ...withoutOwn(await day(one, date), person),
        resource: one,
      })
      const choice = await orNull(choose({ ...agenda.days, on }, wishOf(person, visitType), needs, start, new Set()))
      return choice?.open ? { visitType, start, days: choice.days } : null
    },

    forgetDays() {
      days.clear()
    },
  }
}

const withoutOwn = (seen: SeenDay, { entryId }: Waiting): SeenDay => ({
  ...seen,
  claims: seen.claims.filter(({ id }) => !seen.heldBy.get(id)?.startsWith(holders(entryId))),
})

/** Null for what is not there any more, or cannot be: nothing can be offered of it. @throws what else goes wrong */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return null
    throw error
  }
}
