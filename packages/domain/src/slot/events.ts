import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  BlockIdSchema,
  ClaimIdSchema,
  HoldIdSchema,
  InstantSchema,
  SealedSchema,
  strict,
  VisitIdSchema,
  VisitTypeIdSchema,
} from '../schema.ts'

/** What a claim covers: `[start − bufferBefore, end + bufferAfter)`. Two live claims of one capacity never intersect. */
const span = { coversFrom: InstantSchema, coversUntil: InstantSchema }
const seats = Type.Integer({ minimum: 1, maximum: 10_000 })
/** The resource's when this was decided, so that the stream alone proves that nothing was taken twice. */
const capacity = Type.Integer({ minimum: 1, maximum: 10_000 })

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
        expiresAt: InstantSchema,
      },
      strict,
    ),
  ),
  defineEvent('SlotHoldReleased', Type.Object({ holdId: HoldIdSchema }, strict)),
  defineEvent('SlotBlocked', Type.Object({ blockId: BlockIdSchema, ...span }, strict)),
  defineEvent('SlotUnblocked', Type.Object({ blockId: BlockIdSchema }, strict)),
] as const

export type SlotEvent = EventsOf<typeof slotEvents>
