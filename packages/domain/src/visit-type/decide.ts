import { type ConfigurationError, invalid, repeated } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import { sameDocument } from '../same.ts'
import type { VisitType } from '../schema.ts'
import type { ArchiveVisitType, ConfigureVisitType, VisitTypeCommand } from './commands.ts'
import type { VisitTypeEvent } from './events.ts'
import type { VisitTypeRejection } from './rejections.ts'
import type { VisitTypeState } from './state.ts'

type VisitTypeDecision = Decision<VisitTypeEvent, VisitTypeRejection>

export function decideVisitType(command: VisitTypeCommand, state: VisitTypeState): VisitTypeDecision {
  switch (command.type) {
    case 'ConfigureVisitType':
      return configure(command, state)
    case 'ArchiveVisitType':
      return archive(command, state)
  }
}

function configure({ visitType, now }: ConfigureVisitType, state: VisitTypeState): VisitTypeDecision {
  if (!state.archived && sameDocument(state.visitType, visitType)) return accept()
  const problem = invalid(visitTypeErrors(visitType))
  if (problem) return reject(problem)
  return accept({ type: 'VisitTypeConfigured', data: { visitType, at: instantOf(now) } })
}

function archive({ hasVisitsAhead, now }: ArchiveVisitType, state: VisitTypeState): VisitTypeDecision {
  if (!state.visitType) return reject({ type: 'visit-type-not-found' })
  if (state.archived) return accept()
  if (hasVisitsAhead) return reject({ type: 'visit-type-in-use' })
  return accept({ type: 'VisitTypeArchived', data: { typeId: state.visitType.id, at: instantOf(now) } })
}

const minutesOfDay = 1440

function visitTypeErrors(visitType: VisitType): readonly ConfigurationError[] {
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes, needs } = visitType
  const errors: ConfigurationError[] = repeated(needs, ({ kind }) => kind).map((index) => ({
    path: `/needs/${index}/kind`,
    message: `is named already: ${needs[index]?.kind}`,
  }))
  if (bufferBeforeMinutes + durationMinutes + bufferAfterMinutes > minutesOfDay) {
    // A claim lies inside one local day, so this could never be booked.
    errors.push({ path: '/durationMinutes', message: 'does not fit in a day together with its buffers' })
  }
  return errors
}
