import { randomUUID } from 'node:crypto'
import type { Recipient, VisitId } from '@visita/domain'
import { openText, sealText } from '@visita/event-store'
import { test } from 'tap'
import { countInbox, type InboxState, inbox, listInbox, unseenItems } from '../index.ts'
import { message } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = (time: string) => `2026-03-02T${time}:00Z`
const ana = { kind: 'resource', resourceId: 'ana' } as Recipient

/** A notice of the house, due at that time; `arrive` puts it into the inbox. */
function notice(on: Stage, time: string, more: object = {}, tenant = demo) {
  return message(on, tenant, { due: at(time), channel: 'in_app', recipient: ana, ...more })
}
const arrived = (on: Stage, time: string, more: object = {}, tenant = demo) =>
  notice(on, time, more, tenant).start(at(time), { provider: 'in-app', to: null }).accepted(at(time))

async function list(on: Stage, state?: InboxState, recipient = ana, tenant = demo) {
  await on.settled()
  const page = await on.ask(tenant, (db) => listInbox(db, tenant, { recipient, state }, { limit: 50, after: null }))
  return page.items.map(({ notification_id }) => notification_id)
}
const counts = async (on: Stage, recipient = ana, tenant = demo) => {
  await on.settled()
  return on.ask(tenant, (db) => countInbox(db, tenant, recipient))
}

test('an inbox holds what has arrived, the newest first, and nothing of other channels', async (t) => {
  const on = await stage(t, [inbox])
  const visitId = randomUUID() as VisitId
  const first = arrived(on, '09:00', { visitId, kind: 'visit.assigned', priority: 1 })
  const second = arrived(on, '10:00')
  notice(on, '11:00')
  notice(on, '11:30').ask(at('11:30'), { type: 'CancelNotification', why: 'visit-cancelled' })
  message(on, demo, { due: at('09:00'), recipient: ana })
    .start(at('09:00'))
    .accepted(at('09:00'))
    .told(at('09:01'), 'read')
  t.same(await list(on), [second.notificationId, first.notificationId])
  t.same(await counts(on), { unseen: 2, unread: 2 })
  const page = await on.ask(demo, (db) => listInbox(db, demo, { recipient: ana }, { limit: 50, after: null }))
  t.match(page.items[1], {
    ...{ visit_id: visitId, cause_kind: 'visit.assigned', priority: 1, recipient: 'resource:ana' },
    ...{ arrived_at: at('09:00'), seen_at: null, read_at: null, archived_at: null },
  })
  await on.rebuild()
  t.same(await list(on), [second.notificationId, first.notificationId])
})

test('what becomes of it there says which of the lists it is on', async (t) => {
  const on = await stage(t, [inbox])
  const [fresh, seen, read, gone] = [
    arrived(on, '09:00'),
    arrived(on, '09:01'),
    arrived(on, '09:02'),
    arrived(on, '09:03'),
  ]
  seen.ask(at('10:00'), { type: 'SeeInboxItem' })
  read.ask(at('10:01'), { type: 'ReadInboxItem' })
  gone.ask(at('10:02'), { type: 'ArchiveInboxItem', why: 'visit-cancelled' })
  const id = ({ notificationId }: { notificationId: string }) => notificationId
  t.same(await list(on), [read, seen, fresh].map(id))
  t.same(await list(on, 'unseen'), [id(fresh)])
  t.same(await list(on, 'unread'), [seen, fresh].map(id))
  t.same(await list(on, 'read'), [id(read)])
  t.same(await list(on, 'archived'), [id(gone)])
  t.same(await counts(on), { unseen: 1, unread: 2 })
  const oldest = await on.ask(demo, (db) => unseenItems(db, demo, ana, 10))
  t.same(oldest, [id(fresh)])
})

test('pages go on where they ended, also between what arrived at the same time', async (t) => {
  const on = await stage(t, [inbox])
  for (let i = 0; i < 5; i++) arrived(on, '09:00')
  const whole = await list(on)
  const found: string[] = []
  for (let after = null as { arrived: string; id: string } | null, more = true; more; ) {
    const page = await on.ask(demo, (db) => listInbox(db, demo, { recipient: ana }, { limit: 2, after }))
    found.push(...page.items.map(({ notification_id }) => notification_id))
    after = page.last && { arrived: page.last.arrived_at, id: page.last.notification_id }
    more = after !== null
  }
  t.same(found, whole)
  t.equal(whole.length, 5)
})

test('a person has one inbox, whether they booked or came along; nobody sees another tenant’s', async (t) => {
  const on = await stage(t, [inbox])
  const personId = randomUUID() as never
  const both = [
    arrived(on, '09:00', { recipient: { kind: 'customer', personId } }),
    arrived(on, '09:01', { recipient: { kind: 'participant', personId } }),
  ].map(({ notificationId }) => notificationId)
  const foreign = arrived(on, '09:02', {}, other)
  t.same(await list(on, undefined, { kind: 'customer', personId }), both.reverse())
  t.same(await list(on, undefined, { kind: 'participant', personId }), both)
  t.same(await list(on), [])
  t.same(await list(on, undefined, ana, other), [foreign.notificationId])
  t.same(await counts(on), { unseen: 0, unread: 0 })
  const across = await on.ask(demo, (db) => listInbox(db, other, { recipient: ana }, { limit: 50, after: null }))
  t.same(across.items, [], 'not even when the query asks for it')
})

test('the text stays sealed under the key of whom it tells of', async (t) => {
  const on = await stage(t, [inbox])
  const customer = randomUUID()
  const key = await on.vault.createKey(demo, customer)
  arrived(on, '09:00', { content: sealText(key, demo, customer, 'Ana Rojas comes at ten') })
  await on.settled()
  const rows = () => on.ask(demo, (db) => listInbox(db, demo, { recipient: ana }, { limit: 50, after: null }))
  const content = (await rows()).items[0]?.content ?? ''
  t.equal(openText(key, demo, content), 'Ana Rojas comes at ten')
  await on.vault.erase(demo, customer)
  await on.rebuild()
  t.equal((await rows()).items[0]?.content, content, 'the same rows whether the key is there or not')
})
