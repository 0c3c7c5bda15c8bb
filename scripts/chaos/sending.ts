import { epochOf, outdatedBy, type VisitEvent, visit } from '@visita/domain'
import { type Failure, factsOf, type Message, messagesOf, type Proof } from './proof.ts'
import type { Fact, Records } from './records.ts'

/** Nothing that is due still waits, and what failed says why. */
export function ended({ notifications, now }: Records): Proof {
  const failures: Failure[] = []
  const seen: Record<string, number> = {}
  for (const [id, { state, notification }] of messagesOf(notifications)) {
    const { resolution, failure, nextAt } = notification
    const waits = state.status === 'pending' || state.status === 'processing'
    const end = waits ? 'not due yet' : (resolution ?? state.status)
    seen[end] = (seen[end] ?? 0) + 1
    if (waits && nextAt <= now) failures.push({ id, what: `${state.status}, and due since ${(now - nextAt) / 1000} s` })
    const isFailed = state.status === 'failed' || state.status === 'dead_letter'
    if (isFailed && resolution === null && failure === null) failures.push({ id, what: 'failed and nobody knows why' })
  }
  return { name: 'every message that was planned came to an end', checked: notifications.size, failures, seen }
}

/** Neither at the provider nor in the log did anything happen before its time. */
export function notEarly({ notifications, handed }: Records): Proof {
  const messages = messagesOf(notifications)
  const failures: Failure[] = []
  for (const { notificationId, at } of handed) {
    const message = messages.get(notificationId ?? '')
    if (!message) continue
    const early = message.notification.dueAt - at
    if (early > 0) failures.push({ id: message.id, what: `at the provider ${early / 1000} s before it was due` })
  }
  let attempts = 0
  for (const { id, facts, before } of messages.values()) {
    facts.forEach(({ event }, i) => {
      if (event.type !== 'NotificationAttemptStarted') return
      attempts += 1
      const early = (before[i]?.notification?.nextAt ?? 0) - epochOf(event.data.at)
      if (early > 0) failures.push({ id, what: `attempt ${event.data.attempt} ${early / 1000} s before its time` })
    })
  }
  return { name: 'nothing was sent before it was due', checked: handed.length + attempts, failures }
}

/** Every request is of one recorded attempt, and whatever was accepted was handed over. */
export function recorded({ notifications, handed }: Records): Proof {
  const messages = messagesOf(notifications)
  const failures: Failure[] = []
  const requests = new Map<string, number>()
  const seen: Record<string, number> = {}
  const count = (key: string) => requests.set(key, (requests.get(key) ?? 0) + 1)
  for (const { notificationId, provider, attempt } of handed) {
    const message = messages.get(notificationId ?? '')
    const id = notificationId ?? provider
    if (!message) failures.push({ id, what: `${provider} had a request of no message` })
    else if (
      !message.notification.attempts.some(
        (one) => one.provider === provider && one.attempt === (attempt ?? one.attempt),
      )
    )
      failures.push({ id, what: `${provider} had a request of no recorded attempt (${attempt ?? 'any'})` })
    count(`${id} ${attempt ?? 'any'}`)
  }
  for (const { id, notification } of messages.values()) {
    const mails = notification.attempts.filter(({ provider }) => provider === 'resend').length
    if ((requests.get(`${id} any`) ?? 0) > mails) failures.push({ id, what: `${mails} attempts and more e-mails` })
    for (const { attempt, provider, outcome } of notification.attempts) {
      const outcomeOf = `${provider} ${outcome}`
      seen[outcomeOf] = (seen[outcomeOf] ?? 0) + 1
      if (provider === 'in-app') continue
      const had = requests.get(`${id} ${provider === 'resend' ? 'any' : attempt}`) ?? 0
      if (provider !== 'resend' && had > 1) failures.push({ id, what: `attempt ${attempt} was sent ${had} times` })
      if (outcome === 'accepted' && had === 0)
        failures.push({ id, what: `attempt ${attempt} was accepted and never sent` })
    }
  }
  return { name: 'every request is of exactly one recorded attempt', checked: handed.length, failures, seen }
}

/**
 * Between what the gates read and the claim lie a few milliseconds, and seconds where the log is away just then: two streams cannot
 * be written as one. What changes in between was on its way, as a letter is that is in the post.
 */
const crossingMs = 10_000

/** No attempt was claimed for a visit that had moved, was cancelled or over by then. */
export function stillStood({ visits, notifications }: Records): Proof {
  const failures: Failure[] = []
  let checked = 0
  let crossed = 0
  let longestCrossingMs = 0
  for (const message of messagesOf(notifications).values()) {
    const { visitId } = message.notification
    const facts = visitId === null ? undefined : visits.get(visitId)
    if (!facts) continue
    for (const started of factsOf(message, 'NotificationAttemptStarted')) {
      checked += 1
      const since = outdatedSince(message, facts, started.position)
      if (since === null) continue
      const ms = started.created - since.created
      if (ms <= crossingMs) {
        crossed += 1
        longestCrossingMs = Math.max(longestCrossingMs, ms)
      } else {
        const { attempt } = started.event.data
        failures.push({ id: message.id, what: `attempt ${attempt} ${ms} ms after ${since.event.type} of ${visitId}` })
      }
    }
  }
  const seen = { crossed, longestCrossingMs }
  return { name: 'nothing was sent of a visit as it no longer stood', checked, failures, seen }
}

/** What made it untrue before that position, or null where it was true then. */
function outdatedSince(
  { notification }: Message,
  facts: readonly Fact<VisitEvent>[],
  position: bigint,
): Fact<VisitEvent> | null {
  const { cause, visitRevision, recipient } = notification
  let state = visit.initial
  let since: Fact<VisitEvent> | null = null
  for (const fact of facts) {
    if (fact.position > position) break
    state = visit.evolve(state, fact.event)
    if (outdatedBy({ kind: cause.kind, visitRevision, recipient }, state) === null) since = null
    else since ??= fact
  }
  return since
}
