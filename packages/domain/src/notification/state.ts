import { epochOf } from '../instant.ts'
import type { Sealed } from '../schema.ts'
import type { NotificationEvent, NotificationRequestedData } from './events.ts'
import type { FailureClass, ProviderStatus } from './words.ts'

/**
 * How far it came. `sent`: a provider took it. `failed`: nothing will go out on this channel, because it did not work or, as its
 * resolution says, was not to be. What shadow mode would have sent is `sent`, resolved as `shadowed`.
 */
export type NotificationStatus = 'pending' | 'processing' | 'sent' | 'failed' | 'dead_letter'

/** Why it goes no further. */
export type NotificationResolution =
  | 'superseded'
  | 'cancelled'
  | 'suppressed'
  | 'expired'
  | 'skipped_stale'
  | 'fell_back'
  | 'shadowed'

export interface NotificationAttempt {
  /** From 1. */
  readonly attempt: number
  readonly provider: string
  readonly requestHash: string
  readonly leaseToken: string
  readonly startedAt: number
  /** Only the last may be open. `lost`: nobody knows whether it was sent. */
  readonly outcome: 'open' | 'accepted' | 'refused' | 'lost'
  readonly providerMessageId: Sealed | null
  /** Every distinct thing that the provider told later, in the order in which it was told. */
  readonly reported: readonly ProviderStatus[]
}

/** A message to one person on one channel, with instants in epoch milliseconds. */
export interface Notification extends Omit<NotificationRequestedData, 'cause' | 'dueAt' | 'notAfter' | 'at'> {
  readonly cause: Omit<NotificationRequestedData['cause'], 'at'> & { readonly at: number }
  readonly requestedAt: number
  /** When it was to be sent first. */
  readonly dueAt: number
  /** When it may be sent next: due, deferred, to be tried again, or to be looked at again where its outcome is unknown. */
  readonly nextAt: number
  readonly notAfter: number
  /** Null until it is scheduled. */
  readonly content: Sealed | null
  readonly resolution: NotificationResolution | null
  readonly attempts: readonly NotificationAttempt[]
  /** When somebody last wanted it tried again, and how many attempts there were then: it has all its tries again. */
  readonly retriedAt: number | null
  readonly attemptsBefore: number
  /** In the inbox, where it lies in one: when it came up on a screen, and when it was put aside. */
  readonly seenAt: number | null
  readonly archivedAt: number | null
  readonly failure: { readonly class: FailureClass; readonly code: string | null } | null
}

export type NotificationState =
  | { readonly status: 'none'; readonly notification: null }
  | { readonly status: NotificationStatus; readonly notification: Notification }

export const initialNotification: NotificationState = { status: 'none', notification: null }

