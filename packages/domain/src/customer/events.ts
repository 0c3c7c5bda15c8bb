import { type Static, Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { InstantSchema, nullable, PersonIdSchema, SealedSchema, strict, TimeZoneSchema } from '../schema.ts'
import { PreferencesSchema, QuietHoursSchema } from './preferences.ts'

/** Everything known of a customer. Sealing is deterministic under one key, so equal ciphertexts mean equal data. */
export const ContactSchema = Type.Object(
  {
    name: nullable(SealedSchema),
    /** E.164 */
    phone: nullable(SealedSchema),
    email: nullable(SealedSchema),
    externalId: nullable(SealedSchema),
    /** BCP 47 */
    locale: nullable(Type.String({ maxLength: 35 })),
    timezone: nullable(TimeZoneSchema),
    /** Purpose to whether it was given: `{"marketing": false}`. */
    consents: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_.-]{0,63}$' }), Type.Boolean()),
  },
  strict,
)
export type Contact = Static<typeof ContactSchema>

export const customerEvents = [
  defineEvent(
    'CustomerRegistered',
    Type.Object({ customerId: PersonIdSchema, contact: ContactSchema, at: InstantSchema }, strict),
  ),
  defineEvent(
    'CustomerContactChanged',
    Type.Object({ customerId: PersonIdSchema, contact: ContactSchema, at: InstantSchema }, strict),
  ),
  /** All that they have said of how they want to be told of things. Also of who takes part in visits and is nobody's customer. */
  defineEvent(
    'CustomerPreferencesSet',
    Type.Object(
      {
        customerId: PersonIdSchema,
        preferences: PreferencesSchema,
        quietHours: nullable(QuietHoursSchema),
        legalOptOut: Type.Boolean(),
        at: InstantSchema,
      },
      strict,
    ),
  ),
  defineEvent('CustomerErased', Type.Object({ customerId: PersonIdSchema, at: InstantSchema }, strict)),
] as const

export type CustomerEvent = EventsOf<typeof customerEvents>
