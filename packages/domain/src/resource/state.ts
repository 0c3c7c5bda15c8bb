import type { Resource } from '../schema.ts'
import type { ResourceEvent } from './events.ts'

export interface ResourceState {
  readonly resource: Resource | null
  readonly archived: boolean
}

export const initialResource: ResourceState = { resource: null, archived: false }

export function evolveResource(state: ResourceState, event: ResourceEvent): ResourceState {
  switch (event.type) {
    case 'ResourceConfigured':
      return { resource: event.data.resource, archived: false }
    case 'ResourceArchived':
      return { ...state, archived: true }
    default:
      event satisfies never
      return state
  }
}
