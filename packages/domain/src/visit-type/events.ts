import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { InstantSchema, strict, VisitTypeIdSchema, VisitTypeSchema } from '../schema.ts'

export const visitTypeEvents = [
  defineEvent('VisitTypeConfigured', Type.Object({ visitType: VisitTypeSchema, at: InstantSchema }, strict)),
  defineEvent('VisitTypeArchived', Type.Object({ typeId: VisitTypeIdSchema, at: InstantSchema }, strict)),
] as const

export type VisitTypeEvent = EventsOf<typeof visitTypeEvents>
