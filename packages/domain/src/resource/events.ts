import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { InstantSchema, ResourceIdSchema, ResourceSchema, strict } from '../schema.ts'

export const resourceEvents = [
  defineEvent('ResourceConfigured', Type.Object({ resource: ResourceSchema, at: InstantSchema }, strict)),
  defineEvent('ResourceArchived', Type.Object({ resourceId: ResourceIdSchema, at: InstantSchema }, strict)),
] as const

export type ResourceEvent = EventsOf<typeof resourceEvents>
