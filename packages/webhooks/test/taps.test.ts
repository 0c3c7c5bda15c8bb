import { VisitId } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import {
  demo,
  keepMessageIds,
  newId,
  noon,
  other,
  own,
  secrets,
  startWebhookTest,
  tapOf,
  type WebhookTest,
} from './stage.ts'

const phone = '+34600111222'
const day = 86_400_000

/** A customer of tenant `demo` with a visit tomorrow, and somebody who works off what comes in. */
async function stage(t: { teardown(fn: () => unknown): unknown }, participants: { phone: string }[] = []) {
  const w = await startWebhookTest(t.teardown.bind(t))
  await w.createTenant(demo)
  const customerId = await w.createCustomer(demo, phone)
  const visit = await w.createVisit(demo, customerId, participants)
  w.run()
  return { w, customerId, ...visit }
}
const done = (w: WebhookTest) => until('it is done', async () => (await w.kept()) === 0)

test('a tap confirms, as the customer and by WhatsApp, and is answered once, however often it is told', async (t) => {
  const { w, customerId, visitId } = await stage(t)
  const tap = tapOf(phone, 'confirm', { visitId, revision: 0 })
  await Promise.all(Array.from({ length: 5 }, () => w.tell(tap)))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'confirmed')
  const recorded = await w.store.read(`visit-${demo}_${visitId}`)
  t.strictSame(
    recorded.map(({ type }) => type),
    ['VisitRequested', 'VisitConfirmed'],
  )
  t.match(recorded[1]?.meta, { actor: `customer:${customerId}`, role: 'channel', channel: 'whatsapp' })
  t.match(w.answers, [{ kind: 'reply.confirmed', recipient: { kind: 'customer', personId: customerId }, visitId }])
  t.equal(w.answers.length, 1)
  t.strictSame(await w.outcomes(), { confirmed: 1 })
  t.ok((await w.contactPoint(demo, phone)).lastHeardAt['106500000000001'], 'and they may be written to in free text')

  await w.tell(tapOf(phone, 'confirm', { visitId, revision: 0 }))
  await done(w)
  t.equal(w.answers.length, 2, 'tapped again, it is said again')
  t.equal((await w.store.read(`visit-${demo}_${visitId}`)).length, 2, 'and nothing is written')
})

