import { randomUUID } from 'node:crypto'
import { epochOf, type NotificationId, type VisitId } from '@visita/domain'
import { test } from 'tap'
import { modeDifferences, notifications, outcomesByMode, promiseFigures } from '../index.ts'
import { type Message, message } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = (time: string) => `2026-03-02T${time.length === 5 ? `${time}:00` : time}Z`
const day = { from: at('00:00'), to: '2026-03-03T00:00:00Z' }
const failure = { type: 'FailNotification', class: 'unreachable', code: '131026', deadLetter: false } as const
const gates = [{ gate: 'visit', verdict: 'pass', why: null }] as const

/** Sends it to the next channel, as the policy does. */
function fallTo(
  on: Stage,
  parent: Message,
  channel: 'email' | 'sms',
  when: string,
  why: 'failed' | 'undelivered-in-time',
) {
  const { notification } = parent.state()
  const known = { ...notification, due: at(when), parentId: parent.notificationId as NotificationId }
  const { recipient, visitId, eventKey, ruleId, mode } = known as NonNullable<typeof notification>
  const child = message(on, demo, {
    due: at(when),
    channel,
    recipient,
    visitId,
    eventKey,
    ruleId,
    mode,
    parentId: known.parentId,
  })
  parent.ask(at(when), { type: 'FallBack', channel, childId: child.notificationId as NotificationId, why })
  return child
}

test('promises: what is overdue or failed everywhere is broken, what another channel kept is kept', async (t) => {
  const on = await stage(t, [notifications])
  const figures = async (now: string) => {
    const found = await on.ask(demo, (db) => promiseFigures(db, demo, { ...day, now: epochOf(at(now)) }))
    return Object.fromEntries(
      found.map(({ template, channel, promised, inTime, late, failed, overdue, open, p50Seconds, p95Seconds }) => [
        `${template} ${channel ?? ''}`.trim(),
        [promised, inTime, late, failed, overdue, open, p50Seconds, p95Seconds],
      ]),
    )
  }
  // In time, late, and waiting.
  message(on, demo, { due: at('10:00') })
    .start(at('10:00'))
    .accepted(at('10:00:30'))
  message(on, demo, { due: at('10:00') })
    .start(at('10:02'))
    .accepted(at('10:02:01'))
  message(on, demo, { due: at('10:00') })
  await on.settled()
  t.same(await figures('10:02'), {
    'visit.created': [2, 1, 1, 0, 0, 1, 30, 121],
    'visit.created whatsapp': [2, 1, 1, 0, 0, 1, 30, 121],
  })
  t.same(await figures('10:03'), {
    'visit.created': [3, 1, 1, 0, 1, 0, 121, null],
    'visit.created whatsapp': [3, 1, 1, 0, 1, 0, 121, null],
  })

  // E-mail takes over within the time; it does not; nobody does.
  const kind = 'visit.canceled'
  const rescued = message(on, demo, { due: at('11:00'), kind }).ask(at('11:00:05'), failure)
  await on.settled()
  t.match(await figures('11:01'), {
    'visit.canceled': [0, 0, 0, 0, 0, 1],
    'visit.canceled whatsapp': [1, 0, 0, 1, 0, 0],
  })
  fallTo(on, rescued, 'email', '11:00:10', 'failed').start(at('11:00:11')).accepted(at('11:00:12'))
  const slow = message(on, demo, { due: at('11:00'), kind }).ask(at('11:00:05'), failure)
  fallTo(on, slow, 'email', '11:05', 'failed').start(at('11:05')).accepted(at('11:05:01'))
  const lost = message(on, demo, { due: at('11:00'), kind }).ask(at('11:00:05'), failure)
  fallTo(on, lost, 'email', '11:01', 'failed').ask(at('11:01:01'), { ...failure, deadLetter: true })
  await on.settled()
  t.same((await figures('11:10'))['visit.canceled'], [3, 1, 1, 1, 0, 0, 301, null])

  // It arrived nowhere in time, which is another promise: it was taken.
  const silent = message(on, demo, { due: at('12:00'), kind: 'visit.rescheduled', slaSeconds: null })
  silent.start(at('12:00')).accepted(at('12:01:59'))
  fallTo(on, silent, 'email', '12:20', 'undelivered-in-time').start(at('12:20')).accepted(at('12:20:01'))
  // A dead queue does not look healthy: what ran out of time was wanted.
  message(on, demo, { due: at('12:00'), kind: 'visit.rescheduled' }).ask(at('14:00'), {
    ...{ type: 'ExpireNotification', why: 'not-after' },
  })
  await on.settled()
  t.same((await figures('15:00'))['visit.rescheduled'], [2, 1, 0, 1, 0, 0, 119, null])
})

test('promises tell when messages arrived, on whatever channel, of those of which that is told', async (t) => {
  const on = await stage(t, [notifications])
  const arrived = (one: Message, status: 'delivered' | 'read', when: string) =>
    one.ask(at(when), {
      ...{ type: 'ReportStatus', attempt: 1, status, providerAt: epochOf(at(when)), providerMessageId: null },
    })
  const sent = () =>
    message(on, demo, { due: at('10:00') })
      .start(at('10:00'))
      .accepted(at('10:00:30'))
  arrived(sent(), 'delivered', '10:00:40')
  // Only told to be read.
  arrived(sent(), 'read', '10:02')
  sent()
  const silent = sent()
  const mail = fallTo(on, silent, 'email', '10:20', 'undelivered-in-time').start(at('10:20')).accepted(at('10:20:01'))
  arrived(mail, 'delivered', '10:20:10')
  await on.settled()
  const found = await on.ask(demo, (db) => promiseFigures(db, demo, { ...day, now: epochOf(at('11:00')) }))
  t.same(
    found.map((one) => [one.channel, one.delivered, one.p50DeliveredSeconds, one.p95DeliveredSeconds]),
    [
      [null, 3, 120, 1210],
      ['email', 1, 10, 10],
      ['whatsapp', 2, 40, 120],
    ],
  )
})

