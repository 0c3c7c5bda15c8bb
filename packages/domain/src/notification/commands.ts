import type { NotificationId } from '../ids.ts'
import type { Sealed } from '../schema.ts'
import type { NotificationEvent, NotificationRequestedData } from './events.ts'
import type {
  ArchivalReason,
  DeferralReason,
  ExpiryReason,
  FailureClass,
  FallbackReason,
  GateVerdict,
  NotificationChannel,
  ProviderStatus,
  RepeatReason,
  SuppressionReason,
  WithdrawalReason,
} from './words.ts'

type Answer = NonNullable<Extract<NotificationEvent, { type: 'NotificationAccepted' }>['data']['answer']>

/** Instants in these are epoch milliseconds. The id and the key are `identify`'s of the same members. */
export interface RequestNotification extends Omit<NotificationRequestedData, 'cause' | 'dueAt' | 'notAfter' | 'at'> {
  readonly type: 'RequestNotification'
  readonly cause: Omit<NotificationRequestedData['cause'], 'at'> & { readonly at: number }
  readonly dueAt: number
  readonly notAfter: number
  /** Its text, where it is there already: then it is scheduled in the same append. */
  readonly content?: Sealed
  /** It is written down and never sent: it was due before there was anything to tell, or what it tells of is long past. */
  readonly expires?: Extract<ExpiryReason, 'late' | 'stale'>
  readonly now: number
}

export interface ScheduleNotification {
  readonly type: 'ScheduleNotification'
  readonly content: Sealed
  readonly now: number
}

/** What was asked before, in order. Recorded with what comes of it. */
interface Judged {
  readonly gates?: readonly GateVerdict[]
}

/** Asked before the provider is called, and only whoever it was accepted for with an event calls. The gates all pass. */
export interface StartAttempt extends Required<Judged> {
  readonly type: 'StartAttempt'
  readonly provider: string
  readonly requestHash: string
  readonly leaseToken: string
  readonly to: Sealed | null
  /** Only after one of unknown outcome. */
  readonly repeats?: RepeatReason
  readonly now: number
}

/** The same in shadow mode, where that is the end of it. */
export interface ShadowNotification extends Required<Judged> {
  readonly type: 'ShadowNotification'
  readonly now: number
}

export interface DeferNotification extends Judged {
  readonly type: 'DeferNotification'
  readonly until: number
  readonly why: DeferralReason
  readonly now: number
}

export interface RecordAccepted {
  readonly type: 'RecordAccepted'
  readonly attempt: number
  readonly providerMessageId: Sealed | null
  readonly answer?: Answer
  readonly now: number
}

export interface RecordRefused {
  readonly type: 'RecordRefused'
  readonly attempt: number
  readonly class: FailureClass
  readonly code: string | null
  /** What follows: again at an instant, no more on this channel, or a person looks at it. */
  readonly next: { readonly retryAt: number } | 'fail' | 'dead-letter'
  readonly answer?: Answer
  readonly now: number
}

/** The outcome cannot be known: no answer, or the claim was taken over from somebody who died. */
export interface RecordLost {
  readonly type: 'RecordLost'
  readonly attempt: number
  /** Until when the provider may still tell. */
  readonly lookAgainAt: number
  readonly answer?: Answer
  readonly now: number
}

/** What the provider tells of an attempt, by our own id that it gives back, or by its message id. */
export interface ReportStatus {
  readonly type: 'ReportStatus'
  readonly attempt: number
  readonly status: ProviderStatus
  /** When it says that it was. */
  readonly providerAt: number
  /** Where it was not known before: told by a status, an attempt whose answer was lost counts as taken. */
  readonly providerMessageId: Sealed | null
  /** Of `undelivered`. */
  readonly class?: FailureClass
  readonly code?: string | null
  readonly now: number
}

/** It cannot work on this channel, although nothing was refused: no address, no text, a closed channel, a lost attempt. */
export interface FailNotification extends Judged {
  readonly type: 'FailNotification'
  readonly class: FailureClass
  readonly code: string | null
  readonly deadLetter: boolean
  readonly now: number
}

/** Its child has been requested. */
export interface FallBack {
  readonly type: 'FallBack'
  readonly channel: NotificationChannel
  readonly childId: NotificationId
  readonly why: FallbackReason
  readonly now: number
}

export interface RetryNotification {
  readonly type: 'RetryNotification'
  readonly now: number
}

export interface SupersedeNotification extends Judged {
  readonly type: 'SupersedeNotification'
  readonly byRevision: number
  readonly now: number
}

export interface CancelNotification extends Judged {
  readonly type: 'CancelNotification'
  readonly why: WithdrawalReason
  readonly now: number
}

export interface SuppressNotification extends Judged {
  readonly type: 'SuppressNotification'
  readonly why: SuppressionReason
  readonly now: number
}

export interface ExpireNotification extends Judged {
  readonly type: 'ExpireNotification'
  readonly why: ExpiryReason
  readonly now: number
}

/** It came up on its recipient's screen. Of what has arrived in an inbox, as the two below. */
export interface SeeInboxItem {
  readonly type: 'SeeInboxItem'
  readonly now: number
}

export interface ReadInboxItem {
  readonly type: 'ReadInboxItem'
  readonly now: number
}

export interface ArchiveInboxItem {
  readonly type: 'ArchiveInboxItem'
  readonly why: ArchivalReason
  readonly now: number
}

export type NotificationCommand =
  | RequestNotification
  | ScheduleNotification
  | StartAttempt
  | ShadowNotification
  | DeferNotification
  | RecordAccepted
  | RecordRefused
  | RecordLost
  | ReportStatus
  | FailNotification
  | FallBack
  | RetryNotification
  | SupersedeNotification
  | CancelNotification
  | SuppressNotification
  | ExpireNotification
  | SeeInboxItem
  | ReadInboxItem
  | ArchiveInboxItem
