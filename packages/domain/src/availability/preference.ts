import type { ResourceId } from '../ids.ts'
import { assign } from './assign.ts'
import { type Claim, isLive, isOwn } from './claims.ts'
import type { ResourcePool } from './pool.ts'
import type { Candidate, PoolView } from './pool-view.ts'

/**
 * Puts the candidates into the order of preference on the day of that start. Gives the instant (epoch ms) until which it
 * holds, which is when the first of their local days ends.
 */
export function order(view: PoolView, pool: ResourcePool, start: number): number {
  let until = Number.POSITIVE_INFINITY
  const loads = new Map<ResourceId, number>()
  for (const { resource, days } of view.candidates.flat()) {
    const today = days.find(({ plan }) => start < plan.day.until)
    if (!today) continue
    until = Math.min(until, today.plan.day.until)
    loads.set(resource.id, loadOf(today.claims, pool))
  }
  const facts = { ...pool.facts, loads }
  for (const candidates of view.candidates) {
    const byId = new Map<ResourceId, Candidate>(candidates.map((candidate) => [candidate.resource.id, candidate]))
    const resources = candidates.map(({ resource }) => resource)
    for (const [rank, { id }] of assign(pool.strategy, resources, facts).entries()) {
      const candidate = byId.get(id)
      if (candidate) candidate.rank = rank
    }
  }
  for (const { needs } of view.sites) {
    // Who hosts comes first, so that a visit has a host wherever one is free.
    for (const { others } of needs) {
      if (others.length < 2) continue
      others.sort((a, b) => Number(b.hosts) - Number(a.hosts) || a.candidate.rank - b.candidate.rank)
    }
  }
  return until
}

/** The claims of others that are live; a block is no work. */
function loadOf(claims: readonly Claim[], pool: ResourcePool): number {
  let load = 0
  for (const claim of claims) if (claim.kind !== 'block' && isLive(claim, pool.now) && !isOwn(claim, pool)) load++
  return load
}
