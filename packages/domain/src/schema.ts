import { type Static, Type } from '@sinclair/typebox'
import type {
  BlockId,
  BulkMoveId,
  ClaimId,
  ContactPointId,
  HoldId,
  LocationId,
  NotificationId,
  PersonId,
  ResourceId,
  SeriesId,
  TenantId,
  VisitId,
  VisitTypeId,
  WaitlistEntryId,
} from './ids.ts'
import { NoShowWeightsSchema } from './no-show-risk/weights.ts'

const slug = '^[a-z0-9][a-z0-9-]{0,63}$'
const uuid = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const id = <Id extends string>(pattern: string) => Type.Unsafe<Id>(Type.String({ pattern }))

// The words that event schemas are made of. They check form only; meaning is the decision's business.

export const TenantIdSchema = id<TenantId>(slug)
export const LocationIdSchema = id<LocationId>(slug)
export const ResourceIdSchema = id<ResourceId>(slug)
export const VisitTypeIdSchema = id<VisitTypeId>(slug)
export const VisitIdSchema = id<VisitId>(uuid)
export const ClaimIdSchema = id<ClaimId>(uuid)
export const HoldIdSchema = id<HoldId>(uuid)
export const BlockIdSchema = id<BlockId>(uuid)
export const PersonIdSchema = id<PersonId>(uuid)
export const WaitlistEntryIdSchema = id<WaitlistEntryId>(uuid)
export const ContactPointIdSchema = id<ContactPointId>('^[0-9a-f]{64}$')
export const NotificationIdSchema = id<NotificationId>(uuid)
export const BulkMoveIdSchema = id<BulkMoveId>(uuid)
export const SeriesIdSchema = id<SeriesId>(uuid)

/** An instant in UTC to the millisecond, always ending in Z: `2026-03-02T12:00:00Z` or `….123Z`. */
export const InstantSchema = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$' })
/** A date on somebody's calendar, `YYYY-MM-DD`. */
export const DateSchema = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
/** A time on somebody's wall clock, `HH:mm`; `24:00` only where a range ends at midnight. */
export const LocalTimeSchema = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' })
/** An IANA zone name. Whether the zone exists is checked where it enters. */
export const TimeZoneSchema = Type.String({ minLength: 1, maxLength: 64 })

/**
 * Personal data: a name, a phone, an e-mail, free text. Only its ciphertext can pass this schema, so plain text
 * cannot reach the log. Form: `sealed:v1:<personId>:<base64url>`; made and opened by the event-store package.
 */
export type Sealed = string & { readonly __brand: 'Sealed' }
export const SealedSchema = Type.Unsafe<Sealed>(
  Type.String({ pattern: '^sealed:v1:[0-9a-f-]{36}:[A-Za-z0-9_-]+$', 'x-personal': true }),
)

/**
 * What lets the service into somebody's account with somebody else. Sealed as personal data is, and told apart from it, so that
 * nothing that opens an event's personal data ever opens this. Form: `secret:v1:<key id>:<base64url>`.
 */
export type Secret = string & { readonly __brand: 'Secret' }
export const SecretSchema = Type.Unsafe<Secret>(Type.String({ pattern: '^secret:v1:[0-9a-f-]{36}:[A-Za-z0-9_-]+$' }))

export const strict = { additionalProperties: false } as const
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
/** One of these words. Said twice, since TypeBox's own checks look at the pattern, and everybody else's at the enum. */
export const stringEnum = <Values extends readonly string[]>(...values: Values) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values], pattern: `^(${values.join('|')})$` }))

export const MoneySchema = Type.Object(
  { amount: Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,3})?$' }), currency: Type.String({ pattern: '^[A-Z]{3}$' }) },
  strict,
)

/**
 * How one of several resources that would do is chosen: the one with the fewest claims that day; the one that was chosen
 * longest ago; the one that this customer was with most often.
 */
export const AssignmentStrategySchema = stringEnum('least-loaded', 'round-robin', 'usual-agent')
export type AssignmentStrategy = Static<typeof AssignmentStrategySchema>

