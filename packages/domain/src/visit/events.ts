import { type Static, Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  ClaimIdSchema,
  DateSchema,
  InstantSchema,
  LocationIdSchema,
  nullable,
  PersonIdSchema,
  ResourceIdSchema,
  SealedSchema,
  strict,
  TenantIdSchema,
  TimeZoneSchema,
  VisitIdSchema,
  VisitTypeIdSchema,
} from '../schema.ts'

/** `at` is when it happened; the envelope also says when it was recorded. */
const at = InstantSchema

/** Where this visit's time is taken: the claim on one resource's local day. */
export const VisitClaimSchema = Type.Object(
  { claimId: ClaimIdSchema, resourceId: ResourceIdSchema, date: DateSchema },
  strict,
)
export type VisitClaim = Static<typeof VisitClaimSchema>

/** Somebody who comes along. Their data is sealed under a key of their own. */
export const ParticipantSchema = Type.Object(
  {
    personId: PersonIdSchema,
    role: nullable(Type.String({ maxLength: 64 })),
    name: nullable(SealedSchema),
    phone: nullable(SealedSchema),
    email: nullable(SealedSchema),
  },
  strict,
)
export type Participant = Static<typeof ParticipantSchema>

export const visitEvents = [
  defineEvent(
    'VisitRequested',
    Type.Object(
      {
        visitId: VisitIdSchema,
        tenant: TenantIdSchema,
        /** Counts from 1; grows when the watchdog had abandoned a half-made booking and the caller asked again. */
        attempt: Type.Integer({ minimum: 1 }),
        typeId: VisitTypeIdSchema,
        customerId: PersonIdSchema,
        start: InstantSchema,
        end: InstantSchema,
        timezone: TimeZoneSchema,
        claims: Type.Array(VisitClaimSchema, { minItems: 1, maxItems: 80 }),
        locationId: nullable(LocationIdSchema),
        unitId: nullable(Type.String({ maxLength: 64 })),
        seats: Type.Integer({ minimum: 1 }),
        origin: Type.String({ minLength: 1, maxLength: 64 }),
        participants: Type.Array(ParticipantSchema, { maxItems: 20 }),
        notes: nullable(SealedSchema),
        override: nullable(Type.Object({ reason: SealedSchema }, strict)),
        at,
      },
      strict,
    ),
  ),
  defineEvent('VisitConfirmed', Type.Object({ visitId: VisitIdSchema, automatic: Type.Boolean(), at }, strict)),
  defineEvent('VisitCancelled', Type.Object({ visitId: VisitIdSchema, reason: nullable(SealedSchema), at }, strict)),
  /** The watchdog's fence: no visit was made of the reservation, and a late one can no longer be. */
  defineEvent(
    'VisitAbandoned',
    Type.Object({ visitId: VisitIdSchema, attempt: Type.Integer({ minimum: 1 }), at }, strict),
  ),
] as const

export type VisitEvent = EventsOf<typeof visitEvents>

/** What stands in a `VisitRequested`. */
export type VisitRequestedData = Extract<VisitEvent, { type: 'VisitRequested' }>['data']
