import { test } from 'tap'
import {
  after,
  bob,
  cancelled,
  confirmed,
  demo,
  eventId,
  friend,
  joined,
  moved,
  noShow,
  occasionOf,
  planned,
  requested,
  room,
  sure,
  told,
  visitId,
} from '../../test/planning-examples.ts'
import { notification } from '../notification/index.ts'
import type { TenantEvent } from '../tenant/index.ts'
import { at, instant, minutes, person, sealed } from '../testing.ts'
import { defaultRules, type Occasion, type PlannedMessage, requestFor } from './index.ts'

/** The message after it was asked for. */
const asked = (message: PlannedMessage) => {
  const command = requestFor(message, { version: 3, content: sealed('text'), now: at('08:00') })
  const decision = notification.decide(command, notification.initial)
  if (!decision.accepted) throw new Error(decision.rejection.type)
  return decision.events.reduce(notification.evolve, notification.initial)
}

test('a visit that was asked for is told of, and reminded of while that lies ahead', (t) => {
  t.strictSame(told(occasionOf([requested()])), [
    'visit.created customer whatsapp>email 08:00 live schedule',
    'visit.created ada in_app 08:00 live schedule',
    'visit.reminder.t24h customer whatsapp>email 15:00 live late',
    'visit.reminder.t2h customer whatsapp>sms>email 13:00 live schedule',
    'visit.reminder.t30m customer whatsapp>sms>email 14:30 live schedule',
    'visit.reminder.t30m ada in_app 14:30 live schedule',
  ])
  t.end()
})

test('a message has everything that it takes to request it', (t) => {
  const [created, , , twoHours] = planned({}, occasionOf([requested()]))
  t.match(created, {
    tenant: demo,
    mode: 'live',
    eventKey: eventId,
    ruleId: 'customer',
    channel: 'whatsapp',
    cause: { eventId, kind: 'visit.created', reminder: null, at: at('08:00') },
    locale: 'pt-BR',
    timezone: 'America/Sao_Paulo',
    priority: 1,
    quietHours: 'defer',
    dueAt: at('08:00'),
    notAfter: at('15:00'),
    visitId,
    visitRevision: 0,
    visitIds: [visitId],
  })
  t.match(twoHours, {
    eventKey: `${visitId}:0:PT2H`,
    cause: { kind: 'visit.reminder.t2h', reminder: 'PT2H' },
    priority: 0,
    slaSeconds: 120,
    quietHours: 'send',
    fallbackAfterSeconds: 600,
    notAfter: at('14:20'),
    template: 'visit.reminder.t2h',
  })
  t.match(asked(sure(twoHours)), {
    status: 'pending',
    notification: { template: { version: 3 }, content: sealed('text') },
  })
  t.end()
})

test('what comes too late is written down, and has come to its end', (t) => {
  const late = sure(planned({}, occasionOf([requested()])).find(({ outcome }) => outcome === 'late'))
  t.match(asked(late), { status: 'failed', notification: { resolution: 'expired', content: null } })
  t.end()
})

test('confirmed at once, nobody is told that it was asked for but those who work there', (t) => {
  const auto = confirmed(true, '08:00')
  const booked = told(occasionOf([requested()], {}, auto))
  t.strictSame(booked.slice(0, 1), ['visit.created ada in_app 08:00 live schedule'])
  t.notOk(booked.some((line) => line.startsWith('visit.created customer')))
  t.strictSame(told(occasionOf([requested(), auto])), ['visit.confirmed customer whatsapp>email 08:00 live schedule'])
  t.strictSame(told(occasionOf([requested(), confirmed(true, '08:05')])).length, 1, 'so is who is confirmed later')
  t.end()
})

test('a move tells each what it is to them, and reminds anew', (t) => {
  const first = after(requested(), confirmed())
  const events = [requested(), confirmed(), moved(first, { start: at('18:00'), on: [bob, room] })]
  t.strictSame(told(occasionOf(events)), [
    'visit.rescheduled customer whatsapp>sms>email 09:00 live schedule',
    'visit.assigned bob in_app 09:00 live schedule',
    'visit.unassigned ada in_app 09:00 live schedule',
    'visit.reminder.t24h customer whatsapp>email 18:00 live late',
    'visit.reminder.t2h customer whatsapp>sms>email 16:00 live schedule',
    'visit.reminder.t30m customer whatsapp>sms>email 17:30 live schedule',
    'visit.reminder.t30m bob in_app 17:30 live schedule',
  ])
  t.strictSame(told(occasionOf([requested(), confirmed(), moved(first, { start: at('18:00') })])).slice(0, 2), [
    'visit.rescheduled customer whatsapp>sms>email 09:00 live schedule',
    'visit.rescheduled ada in_app 09:00 live schedule',
  ])
  t.end()
})

test('other agents at the same time and place are no news for the customer', (t) => {
  const events = [requested(), moved(after(requested()), { on: [bob, room] })]
  t.strictSame(told(occasionOf(events)), [
    'visit.assigned bob in_app 09:00 live schedule',
    'visit.unassigned ada in_app 09:00 live schedule',
    'visit.reminder.t2h customer whatsapp>sms>email 13:00 live schedule',
    'visit.reminder.t30m customer whatsapp>sms>email 14:30 live schedule',
    'visit.reminder.t30m bob in_app 14:30 live schedule',
  ])
  t.end()
})

