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
  strict,
  stringEnum,
  TenantIdSchema,
  VisitIdSchema,
  VisitTypeIdSchema,
  WaitlistEntryIdSchema,
} from '../schema.ts'

const happened = { entryId: WaitlistEntryIdSchema, at: InstantSchema }
/** Which of the entry's offers, from 1. */
const number = Type.Integer({ minimum: 1 })

/** See `partOfDayOf`. */
export const PartOfDaySchema = stringEnum('morning', 'afternoon', 'evening')
export type PartOfDay = Static<typeof PartOfDaySchema>

export const waitlistEvents = [
  defineEvent(
    'WaitlistJoined',
    Type.Object(
      {
        ...happened,
        tenant: TenantIdSchema,
        typeId: VisitTypeIdSchema,
        customerId: PersonIdSchema,
        /** The visit starts within `[from, to)`. */
        from: InstantSchema,
        to: InstantSchema,
        resourceIds: nullable(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 200 })),
        locationId: nullable(LocationIdSchema),
        partOfDay: nullable(PartOfDaySchema),
        seats: Type.Integer({ minimum: 1, maximum: 10_000 }),
      },
      strict,
    ),
  ),
  /** The hold lies on the slot streams already: the offer binds until it expires. */
  defineEvent(
    'WaitlistOffered',
    Type.Object(
      {
        ...happened,
        number,
        holdId: HoldIdSchema,
        start: InstantSchema,
        end: InstantSchema,
        resourceIds: Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 80 }),
        /** The slot streams on which it is held. */
        claims: Type.Array(Type.Object({ resourceId: ResourceIdSchema, date: DateSchema }, strict), {
          minItems: 1,
          maxItems: 80,
        }),
        expiresAt: InstantSchema,
      },
      strict,
    ),
  ),
  defineEvent('WaitlistOfferDeclined', Type.Object({ ...happened, number }, strict)),
  defineEvent('WaitlistOfferLapsed', Type.Object({ ...happened, number }, strict)),
  defineEvent('WaitlistOfferAccepted', Type.Object({ ...happened, number, visitId: VisitIdSchema }, strict)),
  /** They wait no more. An offer that stood is withdrawn with it. */
  defineEvent('WaitlistLeft', Type.Object(happened, strict)),
  /** The window passed without a visit. An offer that stood is withdrawn with it. */
  defineEvent('WaitlistClosed', Type.Object(happened, strict)),
] as const

export type WaitlistEvent = EventsOf<typeof waitlistEvents>

/** What stands in a `WaitlistJoined`. */
export type WaitlistJoinedData = Extract<WaitlistEvent, { type: 'WaitlistJoined' }>['data']
/** What stands in a `WaitlistOffered`. */
export type WaitlistOfferedData = Extract<WaitlistEvent, { type: 'WaitlistOffered' }>['data']
