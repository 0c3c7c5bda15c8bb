import type { Decider } from '../decider.ts'
import type { ResourceCommand } from './commands.ts'
import { decideResource } from './decide.ts'
import type { ResourceEvent } from './events.ts'
import type { ResourceRejection } from './rejections.ts'
import { evolveResource, initialResource, type ResourceState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type * from './rejections.ts'
export type { ResourceState } from './state.ts'

/** An agent, a room, a unit or a vehicle: when it is open and how much of it there is. */
export const resource: Decider<ResourceState, ResourceCommand, ResourceEvent, ResourceRejection> = {
  category: 'resource',
  initial: initialResource,
  decide: decideResource,
  evolve: evolveResource,
}
