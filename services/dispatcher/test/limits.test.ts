import { randomBytes } from 'node:crypto'
import { accountKeyOf, PersonId, platformTenant, StreamName, type TenantId } from '@visita/domain'
import { sealSecret } from '@visita/event-store'
import { queueMigrations } from '@visita/notifications'
import { createTestDatabase, findIsolationLeaks } from '@visita/read-store/testing'
import { until } from '@visita/testing'
import { test } from 'tap'
import { createAllowances, forgetAllowances, type Wish } from '../src/allowances.ts'
import { context, demo, hour, minute, noon, openDispatcher, type Stage, startStage } from './stage.ts'

const second = 1_000

test('no role crosses from one tenant to another in what holds sending back', async (t) => {
  const { url, drop } = await createTestDatabase([queueMigrations])
  t.teardown(drop)
  const { tables, leaks } = await findIsolationLeaks(url)
  for (const table of ['queue.bucket', 'queue.budget', 'queue.circuit']) t.ok(tables.includes(table), table)
  t.same(leaks, [])
})

/** So many messages, one after another. */
async function several(stage: Stage, count: number, wish: Parameters<Stage['request']>[0] = {}) {
  const ids = []
  for (let i = 0; i < count; i++) ids.push(await stage.request(wish))
  return ids
}

test('what a provider takes in a second is shared by all dispatchers, and the rest comes in its turn', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const other = openDispatcher({ ...stage.places, clock: stage.clock }, stage.store)
  const stop = new AbortController()
  stage.start()
  const running = other.run(stop.signal)
  t.teardown(async () => {
    stop.abort()
    await running
    await other.close()
  })
  const ids = await several(stage, 12, { channel: 'email' })
  await until('ten wait for their turn', async () => {
    await stage.heard()
    return (await stage.count(`next_at > '${stage.at(noon)}' AND lease_token IS NULL`)) === 10
  })
  t.equal(stage.fakes.requests().length, 2, 'the burst that a tenant has of an account of the platform')
  const all = { tenant: platformTenant, bucket: 'resend', rate: { everyMs: 200, burst: 5 } }
  const next = await createAllowances(stage.readStore)({
    ...{ now: noon, isCritical: false, isItsTurn: false, budget: null },
    rates: [all, { tenant: 'other' as TenantId, bucket: 'resend', rate: { everyMs: 400, burst: 2 } }],
  })
  t.equal(next.kind, 'granted', 'another tenant stands behind none of them')
  for (let turn = 1; turn <= 10; turn += 1) {
    stage.clock.set(noon + turn * 400)
    await until('one more has gone', async () => stage.fakes.requests().length === 2 + turn)
  }
  for (const id of ids) t.equal((await stage.settled(id)).status, 'sent')
  const types = (await stage.eventsOf(ids.at(-1) as (typeof ids)[number])).map(({ type }) => type)
  t.notOk(types.includes('NotificationDeferred'), 'that they waited is no event')
})

test('leave to go', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const allow = createAllowances(stage.readStore)
  const wish = (changes: Partial<Wish> = {}): Wish => ({
    ...{ now: noon, isCritical: false, isItsTurn: false, rates: [], budget: null },
    ...changes,
  })
  const rate = { everyMs: 100, burst: 2 }

  t.test('is given to no more than a rate allows, however many ask at once', async (t) => {
    const one = wish({ rates: [{ tenant: demo, bucket: 'crowd', rate }] })
    const answers = await Promise.all(Array.from({ length: 50 }, () => allow(one)))
    t.equal(answers.filter(({ kind }) => kind === 'granted').length, 2)
    const turns = answers.flatMap((answer) => (answer.kind === 'wait' ? [answer.until] : []))
    t.equal(new Set(turns).size, 48, 'each has a turn of its own')
  })

  t.test('waits for the slowest of its rates, and uses none of the others meanwhile', async (t) => {
    const slow = { tenant: demo, bucket: 'pair', rate: { everyMs: 6_000, burst: 1 } }
    const fast = { tenant: demo, bucket: 'number', rate }
    t.same(await allow(wish({ rates: [slow, fast] })), { kind: 'granted' })
    t.same(await allow(wish({ rates: [slow, fast] })), { kind: 'wait', until: noon + 6_000 })
    t.same(await allow(wish({ rates: [fast] })), { kind: 'granted' })
  })

  t.test('is given as often as a day allows, and again on the next', async (t) => {
    const budget = { tenant: demo, channel: 'sms', day: '2026-03-02', most: 2 } as const
    const one = wish({ budget })
    t.same((await Promise.all([allow(one), allow(one), allow(one)])).map(({ kind }) => kind).sort(), [
      'granted',
      'granted',
      'spent',
    ])
    t.same(await allow(wish({ budget: { ...budget, day: '2026-03-03' } })), { kind: 'granted' })
    t.same(await allow(wish({ budget: { ...budget, channel: 'email' } })), { kind: 'granted' })
  })

  t.test('is not remembered for ever', async (t) => {
    await forgetAllowances(stage.readStore, noon + 120 * hour)
    t.equal(await stage.rows('queue.bucket'), 0)
    t.equal(await stage.rows('queue.budget'), 0)
  })
})