test('moved there and back again, it reminds again', (t) => {
  const there = moved(after(requested()), { start: at('18:00') })
  const back = moved(after(requested(), there), { start: at('15:00') })
  const idsOf = (events: Parameters<typeof occasionOf>[0]) =>
    planned({}, occasionOf(events)).flatMap(({ cause, notificationId }) => (cause.reminder ? notificationId : []))
  const ids = [...idsOf([requested()]), ...idsOf([requested(), there]), ...idsOf([requested(), there, back])]
  t.equal(new Set(ids).size, ids.length)
  t.strictSame(idsOf([requested()]), idsOf([requested()]), 'and asked twice, it is the same')
  t.end()
})

test('what is about a visit ahead is told before it begins, or not at all', (t) => {
  t.strictSame(told(occasionOf([requested({ start: at('08:00') })])), [])
  t.strictSame(told(occasionOf([requested(), cancelled()])), [
    'visit.canceled customer whatsapp>sms>email 09:00 live schedule',
    'visit.canceled ada in_app 09:00 live schedule',
  ])
  t.strictSame(told(occasionOf([requested(), cancelled('15:00')])), [])
  t.strictSame(told(occasionOf([requested(), confirmed(), noShow])), [
    'visit.no_show customer whatsapp>email 15:15 live schedule',
  ])
  t.end()
})

test('in quiet hours what is off or moved is told at once where the old or the new time is near, else it waits', (t) => {
  const far = at('15:00') + minutes(5 * 24 * 60)
  const quiet = (occasion: Occasion) => planned({}, occasion)[0]?.quietHours
  t.equal(quiet(occasionOf([requested(), cancelled()])), 'send')
  t.equal(quiet(occasionOf([requested({ start: far }), cancelled()])), 'defer')
  t.equal(quiet(occasionOf([requested(), moved(after(requested()), { start: far })])), 'send')
  const both = requested({ start: far })
  t.equal(quiet(occasionOf([both, moved(after(both), { start: far + minutes(60) })])), 'defer')
  t.end()
})

test('what was written down long ago is told to nobody, and written down while it may be asked about', (t) => {
  const far = requested({ start: at('15:00') + minutes(3 * 24 * 60) })
  const at20 = told(occasionOf([far]), { now: at('08:16') })
  t.strictSame(
    at20.map((line) => line.split(' ').at(-1)),
    ['stale', 'stale', 'schedule', 'schedule', 'schedule', 'schedule'],
  )
  t.ok(told(occasionOf([far]), { now: at('08:15') }).every((line) => line.endsWith('schedule')))
  const overNextDay = told(occasionOf([requested()]), { now: at('08:00') + minutes(24 * 60) })
  t.strictSame(overNextDay, [])
  const over = told(occasionOf([requested()]), { now: at('20:00') })
  t.ok(over.length > 0 && over.every((line) => /(stale|late)$/.test(line)), 'on the same day it still is told why not')
  t.strictSame(
    told(occasionOf([requested(), cancelled()]), { now: at('09:16') }).map((line) => line.split(' ').at(-1)),
    ['stale', 'stale'],
  )
  t.end()
})

test('whoever comes of another book is only reminded', (t) => {
  const imported = { origin: 'import', at: '2026-02-01T08:00:00Z' }
  const recorded = { recordedAt: at('08:00') }
  t.strictSame(told(occasionOf([requested(imported)], recorded)), [
    'visit.reminder.t2h customer whatsapp>sms>email 13:00 live schedule',
    'visit.reminder.t30m customer whatsapp>sms>email 14:30 live schedule',
    'visit.reminder.t30m ada in_app 14:30 live schedule',
  ])
  const past = requested({ ...imported, start: at('07:00') })
  t.strictSame(told(occasionOf([past], recorded)), [])
  t.strictSame(told(occasionOf([requested(imported), confirmed()])), [])
  t.strictSame(told(occasionOf([requested(imported), confirmed(), noShow])), [])
  t.strictSame(told(occasionOf([requested(imported), cancelled('07:00')], recorded)), [], 'it was called off long ago')
  t.equal(told(occasionOf([requested(imported), cancelled()])).length, 2, 'it is called off now')
  t.equal(told(occasionOf([requested(imported), moved(after(requested(imported)), { start: at('18:00') })])).length, 5)
  t.end()
})

test('somebody who comes along later is told of the visit as it stands, and nobody else again', (t) => {
  const rules = [{ ...defaultRules('visit.confirmed')[0], recipients: ['customer', 'participants'] }] as never
  const events = [
    { type: 'NotificationRulesSet', data: { event: 'visit.confirmed', rules, at: instant('07:00') } },
  ] as const
  t.strictSame(told(occasionOf([requested(), confirmed(), joined]), { events }), [
    'visit.confirmed participant whatsapp>email 10:00 live schedule',
  ])
  t.strictSame(told(occasionOf([requested(), joined]), { events }), [], 'it is not confirmed')
  const [message] = planned({ events }, occasionOf([requested(), confirmed(), joined]))
  t.match(message, {
    recipient: { kind: 'participant', personId: friend },
    locale: 'es-CL',
    timezone: 'America/Santiago',
  })
  t.end()
})

test('whoever books for themselves and comes along is one person', (t) => {
  const everybody = [{ ...defaultRules('visit.created')[0], recipients: ['customer', 'participants'] }] as never
  const events: TenantEvent[] = [
    { type: 'NotificationRulesSet', data: { event: 'visit.created', rules: everybody, at: instant('07:00') } },
  ]
  const participants = [person, friend].map((personId) => ({
    personId,
    role: null,
    name: null,
    phone: null,
    email: null,
  }))
  t.strictSame(told(occasionOf([requested({ participants })]), { events }).slice(0, 3), [
    'visit.created customer whatsapp>email 08:00 live schedule',
    'visit.created participant whatsapp>email 08:00 live schedule',
    'visit.reminder.t24h customer whatsapp>email 15:00 live late',
  ])
  t.end()
})
