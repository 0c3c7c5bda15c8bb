import { test } from 'tap'
import {
  ada,
  after,
  bob,
  cancelled,
  confirmed,
  eventId,
  lines,
  moved,
  occasionOf,
  planned,
  requested,
  room,
  sure,
  told,
  visitId,
} from '../../test/planning-examples.ts'
import { SeriesId, VisitId, WaitlistEntryId } from '../ids.ts'
import { instantOf } from '../instant.ts'
import { at, minutes, person } from '../testing.ts'
import type { VisitEvent } from '../visit/index.ts'

test('a series and a bulk move are one message to each person, of all of theirs', (t) => {
  const seriesId = SeriesId.derive('series')
  const ids = [VisitId.derive('a'), VisitId.derive('b')]
  const events = ids.map((id, index) =>
    requested({ visitId: id, seriesId, start: at('15:00') + minutes(index * 7 * 24 * 60) }),
  )
  t.notOk(
    told(occasionOf(events.slice(0, 1))).some((line) => line.startsWith('visit.created')),
    'one by one, only reminders',
  )
  const cause = { eventId, at: at('08:00'), recordedAt: at('08:00') }
  const visits = events.map((event) => after(event)).reverse()
  const booked = planned({}, { about: 'series', cause, visits })
  t.strictSame(lines(booked), [
    'visit.created customer whatsapp>email 08:00 live schedule',
    'visit.created ada in_app 08:00 live schedule',
  ])
  t.match(booked[0], { visitIds: ids, visitId: null, visitRevision: null, notAfter: at('15:00') })
  const confirmedOnes = events.map((event) => after(event, confirmed(true, '08:00')))
  t.strictSame(told({ about: 'series', cause, visits: confirmedOnes }), [
    'visit.confirmed customer whatsapp>email 08:00 live schedule',
    'visit.created ada in_app 08:00 live schedule',
  ])
  t.strictSame(told(occasionOf([...events.slice(0, 1), confirmed(true, '08:00')])), [])

  const from = instantOf(at('15:00'))
  const off = events.map((event): VisitEvent[] => {
    const { type, data } = cancelled()
    return [event, { type, data: { ...data, seriesFrom: from } } as VisitEvent]
  })
  for (const one of off) t.strictSame(told(occasionOf(one)), [], 'called off with its series')
  const gone = planned({}, { about: 'series-cancelled', cause, visits: off.map((one) => after(...one)) })
  t.strictSame(lines(gone), [
    'visit.canceled customer whatsapp>sms>email 08:00 live schedule',
    'visit.canceled ada in_app 08:00 live schedule',
  ])
  t.match(gone[0], { visitIds: ids, visitId: null, notAfter: at('15:00') })

  const move = (event: (typeof events)[number], on: (typeof ada)[]) => {
    const before = after(event)
    const change = moved(before, { start: before.visit.start + minutes(60), on, isBulk: true })
    t.notOk(told(occasionOf([event, change])).some((line) => !line.startsWith('visit.reminder')))
    return { state: after(event, change), former: 'former' in change.data ? change.data.former : null }
  }
  const other = requested({ visitId: sure(ids[1]), start: at('16:00'), on: [bob, room] })
  const moves = [move(sure(events[0]), [ada, room]), move(other, [ada, room])]
  const bulk = planned({}, { about: 'bulk-move', cause, visits: moves })
  t.strictSame(lines(bulk), [
    'visit.rescheduled customer whatsapp>sms>email 08:00 live schedule',
    'visit.rescheduled ada in_app 08:00 live schedule',
    'visit.assigned ada in_app 08:00 live schedule',
    'visit.unassigned bob in_app 08:00 live schedule',
  ])
  t.equal(new Set(bulk.map(({ notificationId }) => notificationId)).size, 4)
  t.end()
})

test('an offer is told as long as it binds, an answer where the question came from', (t) => {
  const cause = { eventId, at: at('08:00'), recordedAt: at('08:00') }
  const entryId = WaitlistEntryId.derive('entry')
  const offer = {
    about: 'offer',
    cause,
    entryId,
    customerId: person,
    start: at('15:00'),
    expiresAt: at('08:15'),
  } as const
  const [matched, ...more] = planned({}, offer)
  t.match(matched, {
    cause: { kind: 'waitlist.matched' },
    notAfter: at('08:15'),
    priority: 0,
    waitlistEntryId: entryId,
    visitId: null,
    visitRevision: null,
  })
  t.equal(more.length, 0)
  const recipient = { kind: 'customer', personId: person } as const
  const reply = {
    about: 'reply',
    cause,
    kind: 'reply.moved_on',
    recipient,
    channel: 'whatsapp',
    state: after(requested()),
  } as const
  const [answer] = planned({}, reply)
  t.match(answer, {
    fallbackOrder: ['whatsapp'],
    template: 'reply.moved_on',
    visitId,
    visitRevision: null,
    quietHours: 'send',
  })
  t.strictSame(
    planned({ now: at('08:16') }, reply).map(({ outcome }) => outcome),
    ['stale'],
  )
  t.end()
})
