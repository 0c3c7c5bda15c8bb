import type { ResourceId } from '../ids.ts'
import type { AssignmentStrategy } from '../schema.ts'

/** What the strategies look at. Who is not named in a map counts as zero: never assigned, nothing that day, never met. */
export interface AssignmentFacts {
  /** How many claims each has that day. */
  readonly loads?: ReadonlyMap<ResourceId, number>
  /** When each was last assigned, epoch milliseconds. */
  readonly lastAssigned?: ReadonlyMap<ResourceId, number>
  /** How many visits this customer has had with each. */
  readonly usual?: ReadonlyMap<ResourceId, number>
}

/**
 * Who of several that would do is to be taken: all of them, in the order of preference.
 *
 * - `least-loaded`: the fewest claims that day;
 * - `round-robin`: assigned the longest ago, or never;
 * - `usual-agent`: the most visits with this customer, then the fewest claims that day.
 *
 * Where all of this is equal, the id decides, so that the same facts always give the same answer.
 */
export function assign<Candidate extends { readonly id: ResourceId }>(
  strategy: AssignmentStrategy,
  free: readonly Candidate[],
  { loads, lastAssigned, usual }: AssignmentFacts,
): Candidate[] {
  const load = (id: ResourceId) => loads?.get(id) ?? 0
  const ranked = free.map((candidate) => {
    const { id } = candidate
    switch (strategy) {
      case 'least-loaded':
        return { candidate, first: load(id), second: 0 }
      case 'round-robin':
        return { candidate, first: lastAssigned?.get(id) ?? Number.NEGATIVE_INFINITY, second: 0 }
      case 'usual-agent':
        return { candidate, first: -(usual?.get(id) ?? 0), second: load(id) }
      default:
        return strategy satisfies never
    }
  })
  ranked.sort((a, b) => compare(a.first, b.first) || a.second - b.second || compare(a.candidate.id, b.candidate.id))
  return ranked.map(({ candidate }) => candidate)
}

const compare = <Value extends number | string>(a: Value, b: Value) => (a < b ? -1 : a > b ? 1 : 0)
