import { invalid } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import { sameDocument } from '../same.ts'
import type { ArchiveResource, ConfigureResource, ResourceCommand } from './commands.ts'
import type { ResourceEvent } from './events.ts'
import type { ResourceRejection } from './rejections.ts'
import { resourceErrors } from './schedule.ts'
import type { ResourceState } from './state.ts'

type ResourceDecision = Decision<ResourceEvent, ResourceRejection>

export function decideResource(command: ResourceCommand, state: ResourceState): ResourceDecision {
  switch (command.type) {
    case 'ConfigureResource':
      return configure(command, state)
    case 'ArchiveResource':
      return archive(command, state)
  }
}

function configure({ resource, hasClaimsAhead, now }: ConfigureResource, state: ResourceState): ResourceDecision {
  if (!state.archived && sameDocument(state.resource, resource)) return accept()
  const problem = invalid(resourceErrors(resource))
  if (problem) return reject(problem)
  if (state.resource && hasClaimsAhead && state.resource.timezone !== resource.timezone) {
    return reject({ type: 'timezone-locked', timezone: state.resource.timezone })
  }
  return accept({ type: 'ResourceConfigured', data: { resource, at: instantOf(now) } })
}

function archive({ hasClaimsAhead, now }: ArchiveResource, state: ResourceState): ResourceDecision {
  if (!state.resource) return reject({ type: 'resource-not-found' })
  if (state.archived) return accept()
  if (hasClaimsAhead) return reject({ type: 'resource-in-use' })
  return accept({ type: 'ResourceArchived', data: { resourceId: state.resource.id, at: instantOf(now) } })
}
