import { test } from 'tap'
import {
  ada,
  after,
  bob,
  cancelled,
  confirmed,
  demo,
  eventId,
  friend,
  ground,
  joined,
  moved,
  noShow,
  occasionOf,
  requested,
  room,
  visitId,
} from '../../test/planning-examples.ts'
import { SeriesId, VisitId, WaitlistEntryId } from '../ids.ts'
import { notification } from '../notification/index.ts'
import type { TenantEvent } from '../tenant/index.ts'
import { at, instant, minutes, person, policies, sealed } from '../testing.ts'
import {
  defaultRules,
  type Occasion,
  type PlannedMessage,
  type PlanningGround,
  planMessages,
  requestFor,
} from './index.ts'

/** The message after it was asked for. */
const asked = (message: PlannedMessage) => {
  const command = requestFor(message, { version: 3, content: sealed('text'), now: at('08:00') })
  const decision = notification.decide(command, notification.initial)
  if (!decision.accepted) throw new Error(decision.rejection.type)
  return decision.events.reduce(notification.evolve, notification.initial)
}

const sure = <Thing>(thing: Thing | undefined): Thing => {
  if (thing === undefined) throw new Error('there is none')
  return thing
}

/** One line for each message: what, to whom, how, when, and what comes of it. */
const lines = (messages: readonly PlannedMessage[]) =>
  messages.map(({ cause, recipient, fallbackOrder, dueAt, outcome, mode }) => {
    const to = 'resourceId' in recipient ? recipient.resourceId : recipient.kind
    const due = new Date(dueAt).toISOString().slice(11, 16)
    return `${cause.kind} ${to} ${fallbackOrder.join('>')} ${due} ${mode} ${outcome}`
  })

const planned = (given: Partial<Parameters<typeof ground>[0]>, occasion: Occasion) =>
  planMessages(ground({ now: occasion.cause.recordedAt, ...given }), occasion)
const told = (occasion: Occasion, given: Parameters<typeof ground>[0] = {}) => lines(planned(given ?? {}, occasion))
const set = (changes: Partial<typeof policies>): TenantEvent => ({
  type: 'TenantPoliciesSet',
  data: { policies: { ...policies, ...changes }, at: instant('07:00') },
})

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

test('shadow is what is not live: the tenant, its percentage, or nobody to carry it', (t) => {
  const modesOf = (given: Parameters<typeof ground>[0]) => [
    ...new Set(
      told(occasionOf([requested()]), given).map((line) =>
        line
          .split(' ')
          .slice(2, 3)
          .concat(line.split(' ')[4] ?? '')
          .join(' '),
      ),
    ),
  ]
  t.strictSame(modesOf({ events: [set({ notifications: 'shadow' })] }), [
    'whatsapp>email shadow',
    'in_app shadow',
    'whatsapp>sms>email shadow',
  ])
  t.strictSame(modesOf({ events: [set({ rollout: { percent: 0 } })] }), [
    'whatsapp>email shadow',
    'in_app shadow',
    'whatsapp>sms>email shadow',
  ])
  t.strictSame(modesOf({ configured: new Set(['email']) }), ['email live', 'in_app live'])
  t.strictSame(modesOf({ configured: new Set() }), [
    'whatsapp>email shadow',
    'in_app live',
    'whatsapp>sms>email shadow',
  ])
  t.end()
})

test('the same visits stay live as the percentage grows, and about as many as it says', (t) => {
  const live = (percent: number) =>
    Array.from({ length: 400 }, (_, index) => VisitId.derive(index)).filter((id) =>
      told(occasionOf([requested({ visitId: id })]), { events: [set({ rollout: { percent } })] })[0]?.includes('live'),
    )
  const [some, more] = [live(20), live(60)]
  t.ok(some.every((id) => more.includes(id)))
  t.ok(some.length > 50 && some.length < 110, `${some.length} of 400`)
  t.end()
})

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

