import { recipientKey } from '@visita/domain'
import { type Failure, factsOf, type Message, messagesOf, type Proof } from './proof.ts'
import type { Records } from './records.ts'

/**
 * Nobody was told the same thing twice: neither by one message, nor by those of several channels. Unless nobody knew whether the
 * first had gone out, or it was told not to have arrived, or it had not arrived by the time that its rule allows; and it is
 * written down which of these.
 */
export function notTwice({ notifications, handed }: Records): Proof {
  const messages = messagesOf(notifications)
  const failures: Failure[] = []
  const seen: Record<string, number> = {}
  const reached = new Map<string, number[]>()
  for (const { notificationId, attempt, reached: did } of handed) {
    if (!did || notificationId === null) continue
    const before = reached.get(notificationId) ?? []
    // Under one key Resend sends one mail, however often it is asked.
    reached.set(notificationId, attempt === null ? [1] : [...before, attempt])
  }
  const told = new Map<string, Message[]>()
  for (const [id, attempts] of reached) {
    const message = messages.get(id)
    if (!message) continue
    if (attempts.length > 1) sentAgain(message, attempts, failures, seen)
    const { cause, visitId, visitIds, visitRevision, eventKey, recipient } = message.notification
    const placing = visitId === null ? `${visitIds?.join() ?? ''} ${eventKey}` : `${visitId} ${visitRevision}`
    const key = `${placing} ${cause.kind} ${recipientKey(recipient)}`
    told.set(key, [...(told.get(key) ?? []), message])
  }
  for (const [key, group] of told) {
    const inOrder = group.sort((a, b) => a.notification.fallbackIndex - b.notification.fallbackIndex)
    inOrder.slice(1).forEach((later, i) => {
      const earlier = inOrder[i]
      const why = earlier ? reasonToFallBack(earlier, lineOf(later, messages)) : null
      if (why === null) failures.push({ id: later.id, what: `told already by ${earlier?.id}: ${key}` })
      else seen[why] = (seen[why] ?? 0) + 1
    })
  }
  return { name: 'nobody was told the same twice', checked: reached.size, failures, seen }
}

/** The same message, handed over more than once and taken each time: each after an attempt that was lost, for a recorded reason. */
function sentAgain(message: Message, given: readonly number[], failures: Failure[], seen: Record<string, number>) {
  const attempts = given.toSorted((a, b) => a - b)
  attempts.slice(1).forEach((attempt, i) => {
    const started = factsOf(message, 'NotificationAttemptStarted').find(({ event }) => event.data.attempt === attempt)
    const because = attempt === attempts[i] ? undefined : started?.event.data.repeats
    if (because === undefined) failures.push({ id: message.id, what: `sent twice, as attempts ${attempts.join(', ')}` })
    else seen[because] = (seen[because] ?? 0) + 1
  })
}

/** Why the next channel had its turn although this one was taken; null where nothing allows it. */
function reasonToFallBack(earlier: Message, line: ReadonlySet<string>): string | null {
  const [fell] = factsOf(earlier, 'NotificationFellBack')
  if (!fell || !line.has(fell.event.data.childId)) return null
  const before = { facts: earlier.facts.filter(({ position }) => position < fell.position) }
  if (factsOf(before, 'NotificationUndelivered').length > 0) return 'told not to have arrived'
  const hasArrived =
    factsOf(before, 'NotificationDelivered').length > 0 || factsOf(before, 'NotificationRead').length > 0
  if (hasArrived) return null
  if (fell.event.data.why === 'undelivered-in-time') return 'not delivered in time'
  const isUnknown =
    factsOf(before, 'NotificationAttemptLost').length > 0 &&
    factsOf(before, 'NotificationFailed').some(({ event }) => event.data.class === 'unknown-outcome')
  return isUnknown ? 'unknown outcome' : null
}

/** The message and all that fell back to it. */
function lineOf({ id, notification }: Message, messages: ReadonlyMap<string, Message>): ReadonlySet<string> {
  const parent = notification.parentId === null ? undefined : messages.get(notification.parentId)
  return parent ? new Set([id, ...lineOf(parent, messages)]) : new Set([id])
}
