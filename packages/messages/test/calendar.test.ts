import ICAL from 'ical.js'
import { test } from 'tap'
import { type MessageData, render, shipped } from '../src/index.ts'
import { scene, series } from './scenes.ts'

/** The file that goes with an e-mail, as a calendar reads it. */
function calendarOf(key: string, data: MessageData) {
  const template = shipped(key, 'email', 'es')
  const content = template && render(template.document, data, { locale: 'es-ES', timezone: 'America/Mexico_City' })
  const calendar = content?.channel === 'email' ? content.calendar : null
  if (!calendar) throw new Error(`no calendar file goes with ${key}`)
  const root = new ICAL.Component(ICAL.parse(calendar.ics))
  const components = root.getAllSubcomponents('vevent')
  return {
    root,
    method: calendar.method,
    components,
    events: components.map((one) => new ICAL.Event(one)),
    ics: calendar.ics,
  }
}

const soleEvent = (key: string, data: MessageData) => {
  const { events, components, ...rest } = calendarOf(key, data)
  const [event, component] = [events[0], components[0]]
  if (!event || !component) throw new Error('it is empty')
  return { ...rest, event, component, count: events.length }
}

const confirmed = scene('visit.confirmed')
const moved = (start: string, end: string, placedAtRevision: number) => ({
  ...scene('visit.rescheduled'),
  visit: { ...confirmed.visit, start, end, placedAtRevision },
})

test('a visit comes with everything that a calendar shows', (t) => {
  const { event, component, root, method, count, ics } = soleEvent('visit.confirmed', confirmed)
  t.equal(count, 1)
  t.equal(method, 'REQUEST')
  t.equal(root.getFirstPropertyValue('method'), 'REQUEST')
  t.equal(event.uid, '0197a3c4-0000-7000-8000-0c1d2e3f4a5b@visitas.example')
  t.equal(event.sequence, 4)
  t.equal(event.summary, 'Primera visita · Clínica Demo')
  t.equal(event.location, 'Centro Balmes, C/ Balmes 120, 2.º 1.ª, Barcelona')
  t.equal(component.getFirstPropertyValue('url'), 'https://visitas.example/v1/manage/abc.def')
  t.equal(component.getFirstPropertyValue('status'), 'CONFIRMED')
  t.match(String(component.getFirstPropertyValue('organizer')), /^mailto:no-reply@visitas\.example$/i)
  t.match(String(component.getFirstPropertyValue('attendee')), /^mailto:marta@example\.com$/i)
  t.equal(component.getFirstProperty('attendee')?.getParameter('rsvp'), 'FALSE')
  t.equal(
    String(component.getFirstPropertyValue('dtstamp')),
    '2026-11-23T09:30:00Z',
    'when it happened, at any rendering',
  )
  t.ok(
    ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75),
    'no line is longer than calendars read',
  )
  t.end()
})

test('whatever zone its reader is in, it is at that instant, over changes of the clock too', (t) => {
  for (const [start, end] of [
    ['2026-11-24T09:30:00Z', '2026-11-24T10:00:00Z'],
    ['2026-03-28T23:30:00Z', '2026-03-29T00:30:00Z'],
    ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'],
    ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
  ] as const) {
    const { event } = soleEvent('visit.rescheduled', moved(start, end, 5))
    t.equal(event.startDate.toJSDate().toISOString(), start.replace('Z', '.000Z'))
    t.equal(event.endDate.toJSDate().toISOString(), end.replace('Z', '.000Z'))
  }
  t.end()
})

test('moved it is the same entry, newer; called off, newer still', (t) => {
  const first = soleEvent('visit.confirmed', confirmed).event
  const second = soleEvent('visit.rescheduled', moved('2026-11-26T09:30:00Z', '2026-11-26T10:00:00Z', 7)).event
  const off = soleEvent('visit.canceled', {
    ...scene('visit.canceled'),
    visit: { ...confirmed.visit, placedAtRevision: 7 },
  })
  t.equal(second.uid, first.uid)
  t.equal(off.event.uid, first.uid)
  t.same([first.sequence, second.sequence, off.event.sequence], [4, 7, 8])
  t.equal(off.method, 'CANCEL')
  t.equal(off.component.getFirstPropertyValue('status'), 'CANCELLED')
  t.end()
})

test('what is not confirmed yet is tentative', (t) => {
  t.equal(soleEvent('visit.created', scene('visit.created')).component.getFirstPropertyValue('status'), 'TENTATIVE')
  t.end()
})

test('a series is an entry for each', (t) => {
  const { events } = calendarOf('visit.confirmed', series('visit.confirmed'))
  t.equal(events.length, 7)
  t.equal(new Set(events.map(({ uid }) => uid)).size, 7)
  t.end()
})

test('nobody without an address attends', (t) => {
  const anonymous = { ...confirmed, customer: { firstName: 'Marta', fullName: 'Marta Puig' } }
  t.equal(soleEvent('visit.confirmed', anonymous).component.getFirstPropertyValue('attendee'), null)
  t.end()
})
