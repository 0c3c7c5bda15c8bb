import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { InstantSchema, nullable, strict } from '../schema.ts'

/** Names one reading, and what is told of it later. */
const readId = Type.String({ pattern: '^[0-9a-f-]{36}$' })
const count = Type.Integer({ minimum: 0 })

/** Who has read the log, and what of it. Nothing is decided here: whoever is about to answer records that first. */
export const auditLogEvents = [
  defineEvent(
    'AuditRead',
    Type.Object(
      {
        readId,
        /** The route's pattern, or the command: `/v1/audit/visits/:id`, `visita export`. */
        route: Type.String({ minLength: 1, maxLength: 100 }),
        /** What was asked, by parameter: ids, instants, types. Never a text that somebody made up. */
        asked: Type.Record(Type.String({ pattern: '^[a-zA-Z]{1,32}$' }), Type.String({ maxLength: 5_000 })),
        /** How many events, or whatever else is counted, the answer has; null where it is still to come: see `AuditReadEnded`. */
        answered: nullable(count),
        at: InstantSchema,
      },
      strict,
    ),
  ),
  /** The end of a reading whose length was not known when it began. Where there is none, whoever answered was killed. */
  defineEvent(
    'AuditReadEnded',
    Type.Object(
      { readId, answered: count, /** Or the reader left earlier. */ whole: Type.Boolean(), at: InstantSchema },
      strict,
    ),
  ),
] as const

export type AuditLogEvent = EventsOf<typeof auditLogEvents>

/** What stands in an `AuditRead`. */
export type AuditReadData = Extract<AuditLogEvent, { type: 'AuditRead' }>['data']
