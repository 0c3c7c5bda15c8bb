import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  BlockIdSchema,
  ClaimIdSchema,
  HoldIdSchema,
  InstantSchema,
  LocationIdSchema,
  SealedSchema,
  strict,
  stringEnum,
  VisitIdSchema,
  VisitTypeIdSchema,
} from '../schema.ts'

/** What a claim covers: `[start − bufferBefore, end + bufferAfter)`. Two live claims of one capacity never intersect. */
const span = { coversFrom: InstantSchema, coversUntil: InstantSchema }
const seats = Type.Integer({ minimum: 1, maximum: 10_000 })
/** The resource's when this was decided, so that the stream alone proves that nothing was taken twice. */
const capacity = Type.Integer({ minimum: 1, maximum: 10_000 })
/** Where the visit takes place: one resource needs time between two places. */
const locationId = Type.Optional(LocationIdSchema)

export const slotEvents = [
  defineEvent(
    'SlotReserved',
    Type.Object(
      {
        claimId: ClaimIdSchema,
        visitId: VisitIdSchema,
        /** The visit's: see `VisitRequested`. The watchdog's fence names it. */
        attempt: Type.Integer({ minimum: 1 }),
        typeId: VisitTypeIdSchema,
        start: InstantSchema,
        end: InstantSchema,
        ...span,
        seats,
        capacity,
        locationId,
        /** Staff overlapped on purpose, or booked outside hours; why is told here for ever. */
        override: Type.Optional(Type.Object({ reason: SealedSchema }, strict)),
      },
      strict,
    ),
  ),
  defineEvent(
    'SlotReleased',
    Type.Object(
      {
        claimId: ClaimIdSchema,
        visitId: VisitIdSchema,
        cause: Type.Union([
          Type.Literal('cancelled'),
          Type.Literal('abandoned'),
          Type.Literal('refused'),
          Type.Literal('moved'),
        ]),
      },
      strict,
    ),
  ),
  defineEvent(
    'SlotHeld',
    Type.Object(
      {
        holdId: HoldIdSchema,
        typeId: VisitTypeIdSchema,
        start: InstantSchema,
        end: InstantSchema,
        ...span,
        seats,
        capacity,
        locationId,
        expiresAt: InstantSchema,
        purpose: stringEnum('booking', 'offer', 'series'),
        /** Who holds, as the metadata names them: how much one may hold is decided by this stream. */
        heldBy: Type.Optional(Type.String({ maxLength: 200 })),
      },
      strict,
    ),
  ),
  defineEvent('SlotHoldReleased', Type.Object({ holdId: HoldIdSchema }, strict)),
  defineEvent(
    'SlotBlocked',
    Type.Object(
      {
        blockId: BlockIdSchema,
        ...span,
        /** The external calendar that is busy, and what it calls this; both only for its busy time. */
        source: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })),
        externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
      },
      strict,
    ),
  ),
  defineEvent('SlotUnblocked', Type.Object({ blockId: BlockIdSchema }, strict)),
] as const

export type SlotEvent = EventsOf<typeof slotEvents>
