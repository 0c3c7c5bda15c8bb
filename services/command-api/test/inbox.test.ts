import { randomUUID } from 'node:crypto'
import { type DomainEvent, PersonId, type Recipient, StreamName, TenantId, type VisitId } from '@visita/domain'
import { message } from '@visita/projections/testing'
import { test } from 'tap'
import { monday, project, projected, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const endProjecting = project(api, stores)

let writing: Promise<unknown> = Promise.resolve()
const meta = { actor: 'system:test', role: 'system', channel: 'test', correlationId: 'test' }
/** Facts in the order in which they are recorded. */
const log = {
  record(stream: string, { type, data }: DomainEvent) {
    const [of = ''] = StreamName.split(stream).parts
    const event = {
      id: randomUUID(),
      type,
      data,
      meta: { ...meta, tenant: of, occurredAt: monday, recordedAt: monday },
    }
    writing = writing.then(() => api.store.append(stream, [event], 'any'))
  },
}
const ana = { kind: 'resource', resourceId: 'ana' } as Recipient

/** A message that has arrived in somebody's inbox; its id. */
async function arrived(recipient: Recipient = ana, of: TenantId = tenant): Promise<string> {
  const { notificationId } = message(log, of, {
    due: monday,
    channel: 'in_app',
    recipient,
    visitId: randomUUID() as VisitId,
  })
    .start(monday, { provider: 'in-app', to: null })
    .accepted(monday)
  await writing
  return notificationId
}
const act = (id: string, word: string, role: 'operator' | 'admin' | 'channel' = 'operator') =>
  api.send(role, 'POST', `/v1/admin/inbox/${id}/${word}`)
const typesOf = async (id: string, of: TenantId = tenant) =>
  (await api.store.read(StreamName.notification(of, id as never))).map(({ type }) => type)
const sent = [
  'NotificationRequested',
  'NotificationScheduled',
  'NotificationGatesJudged',
  'NotificationAttemptStarted',
  'NotificationAccepted',
]

test('an item is seen, read and put aside, each once, and the log says by whom', async (t) => {
  const id = await arrived()
  const seen = await act(id, 'seen')
  t.same([seen.status, seen.body], [200, { id, seen: true, read: false, archived: false }])
  t.ok(seen.headers['visita-position'])
  t.equal((await act(id, 'seen')).headers['visita-unchanged'], 'true')
  t.match(await act(id, 'read', 'admin'), { status: 200, body: { seen: true, read: true, archived: false } })
  t.equal((await act(id, 'read')).headers['visita-unchanged'], 'true')
  t.match(await act(id, 'archive'), { status: 200, body: { archived: true } })
  t.equal((await act(id, 'archive')).headers['visita-unchanged'], 'true')
  t.same(await typesOf(id), [...sent, 'NotificationSeen', 'NotificationRead', 'NotificationArchived'])
  const events = await api.store.read(StreamName.notification(tenant, id as never))
  t.match(events.at(-1), { meta: { role: 'operator' }, data: { why: 'by-hand', inbox: ana } })
})

test('what is in no inbox of this tenant cannot be touched', async (t) => {
  const other = TenantId.parse('other')
  const foreign = await arrived(ana, other)
  const { notificationId: mail } = message(log, tenant, { due: monday }).start(monday).accepted(monday)
  const { notificationId: planned } = message(log, tenant, { due: monday, channel: 'in_app', recipient: ana })
  await writing
  for (const id of [foreign, mail, planned, randomUUID()]) {
    for (const word of ['seen', 'read', 'archive']) {
      t.match(await act(id, word), { status: 404, body: { type: '/problems/not-found' } })
    }
  }
  t.same(await typesOf(foreign, other), sent)
  t.equal((await act(await arrived(), 'seen', 'channel')).status, 403)
})

test('a channel touches the inbox of the customer it names, and no other', async (t) => {
  const luz = PersonId.create()
  const mine = await arrived({ kind: 'customer', personId: luz })
  const theirs = await arrived({ kind: 'customer', personId: PersonId.create() })
  const as = (id: string, word: string) => api.send('channel', 'POST', `/v1/customers/${luz}/inbox/${id}/${word}`)
  t.match(await as(mine, 'read'), { status: 200, body: { id: mine, read: true } })
  for (const id of [theirs, await arrived(), randomUUID()]) t.equal((await as(id, 'read')).status, 404)
  t.same(await typesOf(theirs), sent)
})

test('a whole inbox is seen at once: what is new in it, and nobody else’s', async (t) => {
  const ben = { kind: 'resource', resourceId: 'ben' } as Recipient
  const [first, second, read] = [await arrived(ben), await arrived(ben), await arrived(ben)]
  const elsewhere = await arrived()
  await act(read, 'read')
  const seeAll = async (role: 'operator' | 'channel', url: string, body?: object) => {
    await projected(api, stores)
    return api.send(role, 'POST', url, body)
  }
  const all = () => seeAll('operator', '/v1/admin/inbox/seen', { recipient: 'resource:ben' })
  const reply = await all()
  t.same([reply.status, reply.body], [200, { seen: 2, left: false }])
  t.ok(reply.headers['visita-position'])
  for (const id of [first, second]) t.equal((await typesOf(id)).at(-1), 'NotificationSeen')
  t.same(
    [(await typesOf(read)).at(-1), (await typesOf(elsewhere)).at(-1)],
    ['NotificationRead', 'NotificationAccepted'],
  )
  t.same((await all()).body, { seen: 0, left: false })
  t.equal((await api.send('operator', 'POST', '/v1/admin/inbox/seen', { recipient: 'ben' })).status, 400)

  const personId = PersonId.create()
  await arrived({ kind: 'customer', personId })
  await arrived({ kind: 'participant', personId })
  t.same((await seeAll('channel', `/v1/customers/${personId}/inbox/seen`)).body, { seen: 2, left: false })
})

test('more than one portion says that there is more', async (t) => {
  const eva = { kind: 'staff', staffId: 'eva' } as Recipient
  for (let i = 0; i < 201; i++) {
    message(log, tenant, { due: monday, channel: 'in_app', recipient: eva })
      .start(monday, { provider: 'in-app', to: null })
      .accepted(monday)
  }
  await writing
  const all = async () => {
    await projected(api, stores)
    return api.send('operator', 'POST', '/v1/admin/inbox/seen', { recipient: 'staff:eva' })
  }
  t.same((await all()).body, { seen: 200, left: true })
  t.same((await all()).body, { seen: 1, left: false })
})

test('end', async () => {
  await endProjecting()
  await api.close()
  await stores.stop()
})
