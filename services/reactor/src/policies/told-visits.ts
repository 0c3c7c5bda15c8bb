import type { ToldVisit, VisitId } from '@visita/domain'
import type { VisitHistory } from '@visita/planning'
import { inParallel } from '@visita/runtime'
import type { Deps, Due } from '../policy.ts'

const atOnce = 8

/** The visits that are told of together, as they are now, in the order of time; `pick` says of each whether it is one of them, and how. */
export async function toldVisits(
  { planning, signal }: Deps,
  { tenant }: Due,
  visitIds: readonly VisitId[],
  pick: (history: VisitHistory) => ToldVisit | null,
): Promise<readonly ToldVisit[]> {
  const told: ToldVisit[] = []
  await inParallel(visitIds, atOnce, async (visitId) => {
    signal.throwIfAborted()
    const one = pick(await planning.readVisit(tenant, visitId))
    if (one) told.push(one)
  })
  return told.sort((a, b) => a.state.visit.start - b.state.visit.start)
}
