import type { Finding } from '@visita/channels'
import type { NotificationId } from '@visita/domain'
import { openText } from '@visita/event-store'
import { until } from '@visita/testing'
import { test } from 'tap'
import { ana, demo, minute, noon, startStage, type Wish } from './stage.ts'

const wish: Wish = { channel: 'sms', fallbackOrder: ['sms', 'email'] }

test('an SMS of which nobody knows whether it went out is asked for before anything is decided', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const { fakes, clock, request, settled, happened } = stage
  stage.start()
  const since = () => {
    const before = fakes.requests().length
    return () => fakes.requests().flatMap(({ method }, i) => (i < before ? [] : [method]))
  }
  const waitsUntil = (id: NotificationId, at: number) =>
    until('it is put off', async () => {
      const where = `notification_id = '${id}' AND next_at = '${stage.at(at)}' AND lease_token IS NULL`
      return (await stage.count(where)) === 1
    })
  t.beforeEach(async () => clock.set(noon))

  t.test('Twilio has it, and has brought it: it is sent once', async (t) => {
    const made = since()
    fakes.behave({ provider: 'twilio', mode: 'reset-after-accept', times: 1 })
    const id = await request({ ...wish, priority: 0 })
    await happened(id, 'NotificationAttemptLost')
    t.same(made(), ['POST'], 'it has a minute to tell')
    clock.set(noon + minute)
    const { status, notification } = await settled(id)
    t.equal(status, 'sent')
    t.match(notification?.attempts, [{ outcome: 'accepted', reported: ['delivered'] }])
    const key = (await stage.vault.key(demo, ana)) as Buffer
    t.match(openText(key, demo, notification?.attempts[0]?.providerMessageId ?? ''), /^SM/)
    t.same(made(), ['POST', 'GET'])
  })

  t.test(
    'Twilio does not say: it is asked again, for a while, and only where nothing urgent waits for it',
    async (t) => {
      const made = since()
      fakes.behave({ provider: 'twilio', mode: 'reset-after-accept', times: 1 })
      const id = await request(wish)
      await happened(id, 'NotificationAttemptLost')
      fakes.behave({ provider: 'twilio', mode: '500' })
      clock.set(noon + minute)
      await waitsUntil(id, noon + 2 * minute)
      clock.set(noon + 5 * minute)
      await waitsUntil(id, noon + 6 * minute)
      clock.set(noon + 6 * minute)
      t.match((await settled(id)).notification, { failure: { class: 'unknown-outcome' }, attempts: { length: 1 } })
      t.same(made(), ['POST', 'GET', 'GET', 'GET'])

      fakes.behave({ provider: 'twilio', mode: 'reset-after-accept', times: 1 })
      const urgent = await request({ ...wish, priority: 0 })
      await happened(urgent, 'NotificationAttemptLost')
      fakes.behave({ provider: 'twilio', mode: '500', times: 1 })
      clock.set(noon + 7 * minute)
      t.equal((await settled(urgent)).notification?.failure?.class, 'unknown-outcome', 'the next channel has its turn')
    },
  )
})

test('what Twilio says of an SMS is what follows', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const { fakes, clock, request, settled, happened } = stage
  const says: Finding[] = []
  // Of what the fakes have taken; they cannot be told to have lost it.
  const channel: typeof stage.accounts.channel = async (tenant, way) => {
    const real = await stage.accounts.channel(tenant, way)
    return real && { ...real, find: async () => says.shift() ?? { kind: 'unknown' } }
  }
  stage.start({ accounts: { ...stage.accounts, channel } })
  t.beforeEach(async () => clock.set(noon))
  const lost = async () => {
    fakes.behave({ provider: 'twilio', mode: 'reset-after-accept', times: 1 })
    const id = await request(wish)
    await happened(id, 'NotificationAttemptLost')
    clock.set(noon + minute)
    return id
  }

  t.test('it never had it: it is sent anew, and why is on record', async (t) => {
    says.push({ kind: 'denied' })
    const id = await lost()
    const { status, notification } = await settled(id)
    t.equal(status, 'sent')
    t.match(notification?.attempts, [{ outcome: 'lost' }, { outcome: 'accepted' }])
    const again = (await stage.eventsOf(id)).findLast(({ type }) => type === 'NotificationAttemptStarted')
    t.equal(again?.data.repeats, 'provider-denies')
  })

  t.test('it has it, and has not come further yet: that is waited for', async (t) => {
    says.push({ kind: 'taken', providerMessageId: 'SM1', status: null, failure: null })
    const { status, notification } = await settled(await lost())
    t.equal(status, 'sent')
    t.match(notification?.attempts, [{ outcome: 'accepted', reported: [] }])
  })

  t.test('it could not bring it: the next channel has its turn', async (t) => {
    const failure = { class: 'unreachable', code: '30006' } as const
    says.push({ kind: 'taken', providerMessageId: 'SM1', status: 'undelivered', failure })
    t.match(await settled(await lost()), { status: 'failed', notification: { failure } })
  })
})
