import { type GateVerdict, PersonId, ResourceId, StreamName } from '@visita/domain'
import { openText } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { ana, context, demo, hour, minute, noon, numberId, phone, startStage } from './stage.ts'

test('a message', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const { fakes, clock, request, settled, happened, eventsOf, load } = stage
  stage.start()
  const sentBy = (provider: string) => fakes.requests().filter((one) => one.provider === provider)
  const since = () => {
    const before = fakes.requests().length
    return () => fakes.requests().slice(before)
  }
  /** What WhatsApp was asked to send. */
  const typeOf = (one: { readonly body: unknown } | undefined) => (one?.body as { type?: string } | undefined)?.type
  t.beforeEach(async () => clock.set(noon))

  t.test('that is due goes out, and every answer on its way is on record', async (t) => {
    const made = since()
    const id = await request()
    const { status, notification } = await settled(id)
    t.equal(status, 'sent')
    t.equal(made().length, 1)
    const events = await eventsOf(id)
    t.same(
      events.slice(0, 5).map(({ type }) => type),
      [
        ...['NotificationRequested', 'NotificationScheduled', 'NotificationGatesJudged'],
        ...['NotificationAttemptStarted', 'NotificationAccepted'],
      ],
    )
    const gates = (events[2]?.data.gates ?? []) as GateVerdict[]
    t.same(
      gates.map(({ gate }) => gate),
      [
        'visit',
        'not-after',
        'suppression',
        'preference',
        'quiet-hours',
        'address',
        'circuit',
        'budget',
        'rate',
        'window',
      ],
    )
    t.same(gates.at(-1), { gate: 'window', verdict: 'pass', why: 'template' })
    const key = (await stage.vault.key(demo, ana)) as Buffer
    t.equal(openText(key, demo, String(events[3]?.data.to)), phone, 'to whom, sealed as everything of hers')
    t.match(openText(key, demo, notification?.attempts[0]?.providerMessageId ?? ''), /^wamid\./)
    t.match(made()[0]?.body, { type: 'template', biz_opaque_callback_data: `demo:${id}:1` })
  })

  t.test('goes by e-mail and SMS to the address that they have there, and to the inbox of an agent', async (t) => {
    const laura = { kind: 'resource', resourceId: ResourceId.parse('laura') } as const
    const ids = [
      await request({ channel: 'email' }),
      await request({ channel: 'sms' }),
      await request({ channel: 'in_app', recipient: laura }),
    ]
    for (const id of ids) t.equal((await settled(id)).status, 'sent')
    t.match(sentBy('resend').at(-1)?.body, { to: ['ana@example.com'], subject: 'Tu visita' })
    const [sms] = sentBy('twilio').slice(-1)
    t.match(sms?.body, { To: phone, StatusCallback: /^https:\/\/visita\.example\/v1\/webhooks\/twilio\?correlation=/ })
  })

  t.test('is answered freely to whoever wrote to that number within a day', async (t) => {
    const berta = await stage.register(PersonId.derive('berta'), { phone: '+34612000001' })
    const recipient = { kind: 'customer', personId: berta } as const
    const point = stage.contactPoints.streamOf(demo, '+34612000001')
    const heard = (phoneNumberId: string, heardAt: number) =>
      stage.streams.contactPoints.execute(
        point,
        {
          type: 'NoteHeardFrom',
          contactPointId: stage.contactPoints.idOf(demo, '+34612000001'),
          ...{ phoneNumberId, heardAt, now: clock.now() },
        },
        context,
      )
    const kindOf = async () => {
      const made = since()
      await settled(await request({ recipient }))
      return typeOf(made()[0])
    }
    await heard('999', noon - minute)
    t.equal(await kindOf(), 'template', 'they wrote to another number')
    await heard(numberId, noon - 23 * hour)
    t.not(await kindOf(), 'template')
    clock.set(noon + hour)
    t.equal(await kindOf(), 'template')
    clock.set(noon)
    fakes.behave({ provider: 'whatsapp', mode: 'error', code: 131047, times: 1 })
    const made = since()
    const id = await request({ recipient })
    t.equal((await settled(id)).status, 'sent')
    t.same(
      made().map((one) => typeOf(one) === 'template'),
      [false, true],
      'a window that the provider says is closed is answered with the template',
    )
  })

  t.test(
    'that is refused for a while is tried again when its profile says, and in the end waits for a person',
    async (t) => {
      fakes.behave({ provider: 'twilio', mode: '429', times: 2 })
      const made = since()
      const id = await request({ channel: 'sms' })
      const first = await happened(id, 'NotificationAttemptRefused')
      t.match(first.data, { class: 'rate-limited', retryAt: stage.at(noon + 5_000) })
      clock.set(noon + 5_000)
      await until('it was refused again', async () => (await load(id)).notification?.attempts[1]?.outcome === 'refused')
      clock.set(noon + 15_000)
      t.equal((await settled(id)).status, 'sent')
      t.equal(made().length, 3)
      t.same(
        (await eventsOf(id)).filter(({ type }) => type === 'NotificationGatesJudged').length,
        3,
        'the gates are asked each time',
      )
    },
  )

  t.test('that is refused since they said no to the provider is the last one to that address', async (t) => {
    const eva = await stage.register(PersonId.derive('eva'), { phone: '+34612000002' })
    const recipient = { kind: 'customer', personId: eva } as const
    fakes.behave({ provider: 'twilio', mode: 'error', code: 21610, times: 1 })
    const id = await request({ channel: 'sms', recipient })
    t.equal((await settled(id)).notification?.failure?.class, 'opted-out')
    const next = await request({ recipient, priority: 0 })
    t.equal((await settled(next)).notification?.resolution, 'suppressed', 'on any channel that goes there')
  })

  t.test('that cannot arrive here fails at once, so that the next channel has its turn', async (t) => {
    fakes.behave({ provider: 'whatsapp', mode: 'error', code: 131026, times: 1 })
    const id = await request({ fallbackOrder: ['whatsapp', 'email'] })
    const { status, notification } = await settled(id)
    t.equal(status, 'failed')
    t.match(notification, { failure: { class: 'unreachable', code: '131026' }, resolution: null })
  })

  t.test('of which nobody knows whether it went out is not sent again, but by who deduplicates', async (t) => {
    fakes.behave({ provider: 'whatsapp', mode: 'reset-after-accept', times: 1 })
    const made = since()
    const id = await request({ priority: 0, fallbackOrder: ['whatsapp', 'sms'] })
    const lost = await happened(id, 'NotificationAttemptLost')
    t.equal(lost.data.lookAgainAt, stage.at(noon + minute))
    clock.set(noon + minute)
    const { status, notification } = await settled(id)
    t.equal(status, 'failed')
    t.equal(notification?.failure?.class, 'unknown-outcome')
    t.equal(made().length, 1)

    fakes.behave({ provider: 'resend', mode: 'reset-after-accept', times: 1 })
    const mail = await request({ channel: 'email' })
    const silence = await happened(mail, 'NotificationAttemptLost')
    clock.set(parseInstant(String(silence.data.lookAgainAt)))
    t.equal((await settled(mail)).status, 'sent')
    const keys = made().flatMap(({ provider, headers }) => (provider === 'resend' ? [headers['idempotency-key']] : []))
    t.same(keys, [`demo:${mail}`, `demo:${mail}`])
    const again = (await eventsOf(mail)).findLast(({ type }) => type === 'NotificationAttemptStarted')
    t.equal(again?.data?.repeats, 'provider-deduplicates')
  })

  t.test('of which its provider tells nothing is sent once more where it is not critical, and no more', async (t) => {
    fakes.behave({ provider: 'whatsapp', mode: 'reset-after-accept', times: 2 })
    const made = since()
    const id = await request({ fallbackOrder: ['whatsapp', 'sms'] })
    await happened(id, 'NotificationAttemptLost')
    clock.set(noon + minute)
    await until('nobody knows of the second either', async () => {
      const { notification } = await load(id)
      return notification?.attempts.at(1)?.outcome === 'lost'
    })
    const again = (await eventsOf(id)).findLast(({ type }) => type === 'NotificationAttemptStarted')
    t.match(again?.data, { attempt: 2, repeats: 'provider-silent' })
    clock.set(noon + 2 * minute)
    t.match(await settled(id), { status: 'failed', notification: { failure: { class: 'unknown-outcome' } } })
    t.equal(made().length, 2)
  })

  t.test(
    'of which its provider tells nothing, and which it is too busy for then, has the same reason afterwards',
    async (t) => {
      fakes.behave({ provider: 'whatsapp', mode: 'reset-after-accept', times: 1 })
      const id = await request()
      await happened(id, 'NotificationAttemptLost')
      fakes.behave({ provider: 'whatsapp', mode: '429', times: 1 })
      clock.set(noon + minute)
      const refused = await happened(id, 'NotificationAttemptRefused')
      clock.set(parseInstant(String(refused.data.retryAt)))
      t.equal((await settled(id)).status, 'sent')
      const started = (await eventsOf(id)).filter(({ type }) => type === 'NotificationAttemptStarted')
      t.same(
        started.map(({ data }) => data.repeats),
        [undefined, 'provider-silent', 'provider-silent'],
      )
    },
  )

  t.test('of which nobody knows is not asked for again where it would be another one by now', async (t) => {
    const fina = await stage.register(PersonId.derive('fina'), { email: 'fina@example.com' })
    fakes.behave({ provider: 'resend', mode: 'reset-after-accept', times: 1 })
    const made = since()
    const id = await request({ channel: 'email', recipient: { kind: 'customer', personId: fina } })
    const silence = await happened(id, 'NotificationAttemptLost')
    await stage.register(fina, { email: 'fina@example.org' })
    clock.set(parseInstant(String(silence.data.lookAgainAt)))
    t.equal((await settled(id)).notification?.failure?.class, 'unknown-outcome')
    t.equal(made().length, 1)
  })

  t.test('of which nobody knows is settled by the provider’s word', async (t) => {
    fakes.behave({ provider: 'whatsapp', mode: 'reset-after-accept', times: 1 })
    const id = await request({ priority: 0 })
    await happened(id, 'NotificationAttemptLost')
    await stage.streams.notifications.execute(
      StreamName.notification(demo, id),
      { type: 'ReportStatus', attempt: 1, status: 'delivered', providerAt: noon, providerMessageId: null, now: noon },
      context,
    )
    await stage.heard()
    clock.set(noon + minute)
    t.equal((await settled(id)).status, 'sent')
    await until('the queue has let go of it', async () => (await stage.count(`notification_id = '${id}'`)) === 0)
  })

  t.test('that only pretends leaves nothing behind but its record', async (t) => {
    const made = since()
    const id = await request({ mode: 'shadow' })
    const { status, notification } = await settled(id)
    t.equal(status, 'sent')
    t.equal(notification?.resolution, 'shadowed')
    t.same(made(), [])
  })

  t.test('about a visit that has moved is superseded, and about one that stands goes out', async (t) => {
    const visitId = await stage.book()
    const made = since()
    const right = await request({ visitId, visitRevision: 0 })
    t.equal((await settled(right)).status, 'sent')
    await stage.streams.visits.execute(
      StreamName.visit(demo, visitId),
      { type: 'CancelVisit', reason: null, byCustomer: false, cancelMinMinutes: 0, now: noon },
      context,
    )
    const wrong = await request({ visitId, visitRevision: 0 })
    t.equal((await settled(wrong)).notification?.resolution, 'cancelled')
    t.equal(made().length, 1)
  })

  t.test('to somebody who was erased is cancelled, and her address is asked for in vain', async (t) => {
    const carla = await stage.register(PersonId.derive('carla'))
    const id = await request({ recipient: { kind: 'customer', personId: carla }, dueAt: noon + minute })
    await stage.heard()
    await stage.vault.erase(demo, carla)
    await stage.streams.customers.execute(
      StreamName.customer(demo, carla),
      { type: 'EraseCustomer', customerId: carla, isParticipant: false, now: noon },
      context,
    )
    clock.set(noon + minute)
    const gone = (await settled(id)) && (await happened(id, 'NotificationCancelled'))
    t.equal(gone.data.why, 'erased')
  })

  t.test('without an address takes the next channel', async (t) => {
    const dora = await stage.register(PersonId.derive('dora'), { phone: null })
    const id = await request({ recipient: { kind: 'customer', personId: dora } })
    t.equal((await settled(id)).notification?.failure?.class, 'no-address')
  })

  t.test('whose text cannot be read waits for a person', async (t) => {
    const id = await request({ channel: 'sms', text: { channel: 'sms' } as never })
    const { status, notification } = await settled(id)
    t.equal(status, 'dead_letter')
    t.match(notification?.failure, { class: 'our-bug', code: 'content' })
  })
})
