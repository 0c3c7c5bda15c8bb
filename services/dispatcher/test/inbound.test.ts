import { buttonPayload } from '@visita/channels'
import { StreamName } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { startBoth } from './both-halves.ts'
import { ana, demo, numberId, phone } from './stage.ts'

test('a tap on a message does what it says, and the answer goes out in free text, since they have just written', async (t) => {
  const s = await startBoth(t)
  const visitId = await s.book()
  await s.known()
  s.start()
  s.fakes.receive({
    ...{ phoneNumberId: numberId, from: phone, kind: 'button' },
    content: buttonPayload({ action: 'cancel', visitId, revision: 0 }),
  })
  await until('it is cancelled', async () => {
    const { state } = await s.streams.visits.load(StreamName.visit(demo, visitId), 0)
    return state.status === 'cancelled'
  })
  await until('they are answered', async () => s.fakes.requests().some(({ provider }) => provider === 'whatsapp'))
  const answers = s.fakes.requests().filter(({ provider }) => provider === 'whatsapp')
  t.equal(answers.length, 1)
  t.match(answers[0]?.body, { type: 'text', to: phone.slice(1) })
})

test('after BAJA nothing more goes to that phone, and nothing to that person', async (t) => {
  const s = await startBoth(t)
  await s.known()
  s.fakes.receive({ phoneNumberId: numberId, from: phone, kind: 'text', content: 'Baja.' })
  await until('the law is on their side', async () => {
    const { state } = await s.streams.customers.load(StreamName.customer(demo, ana), 0)
    return state.status === 'known' && state.choices.legalOptOut
  })
  const [one, other] = [await s.request({ priority: 0 }), await s.request({ channel: 'email', priority: 0 })]
  s.start()
  for (const id of [one, other]) {
    const { notification } = await s.settled(id)
    t.equal(notification?.resolution, 'suppressed')
  }
  t.strictSame(s.fakes.requests(), [])
})

test('a message that the fakes take is told of until it is read', async (t) => {
  const s = await startBoth(t)
  const id = await s.request()
  s.start()
  // In whatever order they are told and done.
  for (const type of ['NotificationSent', 'NotificationDelivered', 'NotificationRead']) await s.happened(id, type)
  const types = (await s.eventsOf(id)).map(({ type }) => type)
  t.equal(new Set(types).size, types.length, 'each once')
  t.equal((await s.load(id)).status, 'sent')
})
