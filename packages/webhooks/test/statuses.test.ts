import { inParallel } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import {
  demo,
  envelope,
  keepMessageIds,
  newId,
  other,
  secrets,
  signedCall,
  startWebhookTest,
  statusOf,
  url,
} from './stage.ts'

const orders = [
  ['sent', 'delivered', 'read'],
  ['read', 'delivered', 'sent'],
  ['delivered', 'sent', 'read'],
  ['read'],
  ['failed', 'delivered', 'sent', 'read'],
  ['delivered', 'failed'],
] as const

test('statuses come in every order and any number of times; each is kept once, and the furthest counts', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  w.run()
  for (const order of orders) {
    const message = await w.sendMessage(demo, ana)
    const id = newId()
    if (order.length > 2) await message.accept(id)
    for (const status of [...order, ...order]) {
      t.equal(await w.tell(statusOf(status, message.correlation, id)), 'kept')
      await until('it is done', async () => (await w.kept()) === 0)
    }
    const { notification } = await message.state()
    const words = order.map((word) => (word === 'failed' ? 'undelivered' : word))
    t.strictSame(notification?.attempts[0]?.reported, words, order.join(', '))
    const types = await message.types()
    t.equal(types.filter((type) => type === 'NotificationAccepted').length, 1)
    t.equal(new Set(types).size, types.length, 'nothing was written twice')
  }
})

test('the same call twice at the same moment has one effect', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  const message = await w.sendMessage(demo, ana)
  const call = {
    ...signedCall(envelope(statusOf('delivered', message.correlation)), secrets.platform),
    url,
    tenant: null,
  }
  for (let n = 0; n < 3; n += 1) w.run()
  await Promise.all(Array.from({ length: 12 }, () => w.door.receive('whatsapp', call)))
  await until('all are done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { applied: 1 })
  t.strictSame((await message.types()).slice(2), [
    'NotificationGatesJudged',
    'NotificationAttemptStarted',
    'NotificationAccepted',
    'NotificationDelivered',
  ])
})

test('a thousand updates in one call are all done, each once', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  const messages: Awaited<ReturnType<typeof w.sendMessage>>[] = []
  // A few at a time: more would wait for a connection until it is an outage.
  await inParallel(Array.from({ length: 250 }), 10, async () => {
    messages.push(await w.sendMessage(demo, ana))
  })
  const statuses = messages.flatMap(({ correlation }) => {
    const id = newId()
    // One word of four that says nothing beyond what is known: told twice in one call.
    return ['sent', 'delivered', 'read', 'read'].flatMap((status) => statusOf(status, correlation, id).statuses)
  })
  t.equal(statuses.length, 1000)
  t.equal(await w.tell({ statuses }), 'kept')
  w.run()
  await until('it is done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { applied: 750 })
  for (const message of messages) {
    const { notification, status } = await message.state()
    t.equal(status, 'sent')
    t.strictSame(new Set(notification?.attempts[0]?.reported), new Set(['sent', 'delivered', 'read']))
  }
})

test('an account of a tenant’s own speaks of that tenant’s messages alone', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  const message = await w.sendMessage(demo, ana)
  const number = '106500000000002'
  const told = await w.tell(statusOf('failed', message.correlation), { secret: secrets.other, number })
  t.equal(told, 'kept')
  w.run()
  await until('it is done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { 'not-theirs': 1 })
  t.notOk((await message.types()).includes('NotificationUndelivered'))

  const bob = await w.createCustomer(other, '+34600111222')
  const theirs = await w.sendMessage(other, bob)
  await w.tell(statusOf('delivered', theirs.correlation), { secret: secrets.other, number })
  await until('it is done', async () => (await w.kept()) === 0)
  t.ok((await theirs.types()).includes('NotificationDelivered'))
})

test('a status without our own id finds its message by the provider’s, also when that is written down only later', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  const message = await w.sendMessage(demo, ana)
  const id = newId()
  await message.accept(id)
  const stop = new AbortController()
  const looking = w.run({}, stop.signal)
  await w.tell(statusOf('delivered', null, id))
  await until('it was tried', async () => {
    const [row] = await w.readStore.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM webhook.delivery WHERE failures > 0',
    )
    return row?.n === 1
  })
  // It is looked for half a minute, and who writes it down may take that long on a busy machine.
  stop.abort()
  await looking
  await keepMessageIds(t, w, () => id)
  w.run()
  await until('it is done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { applied: 1 })
  t.ok((await message.types()).includes('NotificationDelivered'))
})

test('what was taken and not brought is counted by why, once', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  w.run()
  const counted = async () => {
    const told = /visita_webhook_undelivered_total\{[^}]*provider="whatsapp-cloud",class="([^"]+)"[^}]*\} (\d+)/g
    return Object.fromEntries([...(await w.metrics.text()).matchAll(told)].map(([, why, n]) => [why, Number(n)]))
  }
  await until('it says what it counts', async () => 'account' in (await counted()))
  t.match(await counted(), { account: 0, template: 0, 'our-bug': 0 }, 'from nothing on')
  const message = await w.sendMessage(demo, ana)
  const { statuses } = statusOf('failed', message.correlation)
  const unpaid = { statuses: [{ ...statuses[0], errors: [{ code: 131042, title: 'Payment' }] }] }
  for (const told of [unpaid, unpaid, statusOf('failed', (await w.sendMessage(demo, ana)).correlation)]) {
    t.equal(await w.tell(told), 'kept')
    await until('it is done', async () => (await w.kept()) === 0)
  }
  t.match(await counted(), { account: 1, unreachable: 1, template: 0 })
})

test('what is about no message of ours is noted, and does nothing', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  w.run()
  await w.tell(statusOf('delivered', 'demo:0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b:1'))
  await w.tell(statusOf('delivered', 'demo:------------------------------------:1'))
  await w.tell(statusOf('delivered', 'of another system'))
  await until('all are done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { 'unknown-message': 3 })
})

test('an attempt that was refused keeps its refusal, whatever is told of it', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  const message = await w.sendMessage(demo, ana)
  w.run()
  await w.tell(statusOf('delivered', message.correlation.replace(/:1$/, ':2')))
  await until('it is done', async () => (await w.kept()) === 0)
  t.strictSame(await w.outcomes(), { 'notification-attempt-closed': 1 })
})
