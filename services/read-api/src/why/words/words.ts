import {
  type DeferralReason,
  type ExpiryReason,
  type FailureClass,
  type FallbackReason,
  fixedRuleEvents,
  type Gate,
  type NotificationChannel,
  replyKinds,
  type SuppressionReason,
  type WithdrawalReason,
} from '@visita/domain'
import type { Finding, ShadowReason } from '../finding.ts'
import type { Missing } from '../missing.ts'

/** Everything that a sentence may need, already as people say it. What does not belong to it is empty. */
export interface Values {
  readonly rule: string
  readonly channel: string
  /** When it was due, or until when it waits. */
  readonly when: string
  readonly provider: string
  readonly attempt: string
  /** A reason in words, with the provider's code where there is one. */
  readonly reason: string
}

/** One language. A reason, a step or a gap without a sentence does not compile. */
export interface Words {
  readonly channels: Readonly<Record<NotificationChannel, string>>
  readonly recipients: Readonly<Record<'customer' | 'participant' | 'resource' | 'staff', string>>
  /** By the cause's kind; a reminder tells how long before the visit. */
  readonly kinds: Readonly<Record<Exclude<KnownKind, 'reminder'>, string>>
  readonly reminder: (before: string) => string
  readonly steps: Readonly<Record<Finding['code'], (values: Values) => string>>
  readonly shadow: Readonly<Record<ShadowReason, string>>
  readonly gates: Readonly<Record<Gate, string>>
  readonly deferrals: Readonly<Record<DeferralReason, string>>
  readonly failures: Readonly<Record<FailureClass, string>>
  readonly fallbacks: Readonly<Record<FallbackReason, string>>
  readonly suppressions: Readonly<Record<SuppressionReason, string>>
  readonly withdrawals: Readonly<Record<WithdrawalReason, string>>
  readonly expiries: Readonly<Record<ExpiryReason, string>>
  readonly missing: Readonly<
    Record<Missing['code'], (values: { readonly rule: string; readonly when: string }) => string>
  >
  /** Of nothing at all. */
  readonly nothing: string
  /** What everything that is said of one message begins with. */
  readonly about: (values: { readonly kind: string; readonly recipient: string; readonly channel: string }) => string
}

export const knownKinds = [...fixedRuleEvents, ...replyKinds, 'reminder'] as const
export type KnownKind = (typeof knownKinds)[number]
