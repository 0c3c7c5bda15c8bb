import { type Static, Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  AssignmentStrategySchema,
  BulkMoveIdSchema,
  ClaimIdSchema,
  DateSchema,
  InstantSchema,
  LocationIdSchema,
  nullable,
  PersonIdSchema,
  ResourceIdSchema,
  SealedSchema,
  SeriesIdSchema,
  strict,
  TenantIdSchema,
  TimeZoneSchema,
  VisitIdSchema,
  VisitTypeIdSchema,
} from '../schema.ts'

/** `at` is when it happened; the envelope also says when it was recorded. */
const at = InstantSchema

/** How it is known: a photo, a signature, a position, named where it is kept; and what was said of it. */
export const EvidenceSchema = Type.Object(
  { reference: nullable(Type.String({ minLength: 1, maxLength: 500 })), note: nullable(SealedSchema) },
  strict,
)
export type Evidence = Static<typeof EvidenceSchema>

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

/** What every change of status says: whose, when it happened (the envelope also says when it was recorded), why, and how it is known. */
const change = {
  visitId: VisitIdSchema,
  reason: Type.Optional(SealedSchema),
  evidence: Type.Optional(EvidenceSchema),
  at,
}
const NoteId = Type.String({ pattern: '^[0-9a-f-]{36}$' })
const override = nullable(Type.Object({ reason: SealedSchema }, strict))
const claims = Type.Array(VisitClaimSchema, { minItems: 1, maxItems: 80 })
const locationId = nullable(LocationIdSchema)
/** When and where a visit is. */
const place = { start: InstantSchema, end: InstantSchema, timezone: TimeZoneSchema, claims, locationId }

/** Where the caller left resources open: how they were chosen, and which. */
const assignment = Type.Optional(
  Type.Object(
    { strategy: AssignmentStrategySchema, chosen: Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 80 }) },
    strict,
  ),
)
/** Where the attempt had taken time, as far as whoever gave it up knew. */
const abandoned = { claims: Type.Optional(claims), at }
const moved = Type.Object(
  {
    visitId: VisitIdSchema,
    /** The visit's own count of its bookings and moves: see `VisitRequested`. */
    attempt: Type.Integer({ minimum: 2 }),
    former: Type.Object(place, strict),
    ...place,
    /** Those that nobody named, then or now: the next move may choose others again. */
    assignment,
    reason: nullable(SealedSchema),
    override,
    bulkMoveId: Type.Optional(BulkMoveIdSchema),
    at,
  },
  strict,
)

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
        ...place,
        unitId: nullable(Type.String({ maxLength: 64 })),
        seats: Type.Integer({ minimum: 1 }),
        origin: Type.String({ minLength: 1, maxLength: 64 }),
        participants: Type.Array(ParticipantSchema, { maxItems: 20 }),
        notes: nullable(SealedSchema),
        override,
        assignment,
        seriesId: Type.Optional(SeriesIdSchema),
        at,
      },
      strict,
    ),
  ),
  defineEvent('VisitConfirmed', Type.Object({ ...change, automatic: Type.Boolean() }, strict)),
  defineEvent(
    'VisitCancelled',
    Type.Object(
      {
        visitId: VisitIdSchema,
        reason: nullable(SealedSchema),
        evidence: Type.Optional(EvidenceSchema),
        /** Its series was called off from then on, and it with the others: people are told of all of them at once. */
        seriesFrom: Type.Optional(InstantSchema),
        at,
      },
      strict,
    ),
  ),
  defineEvent('VisitSetOut', Type.Object(change, strict)),
  defineEvent('VisitCheckedIn', Type.Object(change, strict)),
  defineEvent('VisitCompleted', Type.Object(change, strict)),
  defineEvent('VisitNoShowMarked', Type.Object({ ...change, automatic: Type.Boolean() }, strict)),
  /** To another time, perhaps with other resources too. */
  defineEvent('VisitRescheduled', moved),
  /** To other resources at the same time. */
  defineEvent('VisitReassigned', moved),
  /** The watchdog's fence: no visit was made of the reservation, and a late one can no longer be. */
  defineEvent(
    'VisitAbandoned',
    Type.Object({ visitId: VisitIdSchema, attempt: Type.Integer({ minimum: 1 }), ...abandoned }, strict),
  ),
  /** The same for a move of a visit that exists: it stays where it is, and a late record of the move is refused. */
  defineEvent(
    'VisitMoveAbandoned',
    Type.Object({ visitId: VisitIdSchema, attempt: Type.Integer({ minimum: 2 }), ...abandoned }, strict),
  ),
  defineEvent(
    'VisitNoteAdded',
    Type.Object({ visitId: VisitIdSchema, noteId: NoteId, note: SealedSchema, at }, strict),
  ),
  defineEvent(
    'VisitOutcomeRecorded',
    Type.Object(
      {
        visitId: VisitIdSchema,
        result: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,63}$' }),
        note: nullable(SealedSchema),
        at,
      },
      strict,
    ),
  ),
  defineEvent(
    'VisitParticipantAdded',
    Type.Object({ visitId: VisitIdSchema, participant: ParticipantSchema, at }, strict),
  ),
  /** Manage links of an earlier generation than this are refused from here on. */
  defineEvent(
    'VisitLinksRevoked',
    Type.Object({ visitId: VisitIdSchema, generation: Type.Integer({ minimum: 1 }), at }, strict),
  ),
] as const

export type VisitEvent = EventsOf<typeof visitEvents>

/** What stands in a `VisitRequested`. */
export type VisitRequestedData = Extract<VisitEvent, { type: 'VisitRequested' }>['data']
/** What stands in a `VisitRescheduled` and in a `VisitReassigned`. */
export type VisitMovedData = Static<typeof moved>
/** What stands in a `VisitAbandoned` and in a `VisitMoveAbandoned`. */
export type VisitAbandonedData = Extract<VisitEvent, { type: 'VisitAbandoned' }>['data']
