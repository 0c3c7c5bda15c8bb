import { type Static, Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  BlockIdSchema,
  DateSchema,
  InstantSchema,
  LocationIdSchema,
  nullable,
  ResourceIdSchema,
  SealedSchema,
  strict,
  stringEnum,
  TimeZoneSchema,
  VisitIdSchema,
} from '../schema.ts'

const happened = { blockId: BlockIdSchema, at: InstantSchema }

/** Every so many weeks at the same wall-clock times, the last time on the local date `until` or before. */
export const BlockRepeatSchema = Type.Object(
  { freq: stringEnum('weekly'), interval: Type.Integer({ minimum: 1, maximum: 52 }), until: DateSchema },
  strict,
)
export type BlockRepeat = Static<typeof BlockRepeatSchema>

/** As many as an event holds with ease. A block over more names these only. */
export const mostConflicts = 10_000

export const blockEvents = [
  defineEvent(
    'BlockPlaced',
    Type.Object(
      {
        ...happened,
        resourceIds: Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 500 }),
        /** As it was asked for: the resources are those that were there then. */
        locationId: nullable(LocationIdSchema),
        start: InstantSchema,
        end: InstantSchema,
        /** Whose wall clock the repetition follows. */
        timezone: TimeZoneSchema,
        repeat: nullable(BlockRepeatSchema),
        /** Whether visits in the way refuse it, or stay under it. */
        onConflict: stringEnum('refuse', 'keep'),
        reason: nullable(SealedSchema),
      },
      strict,
    ),
  ),
  /** Every occurrence that begins before `until` lies on every slot stream that it covers. */
  defineEvent(
    'BlockLaidUntil',
    Type.Object(
      {
        ...happened,
        until: InstantSchema,
        /** The visits that lay under what was laid this time. */
        conflicts: Type.Array(VisitIdSchema, { maxItems: mostConflicts }),
      },
      strict,
    ),
  ),
  /** It met visits and was not to be laid over them. Whatever of it was laid is lifted. */
  defineEvent('BlockRefused', Type.Object(happened, strict)),
  /** Removed in full. */
  defineEvent('BlockLifted', Type.Object(happened, strict)),
] as const

export type BlockEvent = EventsOf<typeof blockEvents>

/** What stands in a `BlockPlaced`. */
export type BlockPlacedData = Extract<BlockEvent, { type: 'BlockPlaced' }>['data']
