import { isPlacing, reminderEvent, type VisitEvent } from '@visita/domain'
import { type Failure, messagesOf, type Proof, visitAfter } from './proof.ts'
import type { Records } from './records.ts'

/** Every booking that was answered 201 is there, once; and nothing is there that nobody was told of. */
export function bookedOnce({ bookings, unanswered, visits }: Records): Proof {
  const failures: Failure[] = unanswered.map((id) => ({ id, what: 'never answered' }))
  const answered = new Set<string>()
  const byCustomer = new Map<string, string[]>()
  for (const [id, facts] of visits) {
    const { visit } = visitAfter(facts)
    if (!visit) continue
    byCustomer.set(visit.customerId, [...(byCustomer.get(visit.customerId) ?? []), id])
  }
  const there = new Map([...byCustomer].flatMap(([customerId, ids]) => ids.map((id) => [id, customerId] as const)))
  for (const { visitId, customerId } of bookings) {
    if (answered.has(visitId)) failures.push({ id: visitId, what: 'two bookings were answered with it' })
    answered.add(visitId)
    if (there.get(visitId) !== customerId) failures.push({ id: visitId, what: 'answered 201 and not in the log' })
    const others = (byCustomer.get(customerId) ?? []).filter((id) => id !== visitId)
    if (others.length > 0) failures.push({ id: visitId, what: `booked again as ${others.join(', ')}` })
  }
  for (const id of there.keys()) if (!answered.has(id)) failures.push({ id, what: 'in the log and answered to nobody' })
  return { name: 'every booking answered 201 is there exactly once', checked: bookings.length, failures }
}

/** What people are told of; an automatic confirmation is told with the booking, but none is automatic here. */
const told: Partial<Record<VisitEvent['type'], string>> = {
  VisitRequested: 'visit.created',
  VisitConfirmed: 'visit.confirmed',
  VisitRescheduled: 'visit.rescheduled',
  VisitCancelled: 'visit.canceled',
  VisitNoShowMarked: 'visit.no_show',
}

/**
 * Nothing was lost on the way from a visit to its messages, reminders with them. Of what was overtaken by a move or an end before anybody got to it,
 * only the latter is told; and nobody wants to hear of a visit that has begun, but that they missed it.
 */
export function planned({ visits, notifications, reminders }: Records): Proof {
  const causes = new Set(
    [...messagesOf(notifications).values()].map(({ notification: { cause } }) => `${cause.eventId} ${cause.kind}`),
  )
  const failures: Failure[] = []
  const seen = { overtaken: 0 }
  let checked = 0
  for (const [id, facts] of visits) {
    facts.forEach((fact, i) => {
      const { event, eventId } = fact
      const kind = told[event.type]
      const { visit } = visitAfter(facts.slice(0, i + 1))
      if (kind === undefined || !visit) return
      if (event.type === 'VisitRescheduled' && event.data.former.start === event.data.start) return
      if (event.type !== 'VisitNoShowMarked' && visit.start <= fact.recordedAt) return
      const kinds = [kind, ...(isPlacing(event) ? reminders.map(reminderEvent) : [])]
      const missing = kinds.filter((one) => !causes.has(`${eventId} ${one}`))
      checked += kinds.length
      if (missing.length === 0) return
      if (facts.slice(i + 1).some((later) => overtakes.has(later.event.type))) seen.overtaken += missing.length
      else failures.push({ id, what: `${event.type}: nobody is told ${missing.join(', ')}` })
    })
  }
  return { name: 'whatever happened to a visit has its messages', checked, failures, seen }
}

const overtakes: ReadonlySet<VisitEvent['type']> = new Set([
  'VisitRescheduled',
  'VisitReassigned',
  'VisitCancelled',
  'VisitNoShowMarked',
])
