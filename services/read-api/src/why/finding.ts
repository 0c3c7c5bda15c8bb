import type {
  DeferralReason,
  ExpiryReason,
  FailureClass,
  FallbackReason,
  Gate,
  NotificationChannel,
  SuppressionReason,
  WithdrawalReason,
} from '@visita/domain'

// What became of a message, step by step, before anybody puts it into words. Instants are RFC 3339, UTC.

type Found<Code extends string, Details = unknown> = Details & { readonly code: Code; readonly at: string }

/** `unknown`: the visit is not among the part that goes out yet, or there is no channel; a message of several visits does not say. */
export type ShadowReason = 'tenant' | 'rollout' | 'no-channel' | 'unknown'

export type Finding =
  | Found<'planned', { readonly rule: string; readonly channel: NotificationChannel; readonly due: string }>
  /** It took the place of another channel's. */
  | Found<'took-over', { readonly channel: NotificationChannel }>
  /** It only pretends: nothing leaves the building. */
  | Found<'pretends', { readonly reason: ShadowReason }>
  | Found<'gates-passed'>
  | Found<'gate-stopped', { readonly gate: Gate; readonly detail: string | null }>
  | Found<'gate-waits', { readonly gate: Gate; readonly detail: string | null }>
  | Found<'deferred', { readonly reason: DeferralReason; readonly until: string }>
  | Found<'started', { readonly attempt: number; readonly provider: string }>
  | Found<'accepted', { readonly attempt: number; readonly provider: string }>
  | Found<'accepted-late', { readonly attempt: number; readonly provider: string }>
  | Found<'refused', { readonly attempt: number; readonly failure: FailureClass; readonly detail: string | null }>
  | Found<
      'refused-for-now',
      {
        readonly attempt: number
        readonly failure: FailureClass
        readonly detail: string | null
        readonly until: string
      }
    >
  | Found<'lost', { readonly attempt: number; readonly until: string }>
  | Found<'sent'>
  | Found<'delivered'>
  | Found<'read'>
  | Found<'undelivered', { readonly failure: FailureClass; readonly detail: string | null }>
  | Found<'failed', { readonly failure: FailureClass; readonly detail: string | null }>
  | Found<'dead-letter', { readonly failure: FailureClass; readonly detail: string | null }>
  | Found<'fell-back', { readonly channel: NotificationChannel; readonly reason: FallbackReason }>
  | Found<'retried'>
  | Found<'superseded'>
  | Found<'cancelled', { readonly reason: WithdrawalReason }>
  | Found<'suppressed', { readonly reason: SuppressionReason }>
  | Found<'expired', { readonly reason: ExpiryReason }>
  | Found<'shadowed'>
  /** How it stands, where nothing has ended it. */
  | Found<'waits', { readonly until: string }>
  | Found<'being-sent'>
