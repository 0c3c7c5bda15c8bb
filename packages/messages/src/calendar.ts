import type { EmailContent } from '@visita/channels'
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { MessageData, VisitData } from './data.ts'

/** `visits.example` of a link to it. */
const hostOf = (url: string): string => new URL(url).hostname

/**
 * The file by which a visit gets into a calendar, moves there, or leaves it. What makes it the same entry each time is the
 * visit's id at our host, and what makes it newer the revision of the event that placed the visit; calling it off comes after that.
 * Times are in UTC, which every calendar shows in its owner's zone.
 */
export function calendarOf(kind: 'request' | 'cancel', data: MessageData, place: string): EmailContent['calendar'] {
  const method = kind === 'request' ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.CANCEL
  const calendar = ical({ prodId: { company: 'Visita', product: 'Visita' }, method })
  const visits = data.visits && data.visits.length > 0 ? data.visits : [data.visit]
  for (const visit of visits) calendar.createEvent(eventOf(visit, kind, data, place))
  return { ics: calendar.toString(), method: kind === 'request' ? 'REQUEST' : 'CANCEL' }
}

function statusOf(visit: VisitData, kind: 'request' | 'cancel'): ICalEventStatus {
  if (kind === 'cancel') return ICalEventStatus.CANCELLED
  return visit.status === 'pending' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED
}

function eventOf(visit: VisitData, kind: 'request' | 'cancel', data: MessageData, place: string) {
  const { at, tenant, customer, links } = data
  const host = hostOf(links.manage)
  return {
    id: `${visit.id}@${host}`,
    sequence: visit.placedAtRevision + (kind === 'cancel' ? 1 : 0),
    stamp: at,
    start: visit.start,
    end: visit.end,
    summary: `${visit.typeName} · ${tenant.name}`,
    location: place,
    description: links.manage,
    url: links.manage,
    status: statusOf(visit, kind),
    organizer: { name: tenant.name || host, email: `no-reply@${host}` },
    // Nobody reads what a calendar would answer: they answer by the buttons and the link.
    ...(customer.email && {
      attendees: [{ name: customer.fullName || customer.email, email: customer.email, rsvp: false }],
    }),
  }
}
