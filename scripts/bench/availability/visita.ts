import { type Claim, offeredStarts, type ResourceId, type ResourcePool } from '@visita/domain'
import type { Slot, Workload } from './workloads.ts'

/** The question as the services ask it, with what they have in memory: documents and claims by day. */
export function visitaProgram({ visitType, policies, now, range, agents }: Workload): () => Slot[] {
  const busy = new Map<ResourceId, ReadonlyMap<string, readonly Claim[]>>()
  for (const agent of agents) busy.set(agent.resource.id, agent.busy)
  const everybody = agents.map(({ resource }) => resource)
  const pool: ResourcePool = {
    visitType,
    policies,
    now,
    seats: 1,
    needs: [
      agents.length === 1 ? { count: 1, named: everybody, others: [] } : { count: 1, named: [], others: everybody },
    ],
    claimsOn: ({ id }, date) => busy.get(id)?.get(date) ?? [],
    strategy: 'least-loaded',
  }
  return () =>
    offeredStarts(pool, range).map(({ start, end, candidates }) => ({
      start,
      end,
      resourceIds: (candidates[0] ?? []).map(({ id }) => id),
    }))
}

/** The same with documents that were never seen before, so that nothing about their days is known yet. */
export function coldVisitaProgram(workload: Workload): () => Slot[] {
  return () => {
    const agents = workload.agents.map(({ resource, busy }) => ({ busy, resource: { ...resource } }))
    return visitaProgram({ ...workload, agents })()
  }
}