test('a day’s budget that is spent lets messages wait for the morning, or take another channel', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  await stage.setPolicies({ messagesPerDay: { sms: 1 } })
  stage.start()
  const [first] = await several(stage, 1, { channel: 'sms' })
  if (first) t.equal((await stage.settled(first)).status, 'sent')
  const wish = { channel: 'sms', notAfter: noon + 24 * hour } as const
  const waits = await stage.request(wish)
  const deferred = await stage.happened(waits, 'NotificationDeferred')
  t.match(deferred.data, { why: 'budget', until: stage.at(noon + 11 * hour) }, 'midnight in Madrid')
  const elsewhere = await stage.request({ ...wish, fallbackOrder: ['sms', 'email'] })
  t.equal((await stage.settled(elsewhere)).notification?.failure?.class, 'channel-closed')
  const useless = await stage.request({ channel: 'sms' })
  t.equal((await stage.settled(useless)).notification?.failure?.class, 'channel-closed', 'it is of no use by then')
  t.equal(stage.fakes.requests().length, 1)
  stage.clock.set(noon + 11 * hour)
  t.equal((await stage.settled(waits)).status, 'sent')
})

test('a provider that is down', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  stage.start()
  stage.fakes.behave({ provider: 'twilio', mode: '500' })
  const down = await several(stage, 10, { channel: 'sms' })
  for (const id of down) await stage.happened(id, 'NotificationAttemptRefused')
  const calls = stage.fakes.requests().length
  t.equal(calls, 10)

  // Its circuits are read anew once a second.
  const urgent = await stage.request({ channel: 'sms', priority: 0, fallbackOrder: ['sms', 'email'] })
  const { status, notification } = await stage.settled(urgent)
  t.equal(status, 'failed', 'what is urgent takes the next channel at once')
  t.match(notification, { failure: { class: 'channel-closed', code: 'unavailable' }, attempts: [] })
  const normal = await stage.request({ channel: 'sms' })
  const deferred = await stage.happened(normal, 'NotificationDeferred')
  t.match(deferred.data, { why: 'circuit', until: stage.at(noon + 30 * second) })
  t.equal(stage.fakes.requests().length, calls, 'and nobody calls')

  stage.clock.set(noon + 30 * second)
  await until('one has tried', async () => stage.fakes.requests().length === calls + 1)
  await stage.heard()
  stage.fakes.behave({ provider: 'twilio', mode: 'ok' })
  stage.clock.set(noon + 5 * minute)
  await until('one has got through, and the circuit is closed', async () => (await stage.rows('queue.circuit')) === 0)
  stage.clock.set(noon + 6 * minute)
  for (const id of [...down, normal]) t.equal((await stage.settled(id)).status, 'sent')
  const waits = (await stage.eventsOf(normal)).filter(({ type }) => type === 'NotificationDeferred')
  t.equal(waits.length, 1, 'it is noted once that it waits')
})

test('an account that does not let us in closes the channel for that tenant until a person sets it', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  stage.start()
  stage.fakes.behave({ provider: 'whatsapp', mode: 'error', code: 190, times: 1 })
  const first = await stage.request({ fallbackOrder: ['whatsapp', 'email'] })
  t.match((await stage.settled(first)).notification?.failure, { class: 'account', code: '190' })
  const next = await stage.request({ fallbackOrder: ['whatsapp', 'email'] })
  t.match((await stage.settled(next)).notification?.failure, { class: 'channel-closed', code: 'account' })
  const last = await stage.request()
  t.match((await stage.happened(last, 'NotificationDeferred')).data, { until: stage.at(noon + 15 * minute) })

  stage.clock.set(noon + second)
  const keyId = accountKeyOf(demo, 'whatsapp')
  const key = await stage.vault.createKey(demo, keyId)
  await stage.streams.tenants.execute(
    StreamName.tenant(demo),
    {
      type: 'SetChannelAccount',
      account: { channel: 'whatsapp', provider: 'whatsapp-cloud', settings: { phoneNumberId: '1065000002' } },
      secrets: sealSecret(key, demo, keyId, JSON.stringify({ accessToken: randomBytes(8).toString('hex') })),
      now: stage.clock.now(),
    },
    context,
  )
  const after = await stage.request({ fallbackOrder: ['whatsapp', 'email'] })
  t.equal((await stage.settled(after)).status, 'sent')
  t.match(stage.fakes.requests().at(-1)?.path, /1065000002/)
})

test('a channel that nobody carries fails', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const none = { ...stage.accounts, channel: async () => null, account: async () => null }
  stage.start({ accounts: none })
  const id = await stage.request({ recipient: { kind: 'customer', personId: PersonId.derive('ana') } })
  t.match((await stage.settled(id)).notification?.failure, { class: 'channel-closed', code: 'not-configured' })
})
