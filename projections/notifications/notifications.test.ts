import { randomUUID } from 'node:crypto'
import { deliveryOf, epochOf, instantOf, type NotificationCommand, type VisitId } from '@visita/domain'
import { test } from 'tap'
import {
  listNotifications,
  type NotificationRow,
  notificationBacklog,
  notifications,
  notificationsOfVisit,
  sendingFigures,
} from '../index.ts'
import { type Message, message } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = (time: string) => `2026-03-02T${time.length === 5 ? `${time}:00` : time}Z`
const visitId = randomUUID() as VisitId
const all = (on: Stage, tenant = demo) =>
  on.ask(tenant, (db) => listNotifications(db, tenant, {}, { limit: 200, after: null }))
const rowOf = async (on: Stage, { notificationId }: Message) =>
  (await all(on)).items.find(({ notification_id }) => notification_id === notificationId) as NotificationRow
const fail = { type: 'FailNotification', class: 'no-address', code: null, deadLetter: false } as const

test('a message stands as what is wanted of it, and then as how far it came', async (t) => {
  const on = await stage(t, [notifications])
  const one = message(on, demo, { due: at('10:00'), causedAt: at('08:00'), visitId })
  await on.settled()
  t.match(await rowOf(on, one), {
    ...{ visit_id: visitId, mode: 'live', status: 'pending', resolution: null, channel: 'whatsapp', priority: 0 },
    ...{ template_key: 'visit.created', template_version: 1, cause_kind: 'visit.created', recipient_kind: 'customer' },
    ...{ caused_at: at('08:00'), due_at: at('10:00'), next_at: at('10:00'), not_after: at('12:00') },
    ...{ held: false, attempts: 0, provider: null, accepted_at: null, fallback_index: 0 },
    fallback_order: ['whatsapp', 'email', 'sms', 'in_app'],
  })
  one.ask(at('10:00'), { type: 'DeferNotification', until: epochOf(at('10:05')), why: 'quiet-hours' })
  one.start(at('10:05'))
  await on.settled()
  t.match(await rowOf(on, one), { status: 'processing', attempts: 1, provider: 'whatsapp-cloud', held: true })
  const refusal = { attempt: 1, class: 'unavailable', code: '131016' } as const
  one.ask(at('10:06'), { type: 'RecordRefused', ...refusal, next: { retryAt: epochOf(at('10:07')) } })
  await on.settled()
  const waiting = { status: 'pending', next_at: at('10:07'), failure_class: 'unavailable', failure_code: '131016' }
  t.match(await rowOf(on, one), waiting)
  one.start(at('10:07')).accepted(at('10:08')).told(at('10:09'), 'delivered').told(at('10:10'), 'read')
  await on.settled()
  t.match(await rowOf(on, one), {
    ...{ status: 'sent', attempts: 2, failure_class: null, accepted_at: at('10:08'), resolution: null },
    ...{ sent_at: null, delivered_at: at('10:09'), read_at: at('10:10'), undelivered_at: null },
  })
  const gone = message(on, demo, { due: at('11:00') })
    .start(at('11:00'))
    .accepted(at('11:01'))
  gone.told(at('11:02'), 'undelivered')
  const childId = randomUUID() as never
  gone.ask(at('11:03'), { type: 'FallBack', channel: 'email', childId, why: 'failed' })
  await on.settled()
  t.match(await rowOf(on, gone), {
    ...{ status: 'failed', resolution: 'fell_back', resolution_why: 'failed', child_id: childId },
    ...{ failure_class: 'unreachable', failure_code: '131026', undelivered_at: at('11:02') },
  })
})

