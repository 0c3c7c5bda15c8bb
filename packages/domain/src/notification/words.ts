import { type Static, Type } from '@sinclair/typebox'
import { PersonIdSchema, ResourceIdSchema, SealedSchema, strict, stringEnum } from '../schema.ts'

// The words that notifications are told in. Lists that other rooms extend (gates, classes of failure, reasons) are typed here and
// checked by form alone, so that a new one changes no stored shape.

const word = <Words extends string>() => Type.Unsafe<Words>(Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' }))

/** `shadow`: planned, judged, rendered and recorded, and nothing leaves the building. */
export const NotificationModeSchema = stringEnum('live', 'shadow')
export type NotificationMode = Static<typeof NotificationModeSchema>

export const NotificationChannelSchema = stringEnum('whatsapp', 'email', 'sms', 'in_app')
export type NotificationChannel = Static<typeof NotificationChannelSchema>

/** Who gets it. Persons have keys of their own; a resource is an agent who works here, staff a member of the team. */
export const RecipientSchema = Type.Union([
  Type.Object({ kind: stringEnum('customer', 'participant'), personId: PersonIdSchema }, strict),
  Type.Object({ kind: Type.Literal('resource'), resourceId: ResourceIdSchema }, strict),
  Type.Object({ kind: Type.Literal('staff'), staffId: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }) }, strict),
])
export type Recipient = Static<typeof RecipientSchema>

/** What is asked right before sending, in this order. */
export type Gate =
  | 'visit'
  | 'not-after'
  | 'suppression'
  | 'preference'
  | 'quiet-hours'
  | 'address'
  | 'circuit'
  | 'budget'
  | 'rate'
  | 'window'

export const GateVerdictSchema = Type.Object(
  {
    gate: word<Gate>(),
    /** `stop` ends it, on this channel at least; `wait` says later. */
    verdict: stringEnum('pass', 'stop', 'wait'),
    /** Why not, or which way: a word, never anybody's data. */
    why: Type.Union([word<string>(), Type.Null()]),
  },
  strict,
)
export type GateVerdict = Static<typeof GateVerdictSchema>

/** What went wrong, by what follows from it. A channel alone knows which of its provider's codes means which. */
export type FailureClass =
  /** The provider is down, slow or overloaded: again, later. */
  | 'unavailable'
  /** Too much at once: again, when it says. */
  | 'rate-limited'
  /** This person cannot be reached on this channel: the next one. */
  | 'unreachable'
  /** Nothing is known of the person to send it to on this channel. */
  | 'no-address'
  /** Only a template may be sent now. */
  | 'window-closed'
  /** The template is missing, paused, or does not fit its parameters. */
  | 'template'
  /** Credentials, payment, permissions, quota: the channel is closed for the tenant until a person looks at it. */
  | 'account'
  /** The circuit is open, or the day's budget spent. */
  | 'channel-closed'
  /** They have said no to this. */
  | 'opted-out'
  /** A mistake of ours: a person looks at it. */
  | 'our-bug'
  /** Sent perhaps; the provider never said. */
  | 'unknown-outcome'
export const FailureClassSchema = word<FailureClass>()

/** The provider's own word or number for it. */
export const ProviderCodeSchema = Type.Union([Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,64}$' }), Type.Null()])
/** Whose answer it was: `whatsapp-cloud`, `resend`, `smtp`, `twilio`, `in-app`. */
export const ProviderSchema = word<string>()

/** What a provider answered, kept for audits. */
export const AnswerSchema = Type.Object(
  {
    httpStatus: Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.Null()]),
    latencyMs: Type.Integer({ minimum: 0 }),
    body: Type.Union([SealedSchema, Type.Null()]),
  },
  strict,
)

/** What a provider tells later of a message that it took. `undelivered` is a fact beside the others, not a step. */
export const ProviderStatusSchema = stringEnum('sent', 'delivered', 'read', 'undelivered')
export type ProviderStatus = Static<typeof ProviderStatusSchema>

export type WithdrawalReason =
  | 'visit-cancelled'
  | 'visit-over'
  | 'rule-removed'
  | 'by-hand'
  | 'waitlist-ended'
  | 'erased'
export const WithdrawalReasonSchema = word<WithdrawalReason>()
/** Why it is out of an inbox's way. */
export type ArchivalReason = 'by-hand' | 'visit-cancelled'
export const ArchivalReasonSchema = word<ArchivalReason>()
export type SuppressionReason = 'opted-out' | 'legal-opt-out' | 'preference' | 'bounced' | 'complained' | 'quiet-hours'
export const SuppressionReasonSchema = word<SuppressionReason>()
/** `late`: due before the visit was booked. `stale`: its cause is too old to tell of, as in a log that is read again. */
export type ExpiryReason = 'not-after' | 'late' | 'stale'
export const ExpiryReasonSchema = word<ExpiryReason>()
export type DeferralReason = 'quiet-hours' | 'rate' | 'circuit' | 'budget'
export const DeferralReasonSchema = word<DeferralReason>()
/** `undelivered-in-time`: it was taken, and neither delivered nor read when the rule's patience ended. */
export type FallbackReason = 'failed' | 'undelivered-in-time'
export const FallbackReasonSchema = word<FallbackReason>()
/** Why an attempt of unknown outcome may be followed by another: none is repeated without one of these. */
export type RepeatReason =
  | 'provider-deduplicates'
  /** Asked, it says that it never had it. */
  | 'provider-denies'
  /** It had its time to tell, and told nothing: once. */
  | 'provider-silent'
export const RepeatReasonSchema = word<RepeatReason>()
