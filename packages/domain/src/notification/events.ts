import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import {
  InstantSchema,
  NotificationIdSchema,
  nullable,
  SealedSchema,
  strict,
  stringEnum,
  TenantIdSchema,
  TimeZoneSchema,
  VisitIdSchema,
  WaitlistEntryIdSchema,
} from '../schema.ts'
import {
  AnswerSchema,
  ArchivalReasonSchema,
  DeferralReasonSchema,
  ExpiryReasonSchema,
  FailureClassSchema,
  FallbackReasonSchema,
  GateVerdictSchema,
  NotificationChannelSchema,
  NotificationModeSchema,
  ProviderCodeSchema,
  ProviderSchema,
  RecipientSchema,
  RepeatReasonSchema,
  SuppressionReasonSchema,
  WithdrawalReasonSchema,
} from './words.ts'

/** `visitId` is null for what is not of a visit, such as the offer of a time to somebody who waits. */
const happened = { notificationId: NotificationIdSchema, visitId: nullable(VisitIdSchema), at: InstantSchema }
/** Which attempt, from 1. */
const attempt = Type.Integer({ minimum: 1 })
const failure = { class: FailureClassSchema, code: ProviderCodeSchema }
const answer = Type.Optional(AnswerSchema)
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** An ISO 8601 duration before the visit's start. */
const duration = Type.String({ pattern: '^P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?)?$' })
/** What a queue has to know of what it is to send, so that it can be told by one event. */
const run = {
  channel: NotificationChannelSchema,
  priority: Type.Integer({ minimum: 0, maximum: 1 }),
  notAfter: InstantSchema,
  visitRevision: nullable(Type.Integer({ minimum: 0 })),
}
const failed = { ...happened, attempt: nullable(attempt), ...failure }
/** What a provider told of a message that it took, in whatever order it told it. */
const reported = { ...happened, attempt, providerAt: InstantSchema }
/** Whose inbox in the house it lies in, where that is its channel. */
const inbox = Type.Optional(RecipientSchema)
/** With `settles`, it waited to be tried again, and is not: it arrived. */
const arrived = { ...reported, settles: Type.Optional(Type.Literal(true)) }