export const PoliciesSchema = Type.Object(
  {
    timezone: TimeZoneSchema,
    locale: Type.String({ minLength: 2, maxLength: 35 }),
    country: Type.String({ pattern: '^[A-Z]{2}$' }),
    confirmation: stringEnum('manual', 'automatic'),
    minNoticeMinutes: Type.Integer({ minimum: 0, maximum: 525_600 }),
    maxAdvanceDays: Type.Integer({ minimum: 1, maximum: 730 }),
    cancelMinMinutes: Type.Integer({ minimum: 0, maximum: 525_600 }),
    rescheduleMinMinutes: Type.Integer({ minimum: 0, maximum: 525_600 }),
    noShowAfterMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    holdSeconds: Type.Integer({ minimum: 5, maximum: 3600 }),
    slotIntervalMinutes: Type.Integer({ minimum: 5, maximum: 60 }),
    reminders: Type.Array(Type.String({ pattern: '^P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?)?$' }), { maxItems: 10 }),
    quietHours: nullable(Type.Object({ start: LocalTimeSchema, end: LocalTimeSchema }, strict)),
    waitlistOfferMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    /** How soon operators mean to answer whoever waits to be confirmed; left out: `confirmationSla`. */
    confirmationSlaMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 43_200 })),
    /** How long after the start an agent who has not checked in counts as late; left out: `lateAgentAfter`. */
    lateAgentMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 1440 })),
    /** Left out: `defaultNoShowWeights`. */
    noShowRisk: Type.Optional(NoShowWeightsSchema),
    notifications: stringEnum('live', 'shadow'),
    rollout: Type.Object({ percent: Type.Integer({ minimum: 0, maximum: 100 }) }, strict),
    /** Most messages on one of the tenant's days; left out: as many as there are. */
    messagesPerDay: Type.Optional(
      Type.Object(
        {
          whatsapp: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
          email: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
          sms: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
        },
        strict,
      ),
    ),
    /** Who is taken where the caller left it open: see `assign`. */
    assignment: AssignmentStrategySchema,
    /** Between two visits of one agent or vehicle at different locations. */
    travelMinutes: Type.Integer({ minimum: 0, maximum: 480 }),
    /** Days on which every resource that keeps public holidays is closed too. */
    holidays: Type.Array(
      Type.Object({ date: DateSchema, name: Type.String({ minLength: 1, maxLength: 100 }) }, strict),
      {
        maxItems: 500,
      },
    ),
  },
  strict,
)
export type Policies = Static<typeof PoliciesSchema>

export const LocationSchema = Type.Object(
  {
    id: LocationIdSchema,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    address: Type.Optional(Type.String({ maxLength: 500 })),
    timezone: TimeZoneSchema,
  },
  strict,
)
export type Location = Static<typeof LocationSchema>

const RangeSchema = Type.Object({ start: LocalTimeSchema, end: LocalTimeSchema }, strict)
export const WeeklyRuleSchema = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
    start: LocalTimeSchema,
    end: LocalTimeSchema,
    validFrom: Type.Optional(DateSchema),
    validUntil: Type.Optional(DateSchema),
    typeIds: Type.Optional(Type.Array(VisitTypeIdSchema, { maxItems: 200 })),
  },
  strict,
)
export const ResourceSchema = Type.Object(
  {
    id: ResourceIdSchema,
    kind: stringEnum('agent', 'room', 'unit', 'vehicle'),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    timezone: TimeZoneSchema,
    locationId: Type.Optional(LocationIdSchema),
    capacity: Type.Integer({ minimum: 1, maximum: 10_000 }),
    visitTypeIds: Type.Optional(Type.Array(VisitTypeIdSchema, { maxItems: 200 })),
    schedule: Type.Object(
      {
        /** ISO weekdays, Monday is 1. */
        weekly: Type.Array(WeeklyRuleSchema, { maxItems: 100 }),
        /** Replaces the whole day; no ranges close it. */
        exceptions: Type.Array(
          Type.Object({ date: DateSchema, ranges: Type.Array(RangeSchema, { maxItems: 24 }) }, strict),
          { maxItems: 1000 },
        ),
        holidays: nullable(
          Type.Object(
            { country: Type.String({ pattern: '^[A-Z]{2}$' }), region: Type.Optional(Type.String({ maxLength: 10 })) },
            strict,
          ),
        ),
      },
      strict,
    ),
  },
  strict,
)
export type Resource = Static<typeof ResourceSchema>

export const VisitTypeSchema = Type.Object(
  {
    id: VisitTypeIdSchema,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    durationMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    bufferBeforeMinutes: Type.Integer({ minimum: 0, maximum: 720 }),
    bufferAfterMinutes: Type.Integer({ minimum: 0, maximum: 720 }),
    seats: Type.Integer({ minimum: 1, maximum: 10_000 }),
    needs: Type.Array(
      Type.Object(
        { kind: stringEnum('agent', 'room', 'unit', 'vehicle'), count: Type.Integer({ minimum: 1, maximum: 20 }) },
        strict,
      ),
      { minItems: 1, maxItems: 4 },
    ),
    mode: stringEnum('in_person', 'virtual', 'call'),
    slotIntervalMinutes: Type.Integer({ minimum: 5, maximum: 60 }),
    price: Type.Optional(MoneySchema),
  },
  strict,
)
export type VisitType = Static<typeof VisitTypeSchema>

export const RoleSchema = stringEnum('channel', 'operator', 'admin', 'auditor', 'platform')
export type Role = Static<typeof RoleSchema>