test('a reminder that was called off with its rule, its policy or the rollout can come back', (t) => {
  const occasion = (): Occasion => ({
    about: 'reminders',
    cause: { eventId, at: at('08:00'), recordedAt: at('08:00') },
    state: after(requested()),
  })
  const idsAfter = (...events: TenantEvent[]) =>
    planned({ events, now: at('10:00') }, occasion())
      .filter(({ cause, recipient }) => cause.reminder === 'PT2H' && recipient.kind === 'customer')
      .map(({ notificationId }) => notificationId)
  const event = 'visit.reminder.t2h'
  const rule = sure(defaultRules(event)[0])
  const put = (enabled: boolean): TenantEvent => ({
    type: 'NotificationRulesSet',
    data: { event, rules: [{ ...rule, enabled }], at: instant('07:00') },
  })
  const reset: TenantEvent = { type: 'NotificationRulesReset', data: { event, at: instant('07:00') } }
  const without = set({ reminders: ['PT24H', 'PT30M'] })
  const account: TenantEvent = {
    type: 'ChannelAccountSet',
    data: {
      account: {
        channel: 'sms',
        provider: 'twilio',
        settings: { accountSid: `AC${'0'.repeat(32)}`, from: '+34600000000' },
      },
      secrets: 'secret' as never,
      at: instant('07:00'),
    },
  }
  const [once, twice] = [idsAfter(account), idsAfter(account, account)]
  t.ok(once.length === 1 && once[0] === twice[0], 'another password is no other account')
  const states: string[][] = (
    [
      [],
      [put(false), put(true)],
      [put(false), reset],
      [without, set({})],
      [without, set({}), put(true)],
      [set({ notifications: 'shadow' }), set({})],
      [account, { type: 'ChannelAccountRemoved', data: { channel: 'sms', at: instant('07:00') } }],
    ] satisfies TenantEvent[][]
  ).map((events) => idsAfter(...events))
  t.ok(states.every(({ length }) => length === 1))
  // Off and on again by three changes is the third, however they came about: they are never two at once.
  t.equal(new Set(states.flat()).size, 3)
  const [first] = idsAfter()
  t.ok(states.slice(1).every(([id]) => id !== first))
  t.strictSame(idsAfter(put(false)), [])
  t.strictSame(idsAfter(without), [])
  t.strictSame(idsAfter(without, put(true)).length, 1, 'with rules of its own it is there whatever the policy says')
  const untouched = (given: PlanningGround) =>
    planMessages(given, occasion()).filter(({ cause }) => cause.reminder === 'PT30M')
  t.strictSame(
    untouched(ground({ events: [put(false)], now: at('10:00') })),
    untouched(ground({ now: at('10:00') })),
    'the others stay what they are',
  )
  t.strictSame(planned({ now: at('13:00') }, occasion()).length, 2, 'and what is due already is left alone')
  const dueWhen = (...events: TenantEvent[]) =>
    told(occasionOf([requested()]), { events, now: at('13:30') }).filter((line) => line.includes('t2h'))
  t.match(dueWhen(), [/stale$/])
  t.strictSame(dueWhen(put(false), put(true)), [], 'what may have gone out by other rules is not written down again')
  t.end()
})

test('a reminder a day before is at the same time of the day, one of 24 hours so long before', (t) => {
  // Clocks go forward in Madrid on 29 March 2026 at 02:00.
  const start = Date.parse('2026-03-29T08:00:00Z')
  const visit = requested({ start, timezone: 'Europe/Madrid' })
  const events = [set({ reminders: ['P1D', 'PT24H'] })]
  const due = planned({ events }, occasionOf([visit])).flatMap(({ cause, dueAt }) =>
    cause.reminder ? new Date(dueAt).toISOString() : [],
  )
  t.strictSame(due, ['2026-03-28T09:00:00.000Z', '2026-03-28T08:00:00.000Z'])
  const endless = [set({ reminders: ['PT0M', 'P99999999999D'] })]
  t.notOk(
    told(occasionOf([visit]), { events: endless }).some((line) => line.includes('reminder')),
    'nor at no time',
  )
  t.end()
})
