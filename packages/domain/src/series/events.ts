import { type Static, Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  DateSchema,
  HoldIdSchema,
  InstantSchema,
  LocationIdSchema,
  nullable,
  PersonIdSchema,
  ResourceIdSchema,
  SealedSchema,
  SeriesIdSchema,
  strict,
  stringEnum,
  TenantIdSchema,
  TimeZoneSchema,
  VisitIdSchema,
  VisitTypeIdSchema,
} from '../schema.ts'
import { ParticipantSchema } from '../visit/events.ts'

/** More occurrences than this no series has: two years of weeks. */
export const mostOccurrences = 104

const happened = { seriesId: SeriesIdSchema, at: InstantSchema }
/** From 1, in the order of time. */
const number = Type.Integer({ minimum: 1, maximum: mostOccurrences })
/** Why not: `no-such-time`, a rejection's type, or a reason of `slot-unavailable`. */
const why = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })
const count = Type.Integer({ minimum: 0 })

/** Every so many weeks at the same wall-clock time: so often, or to the local date `until` inclusive. One of the two is null. */
export const SeriesRepeatSchema = Type.Object(
  {
    freq: stringEnum('weekly'),
    interval: Type.Integer({ minimum: 1, maximum: 52 }),
    count: nullable(Type.Integer({ minimum: 1, maximum: mostOccurrences })),
    until: nullable(DateSchema),
  },
  strict,
)
export type SeriesRepeat = Static<typeof SeriesRepeatSchema>

const FeasibleOccurrenceSchema = Type.Object(
  {
    number,
    /** In the series' zone. */
    date: DateSchema,
    feasible: Type.Literal(true),
    start: InstantSchema,
    end: InstantSchema,
    /** The visit that it becomes. */
    visitId: VisitIdSchema,
    /** Where its time is held until then, on each of the resources. */
    holdId: HoldIdSchema,
    resourceIds: Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 80 }),
  },
  strict,
)
const InfeasibleOccurrenceSchema = Type.Object(
  {
    number,
    date: DateSchema,
    feasible: Type.Literal(false),
    /** Null on a date on which the clock skips the time. */
    start: nullable(InstantSchema),
    end: nullable(InstantSchema),
    why,
    /** What was open instead when it was looked for, the nearest first. */
    alternatives: Type.Optional(
      Type.Array(Type.Object({ start: InstantSchema, end: InstantSchema }, strict), { maxItems: 10 }),
    ),
  },
  strict,
)

export const seriesEvents = [
  defineEvent(
    'SeriesPlanned',
    Type.Object(
      {
        ...happened,
        tenant: TenantIdSchema,
        typeId: VisitTypeIdSchema,
        customerId: PersonIdSchema,
        mode: stringEnum('all-or-nothing', 'those-that-fit'),
        /** Whose wall clock the repetition follows. */
        timezone: TimeZoneSchema,
        repeat: SeriesRepeatSchema,
        occurrences: Type.Array(Type.Union([FeasibleOccurrenceSchema, InfeasibleOccurrenceSchema]), {
          minItems: 1,
          maxItems: mostOccurrences,
        }),
        /** Those of the resources that the caller had named; the others of an occurrence were chosen. */
        named: Type.Optional(Type.Array(ResourceIdSchema, { maxItems: 80 })),
        // What every visit of the series is booked with, so that whoever comes after a crash can finish it.
        locationId: nullable(LocationIdSchema),
        unitId: nullable(Type.String({ maxLength: 64 })),
        seats: Type.Integer({ minimum: 1 }),
        origin: Type.String({ minLength: 1, maxLength: 64 }),
        participants: Type.Array(ParticipantSchema, { maxItems: 20 }),
        notes: nullable(SealedSchema),
        override: nullable(Type.Object({ reason: SealedSchema }, strict)),
      },
      strict,
    ),
  ),
  defineEvent('SeriesOccurrenceBooked', Type.Object({ ...happened, number, visitId: VisitIdSchema }, strict)),
  defineEvent('SeriesOccurrenceFailed', Type.Object({ ...happened, number, why }, strict)),
  /** Every occurrence has its result. */
  defineEvent('SeriesSettled', Type.Object({ ...happened, booked: count, failed: count }, strict)),
  /** The occurrences that were planned to start at `from` or later are off. */
  defineEvent(
    'SeriesCancelled',
    Type.Object({ ...happened, from: InstantSchema, reason: nullable(SealedSchema) }, strict),
  ),
] as const

export type SeriesEvent = EventsOf<typeof seriesEvents>

/** What stands in a `SeriesPlanned`. */
export type SeriesPlannedData = Extract<SeriesEvent, { type: 'SeriesPlanned' }>['data']