export function evolveNotification(state: NotificationState, event: NotificationEvent): NotificationState {
  switch (event.type) {
    case 'NotificationRequested':
      return { status: 'pending', notification: requested(event.data) }
    case 'NotificationScheduled': {
      const { content, dueAt } = event.data
      return changed(state, 'pending', { content, nextAt: epochOf(dueAt) })
    }
    case 'NotificationGatesJudged':
      return state
    case 'NotificationDeferred':
      return changed(state, 'pending', { nextAt: epochOf(event.data.until) })
    case 'NotificationAttemptStarted': {
      const { attempt, provider, requestHash, leaseToken, at } = event.data
      const started: NotificationAttempt = {
        ...{ attempt, provider, requestHash, leaseToken, startedAt: epochOf(at) },
        ...{ outcome: 'open', providerMessageId: null, reported: [] },
      }
      return changed(state, 'processing', { attempts: [...(state.notification?.attempts ?? []), started] })
    }
    case 'NotificationAccepted': {
      const { attempt, as, providerMessageId } = event.data
      const settled = withAttempt(state, attempt, () => ({ outcome: 'accepted', providerMessageId }))
      return as === 'late' ? settled : changed(settled, 'sent', { failure: null })
    }
    case 'NotificationAttemptRefused': {
      const { attempt, class: kind, code, retryAt } = event.data
      const refused = withAttempt(state, attempt, () => ({ outcome: 'refused' }))
      // Without a next time, what it comes to follows in the same append, or came before.
      if (retryAt === null) return refused
      return changed(refused, 'pending', { failure: { class: kind, code }, nextAt: epochOf(retryAt) })
    }
    case 'NotificationAttemptLost':
      return changed(
        withAttempt(state, event.data.attempt, () => ({ outcome: 'lost' })),
        state.status,
        { nextAt: epochOf(event.data.lookAgainAt) },
      )
    case 'NotificationSent':
      return reported(state, event.data.attempt, 'sent')
    case 'NotificationDelivered':
    case 'NotificationRead': {
      const { attempt, settles } = event.data
      const told = reported(state, attempt, event.type === 'NotificationRead' ? 'read' : 'delivered')
      return settles ? changed(told, 'sent', { failure: null }) : told
    }
    case 'NotificationSeen':
      return changed(state, state.status, { seenAt: epochOf(event.data.at) })
    case 'NotificationArchived':
      return changed(state, state.status, { archivedAt: epochOf(event.data.at) })
    case 'NotificationUndelivered':
      return reported(state, event.data.attempt, 'undelivered')
    case 'NotificationFailed':
      return changed(state, 'failed', { failure: { class: event.data.class, code: event.data.code } })
    case 'NotificationDeadLettered':
      return changed(state, 'dead_letter', { failure: { class: event.data.class, code: event.data.code } })
    case 'NotificationFellBack':
      return state.notification ? changed(state, state.status, { resolution: 'fell_back' }) : state
    case 'NotificationRetried':
      return changed(state, 'pending', {
        nextAt: epochOf(event.data.at),
        resolution: null,
        retriedAt: epochOf(event.data.at),
        attemptsBefore: state.notification?.attempts.length ?? 0,
      })
    case 'NotificationSuperseded':
      return changed(state, 'failed', { resolution: 'superseded' })
    case 'NotificationCancelled':
      return changed(state, 'failed', { resolution: 'cancelled' })
    case 'NotificationSuppressed':
      return changed(state, 'failed', { resolution: 'suppressed' })
    case 'NotificationExpired':
      return changed(state, 'failed', { resolution: event.data.why === 'stale' ? 'skipped_stale' : 'expired' })
    case 'NotificationShadowed':
      return changed(state, 'sent', { resolution: 'shadowed' })
    default:
      event satisfies never
      return state
  }
}

function requested({ cause, dueAt, notAfter, at, ...details }: NotificationRequestedData): Notification {
  return {
    ...details,
    cause: { ...cause, at: epochOf(cause.at) },
    requestedAt: epochOf(at),
    dueAt: epochOf(dueAt),
    nextAt: epochOf(dueAt),
    notAfter: epochOf(notAfter),
    content: null,
    resolution: null,
    attempts: [],
    retriedAt: null,
    attemptsBefore: 0,
    seenAt: null,
    archivedAt: null,
    failure: null,
  }
}

const changed = (
  state: NotificationState,
  status: NotificationStatus | 'none',
  changes: Partial<Notification>,
): NotificationState =>
  state.notification && status !== 'none' ? { status, notification: { ...state.notification, ...changes } } : state

function withAttempt(
  state: NotificationState,
  number: number,
  change: (attempt: NotificationAttempt) => Partial<NotificationAttempt>,
): NotificationState {
  if (!state.notification) return state
  const attempts = state.notification.attempts.map((one) => (one.attempt === number ? { ...one, ...change(one) } : one))
  return changed(state, state.status, { attempts })
}

const reported = (state: NotificationState, attempt: number, status: ProviderStatus): NotificationState =>
  withAttempt(state, attempt, (one) => ({ reported: [...one.reported, status] }))

/** Whether it has come to an end: failed, waiting for a person, or resolved. One that was sent may still fall back. */
export const isOver = ({ status, notification }: NotificationState): boolean =>
  notification !== null && (status === 'failed' || status === 'dead_letter' || notification.resolution !== null)

/** The last attempt where it is under way or its outcome unknown, else null. */
export const unsettledAttempt = ({ attempts }: Pick<Notification, 'attempts'>): NotificationAttempt | null => {
  const last = attempts.at(-1)
  return last?.outcome === 'open' || last?.outcome === 'lost' ? last : null
}

const steps = { none: 0, accepted: 1, sent: 2, delivered: 3, read: 4 } as const
export type DeliveryStep = keyof typeof steps

/** How far any attempt came, in whatever order it was told: accepted < sent < delivered < read. */
export function deliveryOf({ attempts }: Pick<Notification, 'attempts'>): DeliveryStep {
  const seen = attempts.flatMap(({ outcome, reported }): DeliveryStep[] => [
    outcome === 'accepted' ? 'accepted' : 'none',
    ...reported.filter((status) => status !== 'undelivered'),
  ])
  return seen.reduce<DeliveryStep>((most, step) => (steps[step] > steps[most] ? step : most), 'none')
}