test('promises leave out what nobody promised', async (t) => {
  const on = await stage(t, [notifications])
  const none = (changes: Partial<Parameters<typeof message>[2]> = {}) =>
    message(on, demo, { due: at('10:00'), ...changes })
  const held = none()
  held.ask(at('10:00'), { type: 'DeferNotification', until: epochOf(at('11:00')), why: 'quiet-hours' })
  held.start(at('11:00')).accepted(at('11:00:01'))
  none({ priority: 1 })
  none({ mode: 'shadow' }).ask(at('10:00'), { type: 'ShadowNotification', gates: [...gates] })
  none().ask(at('09:00'), { type: 'CancelNotification', why: 'visit-cancelled' })
  none().ask(at('09:00'), { type: 'SupersedeNotification', byRevision: 3 })
  none().ask(at('10:00'), { type: 'SuppressNotification', why: 'opted-out' })
  none().ask(at('09:00'), { type: 'ExpireNotification', why: 'late' })
  none().ask(at('09:00'), { type: 'ExpireNotification', why: 'stale' })
  none({ due: '2026-03-03T00:00:00Z' })
  message(on, other, { due: at('10:00') })
  await on.settled()
  t.same(await on.ask(demo, (db) => promiseFigures(db, demo, { ...day, now: epochOf(at('20:00')) })), [])
})

test('shadow beside live: how many came to what, and why', async (t) => {
  const on = await stage(t, [notifications])
  message(on, demo, { due: at('10:00'), mode: 'shadow' }).ask(at('10:00'), {
    type: 'ShadowNotification',
    gates: [...gates],
  })
  message(on, demo, { due: at('10:00'), mode: 'shadow' }).ask(at('10:00'), {
    type: 'SuppressNotification',
    why: 'preference',
  })
  message(on, demo, { due: at('10:00'), mode: 'shadow' }).ask(at('10:00'), {
    type: 'SuppressNotification',
    why: 'preference',
  })
  message(on, demo, { due: at('10:00'), mode: 'shadow' }).ask(at('12:00'), {
    type: 'ExpireNotification',
    why: 'not-after',
  })
  message(on, demo, { due: at('10:00') })
    .start(at('10:00'))
    .accepted(at('10:00'))
  const failed = message(on, demo, { due: at('10:00') }).ask(at('10:00'), failure)
  fallTo(on, failed, 'email', '10:01', 'failed')
  message(on, demo, { due: at('10:00') }).ask(at('10:00'), { type: 'SupersedeNotification', byRevision: 2 })
  message(on, other, { due: at('10:00') })
  await on.settled()
  const counted = await on.ask(demo, (db) => outcomesByMode(db, demo, day))
  t.same(
    counted.map(({ kind, channel, mode, outcome, why, count, fallbacks }) =>
      [kind, channel, mode, outcome, why, count, fallbacks].join(' '),
    ),
    [
      'visit.created email live waiting  1 1',
      'visit.created whatsapp live held-back superseded 1 0',
      'visit.created whatsapp live held-back unreachable 1 0',
      'visit.created whatsapp live sent  1 0',
      'visit.created whatsapp shadow held-back not-after 1 0',
      'visit.created whatsapp shadow held-back preference 2 0',
      'visit.created whatsapp shadow sent  1 0',
    ],
  )
})

test('shadow beside live: the visits that have both, where they differ', async (t) => {
  const on = await stage(t, [notifications])
  const [both = '', same = ''] = [randomUUID(), randomUUID()].sort() as VisitId[]
  const recipient = { kind: 'customer', personId: randomUUID() as never } as const
  const told = (visitId: string, mode: 'live' | 'shadow', kind: string) =>
    message(on, demo, { due: at('10:00'), visitId: visitId as VisitId, mode, kind, recipient })
  const shadowed = { type: 'ShadowNotification', gates: [...gates] } as const
  for (const visitId of [both, same]) told(visitId, 'shadow', 'visit.created').ask(at('10:00'), shadowed)
  told(same, 'live', 'visit.created').start(at('10:00')).accepted(at('10:00'))
  told(both, 'live', 'visit.created').ask(at('10:00'), { type: 'SuppressNotification', why: 'opted-out' })
  told(both, 'live', 'visit.confirmed').start(at('10:00')).accepted(at('10:00'))
  const waiting = told(same, 'live', 'visit.canceled')
  told(randomUUID(), 'live', 'visit.created')
  await on.settled()
  const differences = (limit: number) => on.ask(demo, (db) => modeDifferences(db, demo, day, { limit }))
  const who = { kind: 'customer', id: recipient.personId }
  const [confirmed, created] = [
    { visitId: both, kind: 'visit.confirmed', recipient: who, shadow: null, live: { sent: true, why: [] } },
    {
      ...{ visitId: both, kind: 'visit.created', recipient: who, shadow: { sent: true, why: [] } },
      live: { sent: false, why: ['opted-out'] },
    },
  ]
  t.same(await differences(10), { items: [confirmed, created], count: 2 }, 'what waits is not compared yet')
  t.same(await differences(1), { items: [confirmed], count: 2 })
  waiting.start(at('10:01')).accepted(at('10:01'))
  await on.settled()
  t.equal((await differences(10)).count, 3)
})