export const notificationEvents = [
  /** One message to one person on one channel is wanted. Its id comes of `dedupeKey`, so there is never a second one. */
  defineEvent(
    'NotificationRequested',
    Type.Object(
      {
        ...happened,
        tenant: TenantIdSchema,
        mode: NotificationModeSchema,
        cause: Type.Object(
          {
            eventId: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
            /** `visit.created`, `visit.reminder`, `waitlist.matched` … */
            kind: Type.String({ pattern: '^[a-z][a-z0-9_.]{0,63}$' }),
            reminder: nullable(duration),
            /** When that happened. */
            at: InstantSchema,
          },
          strict,
        ),
        /** The cause's event id, or for a reminder `<visitId>:<stream revision>:<duration>`: moved there and back, it reminds again. */
        eventKey: Type.String({ pattern: '^[A-Za-z0-9:._-]{1,200}$' }),
        ruleId: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' }),
        recipient: RecipientSchema,
        channel: NotificationChannelSchema,
        /** The channels of the rule, the most wanted first, and which of them this is. */
        fallbackOrder: Type.Array(NotificationChannelSchema, { minItems: 1, maxItems: 4, uniqueItems: true }),
        fallbackIndex: Type.Integer({ minimum: 0, maximum: 3 }),
        /** The one that fell back to this one. */
        parentId: nullable(NotificationIdSchema),
        /** Taken, and neither delivered nor read after so long: the next channel. Null: it waits for ever. */
        fallbackAfterSeconds: nullable(Type.Integer({ minimum: 1 })),
        template: Type.Object(
          { key: Type.String({ pattern: '^[a-z][a-z0-9._-]{0,63}$' }), version: Type.Integer({ minimum: 1 }) },
          strict,
        ),
        /** BCP 47, and the zone that its times are told in: the recipient's. */
        locale: Type.String({ minLength: 2, maxLength: 35 }),
        timezone: TimeZoneSchema,
        /** 0 critical, 1 normal. */
        priority: Type.Integer({ minimum: 0, maximum: 1 }),
        dueAt: InstantSchema,
        /** From then on it is of no use to anybody. */
        notAfter: InstantSchema,
        /** To be taken by the provider so soon after it is due. */
        slaSeconds: nullable(Type.Integer({ minimum: 1 })),
        quietHours: stringEnum('send', 'defer', 'drop'),
        /** The visit's stream revision that it tells of; it is asked again right before sending. */
        visitRevision: nullable(Type.Integer({ minimum: 0 })),
        waitlistEntryId: nullable(WaitlistEntryIdSchema),
        /** All of them, in the order of time, where it tells of several; then `visitId` is null. */
        visitIds: Type.Optional(Type.Array(VisitIdSchema, { minItems: 2, maxItems: 1000 })),
        dedupeKey: sha256,
      },
      strict,
    ),
  ),
  /** Its text is frozen: what is sent is this, whatever becomes of the template. */
  defineEvent(
    'NotificationScheduled',
    Type.Object(
      {
        ...happened,
        ...run,
        dueAt: InstantSchema,
        /**
         * The rendered message as JSON, as its channel knows it, under the key of the person whose data it holds: the recipient's,
         * or in what the team gets the customer's.
         */
        content: SealedSchema,
      },
      strict,
    ),
  ),
  /** What was asked before sending, and what the answers were. What came of them follows in the same append. */
  defineEvent(
    'NotificationGatesJudged',
    Type.Object({ ...happened, gates: Type.Array(GateVerdictSchema, { minItems: 1, maxItems: 20 }) }, strict),
  ),
  defineEvent(
    'NotificationDeferred',
    Type.Object({ ...happened, until: InstantSchema, why: DeferralReasonSchema }, strict),
  ),
  /** Claimed: whoever appended this may call the provider, once. Without an outcome after it, nobody knows what became of it. */
  defineEvent(
    'NotificationAttemptStarted',
    Type.Object(
      {
        ...happened,
        attempt,
        provider: ProviderSchema,
        /** Keyed hash of the request as it is about to be sent. */
        requestHash: sha256,
        /** Of the claim in the queue. */
        leaseToken: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
        /** The address that it goes to: a phone, an e-mail. */
        to: nullable(SealedSchema),
        /** Why it may be sent although the outcome of the attempt before is not known. */
        repeats: Type.Optional(RepeatReasonSchema),
      },
      strict,
    ),
  ),
  /** The provider took it. That is not yet delivered. */
  defineEvent(
    'NotificationAccepted',
    Type.Object(
      {
        ...happened,
        attempt,
        /**
         * `first`: it is sent. `again`: it had been taken before, and somebody wanted it tried again. `late`: it had come to its end
         * meanwhile, so this is a fact of the attempt and of nothing else.
         */
        as: stringEnum('first', 'again', 'late'),
        /** Neither delivered nor read by then: the next channel. Null: it waits for ever, or is over. */
        fallbackAt: nullable(InstantSchema),
        /** Sealed, since WhatsApp's ids contain the phone number. Null where it said nothing, or there is no provider. */
        providerMessageId: nullable(SealedSchema),
        inbox,
        answer,
      },
      strict,
    ),
  ),
  defineEvent(
    'NotificationAttemptRefused',
    Type.Object(
      {
        ...happened,
        attempt,
        ...failure,
        /** It may succeed later, and is tried again then; null where it is not. */
        retryAt: nullable(InstantSchema),
        answer,
      },
      strict,
    ),
  ),
  /** No answer came, or whoever waited for it died: sent perhaps. */
  defineEvent(
    'NotificationAttemptLost',
    Type.Object(
      {
        ...happened,
        attempt,
        /** Until then the provider may still tell; then somebody decides without it. */
        lookAgainAt: InstantSchema,
        answer,
      },
      strict,
    ),
  ),
  defineEvent('NotificationSent', Type.Object(reported, strict)),
  defineEvent('NotificationDelivered', Type.Object(arrived, strict)),
  /** By its recipient: as a provider tells, or in the inbox. */
  defineEvent('NotificationRead', Type.Object({ ...arrived, inbox }, strict)),
  /** It was on the recipient's screen, among others. */
  defineEvent('NotificationSeen', Type.Object({ ...happened, inbox: RecipientSchema }, strict)),
  /** It is out of the inbox's way: put aside by hand, or about something that is no more. */
  defineEvent(
    'NotificationArchived',
    Type.Object({ ...happened, inbox: RecipientSchema, why: ArchivalReasonSchema }, strict),
  ),
  /** What was taken could not be delivered. May come before a `delivered`, where somebody has several devices. */
  defineEvent('NotificationUndelivered', Type.Object({ ...reported, ...failure }, strict)),
  /** It will not work on this channel. */
  defineEvent('NotificationFailed', Type.Object(failed, strict)),
  /** The tries are spent, or it is a mistake of ours: it waits for a person. */
  defineEvent('NotificationDeadLettered', Type.Object(failed, strict)),
  defineEvent(
    'NotificationFellBack',
    Type.Object(
      { ...happened, channel: NotificationChannelSchema, childId: NotificationIdSchema, why: FallbackReasonSchema },
      strict,
    ),
  ),
  /** Somebody wants it tried again. Who, the envelope says. */
  defineEvent('NotificationRetried', Type.Object({ ...happened, ...run }, strict)),
  /** The visit is another one now: what tells of it is requested anew. */
  defineEvent('NotificationSuperseded', Type.Object({ ...happened, byRevision: Type.Integer({ minimum: 0 }) }, strict)),
  defineEvent('NotificationCancelled', Type.Object({ ...happened, why: WithdrawalReasonSchema }, strict)),
  defineEvent('NotificationSuppressed', Type.Object({ ...happened, why: SuppressionReasonSchema }, strict)),
  defineEvent('NotificationExpired', Type.Object({ ...happened, why: ExpiryReasonSchema }, strict)),
  /** It would have been sent now. */
  defineEvent('NotificationShadowed', Type.Object(happened, strict)),
] as const

export type NotificationEvent = EventsOf<typeof notificationEvents>

/** What stands in a `NotificationRequested`. */
export type NotificationRequestedData = Extract<NotificationEvent, { type: 'NotificationRequested' }>['data']
