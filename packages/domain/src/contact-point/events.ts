import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { ContactPointIdSchema, InstantSchema, nullable, strict } from '../schema.ts'

const happened = { contactPointId: ContactPointIdSchema, at: InstantSchema }
/** Where they said it: `whatsapp`, `sms`, `email` … */
const via = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,31}$' })
/** When they said it, which is not when it was heard: an older word does not take back a newer one. */
const said = { ...happened, via, saidAt: InstantSchema }

/**
 * An address that people are written to: a phone, an e-mail. It is named by a keyed hash, and nothing here says whose it is, so
 * that what somebody has said of it outlives the customer who gave it.
 */
export const contactPointEvents = [
  /** They wrote, called or tapped: for 24 hours from `heardAt` anything may be written back from that number of ours. */
  defineEvent(
    'ContactPointHeardFrom',
    Type.Object(
      {
        ...happened,
        /** Which number of ours: WhatsApp's id of it, or the number itself. */
        phoneNumberId: Type.String({ pattern: '^[A-Za-z0-9+:_.-]{1,64}$' }),
        heardAt: InstantSchema,
      },
      strict,
    ),
  ),
  /** Nothing more is sent there, however critical. */
  defineEvent('ContactPointOptedOut', Type.Object(said, strict)),
  defineEvent('ContactPointOptedIn', Type.Object(said, strict)),
  /** The provider says that nobody is there; its own word or number for it. */
  defineEvent(
    'ContactPointBounced',
    Type.Object({ ...happened, code: nullable(Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,64}$' })) }, strict),
  ),
  /** They have told their provider that what we send is unwanted. */
  defineEvent('ContactPointComplained', Type.Object(happened, strict)),
] as const

export type ContactPointEvent = EventsOf<typeof contactPointEvents>