test('a tap cancels, or asks for another time', async (t) => {
  const { w, visitId } = await stage(t)
  await w.tell(tapOf(phone, 'change', { visitId, revision: 0 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'pending', 'nothing is changed until they choose')
  await w.tell(tapOf(phone, 'cancel', { visitId, revision: 0 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'cancelled')
  t.match(w.answers, [{ kind: 'reply.change' }, { kind: 'reply.canceled' }])
})

test('a button of a visit that was moved since does nothing, and they are told how it is now', async (t) => {
  const { w, visitId } = await stage(t)
  await w.moveVisit(demo, visitId, 2, noon + 2 * day)
  for (const action of ['confirm', 'cancel', 'change'] as const) {
    await w.tell(tapOf(phone, action, { visitId, revision: 0 }))
    await done(w)
  }
  t.equal((await w.visit(demo, visitId)).status, 'pending')
  t.match(w.answers, [{ kind: 'reply.moved_on' }, { kind: 'reply.moved_on' }, { kind: 'reply.moved_on' }])
  await w.tell(tapOf(phone, 'confirm', { visitId, revision: 1 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'confirmed', 'the button of the newer message does')
})

test('a confirmation does not make the buttons of its message outdated, nor does a note', async (t) => {
  const { w, visitId } = await stage(t)
  for (const action of ['confirm', 'cancel'] as const) {
    await w.tell(tapOf(phone, action, { visitId, revision: 0 }))
    await done(w)
  }
  t.equal((await w.visit(demo, visitId)).status, 'cancelled')
  await w.tell(tapOf(phone, 'confirm', { visitId, revision: 0 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'cancelled', 'but what is cancelled stays so')
  t.match(w.answers, [{ kind: 'reply.confirmed' }, { kind: 'reply.canceled' }, { kind: 'reply.not_possible' }])
  await w.tell(tapOf(phone, 'change', { visitId, revision: 0 }))
  await w.tell(tapOf(phone, 'confirm', { visitId, revision: 3 }))
  await done(w)
  t.match(w.answers.slice(3), [{ kind: 'reply.not_possible' }, { kind: 'reply.not_possible' }], 'nor is there a button')
})

test('what their window does not allow any more is not done, and they are told', async (t) => {
  const { w, visitId } = await stage(t)
  w.clock.set(noon + day - 3_600_000)
  await w.tell(tapOf(phone, 'cancel', { visitId, revision: 0 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'pending')
  t.match(w.answers, [{ kind: 'reply.not_possible' }])
})

test('a tap from a stranger’s phone does nothing and is not answered', async (t) => {
  const { w, visitId } = await stage(t)
  await w.createCustomer(demo, '+34600999999')
  await w.tell(tapOf('+34600999999', 'cancel', { visitId, revision: 0 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'pending')
  t.strictSame(w.answers, [])
  t.strictSame(await w.outcomes(), { stranger: 1 })
  await w.tell(tapOf('+34600888888', 'cancel', { visitId, revision: 0 }))
  await done(w)
  t.strictSame(await w.outcomes(), { stranger: 1, 'unknown-visit': 1 }, 'of whom nobody knows anything')
})

test('whoever comes along may tap, by the number that the message names', async (t) => {
  const { w, visitId, participants } = await stage(t, [{ phone: '+525512345678' }])
  const [participant] = participants
  if (!participant) throw new Error('nobody')
  // As WhatsApp writes a Mexican mobile.
  await w.tell(tapOf('+5215512345678', 'confirm', { visitId, revision: 0 }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'confirmed')
  t.match(w.answers, [{ recipient: { kind: 'participant', personId: participant } }])
})

test('where WhatsApp hides the phone, the message says whose button it is', async (t) => {
  const { w, customerId, visitId } = await stage(t)
  const message = await w.sendMessage(demo, customerId, visitId)
  const another = await w.sendMessage(demo, customerId, null)
  const [id, ofAnother] = [newId(), newId()]
  await message.accept(id)
  await another.accept(ofAnother)
  await keepMessageIds(t, w, (stream) => (stream.endsWith(message.notificationId) ? id : ofAnother))
  await w.tell(tapOf(null, 'confirm', { visitId, revision: 0 }))
  await w.tell(tapOf(null, 'confirm', { visitId, revision: 0, context: ofAnother }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'pending', 'a message that is not of this visit says nothing')
  await w.tell(tapOf(null, 'confirm', { visitId, revision: 0, context: id }))
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'confirmed')
  t.match(w.answers, [{ recipient: { kind: 'customer', personId: customerId } }])
  t.equal(w.answers.length, 1)
})

test('a tap reaches the visit of the tenant whose number it came to, and of no other', async (t) => {
  const { w, visitId } = await stage(t)
  await w.createCustomer(other, phone)
  await w.tell(tapOf(phone, 'confirm', { visitId, revision: 0 }), { secret: secrets.other, number: own })
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'pending')
  t.strictSame(await w.outcomes(), { 'unknown-visit': 1 })
})

test('a button that is none of ours opens the window and does nothing else', async (t) => {
  const { w } = await stage(t)
  for (const payload of ['v1:slot:h_91a2', `v1:confirm:${'-'.repeat(36)}:r1`]) {
    const messages = [
      { id: newId(), from: phone.slice(1), timestamp: '1772452800', type: 'button', button: { payload } },
    ]
    await w.tell({ contacts: [], messages })
    await done(w)
  }
  t.strictSame(await w.outcomes(), { heard: 2 })
})

test('what was told is not done when it is told again and would mean something else by then', async (t) => {
  const { w, customerId } = await stage(t)
  const visitId = VisitId.create()
  const tap = tapOf(phone, 'confirm', { visitId, revision: 0 })
  await w.tell(tap)
  await done(w)
  await w.createVisit(demo, customerId, [], visitId)
  await w.tell(tap)
  await done(w)
  t.equal((await w.visit(demo, visitId)).status, 'pending')
  t.strictSame(w.answers, [])
  t.strictSame(await w.outcomes(), { 'unknown-visit': 1 })
  t.match(await w.metrics.text(), /visita_webhook_repeated_total\{[^}]*\} 1/)
})
