import { randomUUID } from 'node:crypto'
import { type Recipient, type Sealed, StreamName, type TenantId } from '@visita/domain'
import { message } from '@visita/projections/testing'
import { until } from '@visita/testing'
import { test } from 'tap'
import { at, demo, monday, other, startReadApi } from './harness.ts'
import { listen } from './live-client.ts'

const ana = { kind: 'resource', resourceId: 'ana' } as Recipient
const text = (title: string) =>
  JSON.stringify({ channel: 'in_app', title, body: `${title}.`, url: 'https://v.example/1' })

test('the inbox', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const arrive = (time: string, content: Sealed, recipient = ana, tenant: TenantId = demo) =>
    message(api, tenant, { due: at(time), channel: 'in_app', kind: 'visit.assigned', recipient, content })
      .start(at(time), { provider: 'in-app', to: null })
      .accepted(at(time))
  const inboxOf = (who: string, more = '', tenant: TenantId = demo) =>
    api.get('operator', `/v1/admin/inbox?recipient=${who}${more}`, tenant)
  const customer = await api.register(demo, { name: 'Rosa Roja' })

  t.test('staff read what came to an agent, the newest first, with what became of it', async (t) => {
    const about = (title: string) => api.sealed(demo, customer, text(title))
    const first = arrive('12:00', await about('Nueva visita'))
    const second = arrive('12:01', await about('Cambio de hora'))
    first.ask(at('12:05'), { type: 'SeeInboxItem' }).ask(at('12:06'), { type: 'ReadInboxItem' })
    const { status, body } = await inboxOf('resource:ana')
    t.equal(status, 200)
    t.match(body, { unseen: 1, unread: 1, nextCursor: null })
    t.match(body.items, [
      { id: second.notificationId, title: 'Cambio de hora', body: 'Cambio de hora.', url: 'https://v.example/1' },
      {
        ...{
          id: first.notificationId,
          recipient: 'resource:ana',
          visitId: null,
          kind: 'visit.assigned',
          critical: true,
        },
        ...{
          title: 'Nueva visita',
          arrivedAt: at('12:00'),
          seenAt: at('12:05'),
          readAt: at('12:06'),
          archivedAt: null,
        },
      },
    ])
    t.match((await inboxOf('resource:ana', '&state=unseen')).body.items, [{ id: second.notificationId }])
    second.ask(at('12:07'), { type: 'ArchiveInboxItem', why: 'by-hand' })
    const archived = (await inboxOf('resource:ana', '&state=archived')).body
    t.match(archived, { unseen: 0, unread: 0, items: [{ archivedAt: at('12:07'), archivedWhy: 'by-hand' }] })
  })

  t.test('it is paged', async (t) => {
    const ben = { kind: 'resource', resourceId: 'ben' } as Recipient
    for (const time of ['12:00', '12:01', '12:02']) arrive(time, await api.sealed(demo, customer, text(time)), ben)
    const first = (await inboxOf('resource:ben', '&limit=2')).body
    t.same([first.items.length, first.unseen], [2, 3])
    const rest = (await inboxOf('resource:ben', `&limit=2&cursor=${first.nextCursor}`)).body
    t.match([rest.items, rest.nextCursor], [[{ title: '12:00' }], null])
    t.equal((await inboxOf('resource:ben', '&cursor=x')).status, 400)
  })

  t.test('a channel reads that of its customer', async (t) => {
    const mine = await api.register(demo, { name: 'Luz' })
    const personId = mine as never
    arrive('12:00', await api.sealed(demo, mine, text('Tu visita')), { kind: 'customer', personId })
    const path = `/v1/customers/${mine}/inbox`
    t.match((await api.get('channel', path)).body, { unseen: 1, items: [{ title: 'Tu visita' }] })
    t.match((await inboxOf(`customer:${mine}`)).body, { items: [{ title: 'Tu visita' }] })
    t.match(await api.get('channel', path, other), { status: 404, body: { type: '/problems/not-found' } })
    t.equal((await api.get('channel', `/v1/customers/${randomUUID()}/inbox`)).status, 404)
  })

  t.test('another tenant’s agent of the same name has another inbox', async (t) => {
    const theirs = await api.register(other, { name: 'Otro' })
    const foreign = arrive('12:00', await api.sealed(other, theirs, text('Ajena')), ana, other)
    t.match((await inboxOf('resource:ana', '', other)).body.items, [{ id: foreign.notificationId, title: 'Ajena' }])
    for (const state of ['', '&state=unread', '&state=archived']) {
      t.notMatch(JSON.stringify((await inboxOf('resource:ana', state)).body), foreign.notificationId)
    }
    t.same((await inboxOf(`customer:${customer}`, '', other)).body.items, [])
  })

  t.test('a recipient that is none is refused', async (t) => {
    for (const who of ['', 'ana', 'resource:', 'resource:A', `customer:ana`, 'nobody:ana', `customer:${customer}x`]) {
      t.equal((await inboxOf(who)).status, 400, who)
    }
  })

  t.test('once whom it tells of is erased, what an agent was told of them is gone', async (t) => {
    const eva = await api.register(demo, { name: 'Eva Secreta' })
    const clara = { kind: 'resource', resourceId: 'clara' } as Recipient
    const item = arrive('12:00', await api.sealed(demo, eva, text('Eva Secreta a las diez')), clara)
    t.match((await inboxOf('resource:clara')).body.items, [{ title: 'Eva Secreta a las diez' }])
    await api.vault.erase(demo, eva)
    api.record(StreamName.customer(demo, eva as never), {
      type: 'CustomerErased',
      data: { customerId: eva, at: monday },
    })
    const { body } = await inboxOf('resource:clara')
    t.match(body, { unseen: 1, items: [{ id: item.notificationId, title: null, body: null, url: null }] })
  })

  t.test('whoever listens is told whose inbox changed', async (t) => {
    const address = await api.app.listen({ port: 0, host: '127.0.0.1' })
    const client = await listen(address, api.keys.get(`${demo} operator`) ?? '')
    await until('ready', () => client.events.length === 1)
    const item = arrive('12:10', await api.sealed(demo, customer, text('Aviso')))
    item.ask(at('12:11'), { type: 'SeeInboxItem' }).ask(at('12:12'), { type: 'ReadInboxItem' })
    item.ask(at('12:13'), { type: 'ArchiveInboxItem', why: 'visit-cancelled' })
    const last = () => client.events.filter(({ data }) => data.inbox === 'resource:ana')
    await until('all four were told', () => last().length === 4)
    t.same(
      last().map(({ event, data }) => [event, data.notificationId]),
      ['accepted', 'seen', 'read', 'archived'].map((name) => [`notification.${name}`, item.notificationId]),
    )
    t.notMatch(client.text(), 'Aviso')
    client.close()
  })
})
