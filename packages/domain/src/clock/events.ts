import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { InstantSchema, strict } from '../schema.ts'

/** Only where `VISITA_CLOCK=manual`: every service follows this one stream, so that their clocks agree. */
export const clockEvents = [defineEvent('ClockSet', Type.Object({ now: InstantSchema }, strict))] as const

export type ClockEvent = EventsOf<typeof clockEvents>
