import type { ToldVisit } from '@visita/domain'
import type { VisitOccasion } from '@visita/planning'
import { inParallel } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Later } from '../policy.ts'
import { lookAgain } from './renewal.ts'

const atOnce = 8

/** Tells each person once of all of theirs; what changed of these since they were read is looked at, as for those about single events. */
export async function tellTogether(
  deps: Deps,
  due: Due,
  occasion: VisitOccasion,
  told: readonly ToldVisit[],
): Promise<Later | undefined> {
  const messages = await deps.planning.tell(requestOf(due), [occasion], { settingsMs: 0 })
  let later: Later | undefined
  await inParallel(messages, atOnce, async (message) => {
    later = (await lookAgain(deps, due, message, told)) ?? later
  })
  return later
}
