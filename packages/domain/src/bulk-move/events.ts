import { type Static, Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  BulkMoveIdSchema,
  DateSchema,
  InstantSchema,
  LocationIdSchema,
  nullable,
  ResourceIdSchema,
  SealedSchema,
  strict,
  stringEnum,
  TenantIdSchema,
  VisitIdSchema,
} from '../schema.ts'

const happened = { bulkMoveId: BulkMoveIdSchema, at: InstantSchema }
const resourceIds = Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 80 })
const place = Type.Object({ start: InstantSchema, end: InstantSchema, resourceIds }, strict)
const visitId = VisitIdSchema
/** The visit's own, after what is told here. Undoing moves it back only from there. */
const revision = Type.Integer({ minimum: 0 })
/** Why not, as a rejection's type or a reason of `slot-unavailable`. */
const why = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })
const count = Type.Integer({ minimum: 0 })
/** So many of what is in a visit's way are named; more of them tell nobody more. */
export const mostInTheWay = 5
const inTheWay = Type.Array(
  Type.Object({ kind: stringEnum('visit', 'hold', 'block'), id: Type.String({ maxLength: 64 }) }, strict),
  { maxItems: mostInTheWay },
)

/** Which visits: those on these resources or at this location that start within `[from, to)`. */
export const BulkMoveFilterSchema = Type.Object(
  {
    resourceIds: nullable(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 500 })),
    locationId: nullable(LocationIdSchema),
    from: InstantSchema,
    to: InstantSchema,
  },
  strict,
)

/** Where to: so much later or earlier, to other resources, or to the same time of another local date. */
export const BulkMoveTargetSchema = Type.Union([
  Type.Object({ kind: Type.Literal('shift'), shiftMinutes: Type.Integer() }, strict),
  Type.Object({ kind: Type.Literal('resources'), toResourceIds: resourceIds }, strict),
  Type.Object({ kind: Type.Literal('date'), toDate: DateSchema }, strict),
])
export type BulkMoveTarget = Static<typeof BulkMoveTargetSchema>

export const bulkMoveEvents = [
  defineEvent(
    'BulkMovePlanned',
    Type.Object(
      {
        ...happened,
        tenant: TenantIdSchema,
        filter: BulkMoveFilterSchema,
        move: BulkMoveTargetSchema,
        reason: nullable(SealedSchema),
        plan: Type.Array(
          Type.Object(
            {
              visitId,
              /** The visit's when the plan was made. */
              revision,
              from: place,
              /** Null where not even a time could be named. */
              to: nullable(place),
              feasible: Type.Boolean(),
              why: nullable(why),
              /** Whose time it would take. Where there is none, it is not somebody who is in the way. */
              inTheWay: Type.Optional(inTheWay),
            },
            strict,
          ),
          { maxItems: 1000 },
        ),
      },
      strict,
    ),
  ),
  /** The work begins. It goes on after a crash until `BulkMoveFinished`. */
  defineEvent('BulkMoveCommitted', Type.Object(happened, strict)),
  defineEvent('BulkMoveVisitMoved', Type.Object({ ...happened, visitId, revision }, strict)),
  defineEvent('BulkMoveVisitFailed', Type.Object({ ...happened, visitId, why }, strict)),
  defineEvent('BulkMoveFinished', Type.Object({ ...happened, moved: count, failed: count }, strict)),
  /** The way back begins, and goes on until `BulkMoveUndoFinished`. */
  defineEvent('BulkMoveUndone', Type.Object(happened, strict)),
  defineEvent('BulkMoveVisitReturned', Type.Object({ ...happened, visitId, revision }, strict)),
  /** It could not go back, and stays where it was moved to. */
  defineEvent('BulkMoveVisitKept', Type.Object({ ...happened, visitId, why }, strict)),
  defineEvent('BulkMoveUndoFinished', Type.Object({ ...happened, returned: count, kept: count }, strict)),
] as const

export type BulkMoveEvent = EventsOf<typeof bulkMoveEvents>

/** What stands in a `BulkMovePlanned`. */
export type BulkMovePlannedData = Extract<BulkMoveEvent, { type: 'BulkMovePlanned' }>['data']
