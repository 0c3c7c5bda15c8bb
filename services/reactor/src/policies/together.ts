import { StreamName, type ToldVisit, type VisitId } from '@visita/domain'
import type { VisitHistory, VisitOccasion } from '@visita/planning'
import { inParallel } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Later } from '../policy.ts'
import { withdrawAll, withdrawalFor } from './withdrawal.ts'

const atOnce = 8

/** The visits that are told of together, as they are now; `pick` says of each whether it is one of them, and how. */
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
  return told
}

/** Tells each person once of all of theirs; a message about one visit alone is looked at again, as those about single events are. */
export async function tellTogether(deps: Deps, due: Due, occasion: VisitOccasion): Promise<Later | undefined> {
  const told = await deps.planning.tell(requestOf(due), [occasion], { settingsMs: 0 })
  let later: Later | undefined
  await inParallel(told, atOnce, async (message) => {
    if (message.visitId === null) return
    const { state } = await deps.aggregates.visit.load(StreamName.visit(due.tenant, message.visitId))
    const about = { ...message, kind: message.cause.kind }
    later = (await withdrawAll(deps, due, [about], withdrawalFor(state))) ?? later
  })
  return later
}