/** Numbers that are the same in every run. */
function dice(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Any life that the decider allows: what it refuses, did not happen. */
function live(on: Stage, next: (below: number) => number): Message {
  const one = message(on, demo, { due: at('10:00') })
  let clock = epochOf(at('10:00'))
  for (let steps = next(30); steps > 0; steps -= 1) {
    clock += next(4) * 60_000
    const attempt = Math.max(1, (one.state().notification?.attempts.length ?? 1) - next(2))
    const status = (['sent', 'delivered', 'read', 'undelivered'] as const)[next(4)] ?? 'sent'
    const refusal = { attempt, class: 'unavailable', code: null } as const
    const report = { attempt, status, providerAt: clock, providerMessageId: null }
    const asked: readonly (Omit<NotificationCommand, 'now'> | null)[] = [
      null,
      null,
      { type: 'RecordAccepted', attempt, providerMessageId: null },
      { type: 'RecordRefused', ...refusal, next: next(2) ? { retryAt: clock + 60_000 } : 'fail' },
      { type: 'RecordLost', attempt, lookAgainAt: clock + 300_000 },
      { type: 'ReportStatus', ...report },
      { type: 'ReportStatus', ...report },
      { ...fail, deadLetter: next(2) === 0 },
      { type: 'FallBack', channel: 'email', childId: randomUUID(), why: next(2) ? 'failed' : 'undelivered-in-time' },
      { type: 'RetryNotification' },
      { type: 'DeferNotification', until: clock + 120_000, why: next(2) ? 'rate' : 'quiet-hours' },
      ...(next(5) === 0 ? [{ type: 'CancelNotification', why: 'by-hand' }] : []),
    ] as never
    const command = asked[next(asked.length)] ?? null
    try {
      if (command) one.ask(instantOf(clock), command as never)
      else one.start(instantOf(clock), next(3) === 0 ? { repeats: 'provider-denies' } : {})
    } catch {
      // Refused: nothing happened.
    }
  }
  return one
}

test('whatever happened to them, rows stand as their streams do, told twice, restarted and rebuilt', async (t) => {
  const on = await stage(t, [notifications])
  const next = dice(7)
  const lives = Array.from({ length: 150 }, () => live(on, next))
  const same = async (when: string) => {
    const rows = new Map((await all(on)).items.map((row) => [row.notification_id, row]))
    for (const { notificationId, state } of lives) {
      const row = rows.get(notificationId)
      const { status, notification } = state()
      if (!row || !notification) throw new Error('no row')
      const step = row.read_at ? 'read' : row.delivered_at ? 'delivered' : row.sent_at ? 'sent' : 'accepted'
      t.same(
        [row.status, row.resolution, row.attempts, row.next_at, row.accepted_at === null ? 'none' : step],
        [
          status,
          notification.resolution,
          notification.attempts.length,
          instantOf(notification.nextAt),
          deliveryOf(notification),
        ],
        `${when}: ${notification.attempts.map(({ outcome, reported }) => [outcome, ...reported])}`,
      )
    }
  }
  await on.settled()
  await same('at first')
  const before = await all(on)
  await on.stop()
  on.start({ redeliver: true, batch: 3 })
  lives.push(live(on, next))
  await on.settled()
  await same('told again after a restart')
  await on.rebuild()
  await same('rebuilt')
  t.equal(before.items.length, 150)
})

test('lists by status, channel and visit, the last due first, page by page, of one tenant', async (t) => {
  const on = await stage(t, [notifications])
  const times = ['10:00', '11:00', '11:00', '12:00', '13:00']
  const made = times.map((time, i) =>
    message(on, demo, { due: at(time), ...(i % 2 ? { channel: 'email' } : {}), ...(i < 3 ? { visitId } : {}) }),
  )
  made[0]?.start(at('10:00')).accepted(at('10:01'))
  made[1]?.ask(at('11:00'), fail)
  message(on, other, { due: at('10:00'), visitId })
  await on.settled()
  const list = (filter: Parameters<typeof listNotifications>[2]) =>
    on.ask(demo, async (db) => {
      const found: NotificationRow[] = []
      let after: { due: string; id: string } | null = null
      do {
        const { items, last } = await listNotifications(db, demo, filter, { limit: 2, after })
        found.push(...items)
        after = last && { due: last.due_at, id: last.notification_id }
      } while (after)
      return found
    })
  const due = (rows: readonly NotificationRow[]) => rows.map(({ due_at }) => due_at.slice(11, 16))
  t.same(due(await list({})), ['13:00', '12:00', '11:00', '11:00', '10:00'])
  t.same(due(await list({ status: ['sent', 'failed'] })), ['11:00', '10:00'])
  t.same(due(await list({ channel: 'email' })), ['12:00', '11:00'])
  t.same(due(await list({ visitId, status: ['pending'] })), ['11:00'])
  const ofVisit = await on.ask(demo, (db) => notificationsOfVisit(db, demo, visitId))
  t.same(due(ofVisit), ['10:00', '11:00', '11:00'])
  t.same(due((await all(on, other)).items), ['10:00'])

  // One that tells of several visits is each one's.
  const visitIds = [visitId, randomUUID() as VisitId]
  message(on, demo, { due: at('14:00'), visitIds })
  await on.settled()
  for (const id of visitIds) t.equal(due(await list({ visitId: id }))[0], '14:00')
  t.same(due(await on.ask(demo, (db) => notificationsOfVisit(db, demo, visitIds[1] ?? ''))), ['14:00'])
})

test('figures by channel and template: what went out, how soon, and which promises were kept', async (t) => {
  const on = await stage(t, [notifications])
  const reminder = { kind: 'visit.reminder' }
  // Taken after 10, 20 and 200 seconds; the last one waited for the morning, which is no fault and no speed.
  message(on, demo, { due: at('10:00'), ...reminder })
    .start(at('10:00:05'))
    .accepted(at('10:00:10'))
    .told(at('10:01'), 'read')
  message(on, demo, { due: at('10:00'), causedAt: at('09:00'), ...reminder })
    .start(at('10:00'))
    .accepted(at('10:00:20'))
  message(on, demo, { due: at('10:00'), causedAt: at('10:10'), ...reminder })
    .start(at('10:13'))
    .accepted(at('10:13:20'))
  const held = message(on, demo, { due: at('10:00'), ...reminder })
  held.ask(at('10:00'), { type: 'DeferNotification', until: epochOf(at('11:00')), why: 'quiet-hours' })
  held.start(at('11:00')).accepted(at('11:00:01')).told(at('11:01'), 'delivered')
  // Its time is up, whether or not anybody looks at it; the next one's is not.
  message(on, demo, { due: at('11:00'), ...reminder })
  message(on, demo, { due: at('11:29'), ...reminder })
  message(on, demo, { due: at('10:00'), channel: 'sms' }).ask(at('10:00'), fail)
  // Not to be sent, pretended, normal, and of another tenant: nobody promised anything.
  const cancelled = message(on, demo, { due: at('10:00'), channel: 'sms' })
  cancelled.ask(at('10:00'), { type: 'CancelNotification', why: 'visit-cancelled' })
  const pretended = message(on, demo, { due: at('10:00'), mode: 'shadow', channel: 'sms' })
  pretended.ask(at('10:00'), { type: 'ShadowNotification', gates: [{ gate: 'visit', verdict: 'pass', why: null }] })
  message(on, demo, { due: at('10:00'), channel: 'sms', priority: 1 })
    .start(at('10:00'))
    .accepted(at('10:30'))
  message(on, other, { due: at('10:00') })
  // What time ran out on was wanted: a queue that stands still does not look healthy.
  message(on, demo, { due: at('13:00') }).ask(at('15:00'), { type: 'ExpireNotification', why: 'not-after' })
  await on.settled()
  const figures = (from: string, to: string) =>
    on.ask(demo, (db) => sendingFigures(db, demo, { from: at(from), to: at(to), now: epochOf(at('11:30')) }))
  t.same(await figures('09:00', '12:00'), [
    {
      ...{ channel: 'sms', template: 'visit.created', sent: 1, delivered: 0, failed: 1 },
      ...{ p50Seconds: 1800, p95Seconds: 1800, promised: 1, inTime: 0 },
    },
    {
      ...{ channel: 'whatsapp', template: 'visit.reminder', sent: 4, delivered: 2, failed: 0 },
      ...{ p50Seconds: 20, p95Seconds: 182, promised: 4, inTime: 2 },
    },
  ])
  t.match(await figures('11:00', '11:29'), [{ sent: 0, p50Seconds: null, promised: 1, inTime: 0 }])
  t.same(await figures('12:00', '13:00'), [])
  t.match(await figures('13:00', '14:00'), [{ sent: 0, failed: 0, promised: 1, inTime: 0 }])
})

test('the backlog by age, of what may be sent and is not', async (t) => {
  const on = await stage(t, [notifications])
  for (const due of ['11:29:30', '11:29', '11:26', '11:25', '10:30', '10:29', '11:31', '12:00']) {
    message(on, demo, { due: at(due) })
  }
  message(on, demo, { due: at('11:00') }).start(at('11:00'))
  message(on, demo, { due: at('11:00') }).ask(at('11:00'), { ...fail, deadLetter: true })
  message(on, demo, { due: at('11:00') }).ask(at('11:00'), { type: 'CancelNotification', why: 'by-hand' })
  message(on, demo, { due: at('11:00'), mode: 'shadow' })
  message(on, demo, { due: at('12:00'), channel: 'email' })
  await on.settled()
  t.same(await on.ask(demo, (db) => notificationBacklog(db, demo, epochOf(at('11:30')))), [
    {
      ...{ channel: 'email', due: 0, underMinute: 0, underFiveMinutes: 0, underHour: 0, older: 0 },
      ...{ oldestSeconds: null, processing: 0, scheduled: 1, deadLetters: 0 },
    },
    {
      ...{ channel: 'whatsapp', due: 6, underMinute: 1, underFiveMinutes: 2, underHour: 1, older: 2 },
      ...{ oldestSeconds: 3660, processing: 1, scheduled: 2, deadLetters: 1 },
    },
  ])
})
