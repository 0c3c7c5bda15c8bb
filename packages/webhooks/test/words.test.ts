import { createHmac } from 'node:crypto'
import { until } from '@visita/testing'
import { test } from 'tap'
import { createDoor } from '../src/index.ts'
import { wordOf } from '../src/words.ts'
import {
  demo,
  envelope,
  noon,
  other,
  own,
  secrets,
  shared,
  signedCall,
  startWebhookTest,
  statusOf,
  textOf,
  type WebhookTest,
} from './stage.ts'

const phone = '+34600111222'
const done = (w: WebhookTest) => until('it is done', async () => (await w.kept()) === 0)

test('stop is said in four languages, whatever stands around it, and only as the whole message', async (t) => {
  for (const text of ['STOP', 'stop', ' Baja ', 'BAJA.', '¡Baja!', 'parar', 'PARAR', 'Atura', 'atúra', '«stop» 🙏']) {
    t.equal(wordOf(text), 'stop', text)
  }
  for (const text of ['ALTA', 'Alta!', 'start']) t.equal(wordOf(text), 'start', text)
  for (const text of ['no puedo parar en el portal', 'baja el telón', 'stopp', 'cancelar', '', '🙏', 'dar de alta']) {
    t.equal(wordOf(text), null, text)
  }
})

for (const word of ['STOP', 'baja', 'Parar', 'ATURA']) {
  test(`after ${word} nothing is sent to the address, nor on any channel to whoever has it`, async (t) => {
    const w = await startWebhookTest(t.teardown.bind(t))
    const [ana, eva] = [await w.createCustomer(demo, phone), await w.createCustomer(demo, '+34600333444')]
    w.run()
    await w.tell(textOf(phone, word))
    await done(w)
    t.match(await w.contactPoint(demo, phone), { optedOut: true, lastHeardAt: { [shared]: noon } })
    t.equal((await w.choices(demo, ana)).legalOptOut, true)
    t.equal((await w.choices(demo, eva)).legalOptOut, false)
    w.clock.set(noon + 120_000)
    await w.tell(textOf(phone, 'alta', { at: noon + 90_000 }))
    await done(w)
    t.equal((await w.contactPoint(demo, phone)).optedOut, false)
    t.equal((await w.choices(demo, ana)).legalOptOut, false)
  })
}

test('the last word counts, in whatever order words are told, and everybody with the phone hears of it', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  const child = await w.createCustomer(demo, '+34600555666')
  w.phones.push({ tenant: demo, personId: child, phone })
  w.clock.set(noon + 600_000)
  w.run()
  w.run()
  const said = [
    ['stop', 4],
    ['alta', 3],
    ['stop', 2],
    ['alta', 1],
  ] as const
  await Promise.all(said.map(([word, minute]) => w.tell(textOf(phone, word, { at: noon + minute * 60_000 }))))
  await done(w)
  t.equal((await w.contactPoint(demo, phone)).optedOut, true)
  for (const one of [ana, child]) t.equal((await w.choices(demo, one)).legalOptOut, true)
})

test('a newer word that is heard while an older one is being done stands', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  w.clock.set(noon + 600_000)
  const { aggregates } = w.agenda
  let isFirst = true
  const execute: typeof aggregates.customer.execute = async (stream, command, context, options) => {
    if (isFirst && command.type === 'SetLegalOptOut') {
      isFirst = false
      // Another worker is faster by both of its steps.
      const contactPointId = w.contactPoints.idOf(demo, phone)
      const now = w.clock.now()
      const optIn = { type: 'OptIn', contactPointId, via: 'whatsapp', saidAt: noon + 60_000, now } as const
      await aggregates.contactPoint.execute(w.contactPoints.streamOf(demo, phone), optIn, context)
      await aggregates.customer.execute(stream, { ...command, legalOptOut: false }, context)
    }
    return aggregates.customer.execute(stream, command, context, options)
  }
  w.run({ agenda: { ...w.agenda, aggregates: { ...aggregates, customer: { ...aggregates.customer, execute } } } })
  await w.tell(textOf(phone, 'stop'))
  await done(w)
  t.equal((await w.contactPoint(demo, phone)).optedOut, false)
  t.equal((await w.choices(demo, ana)).legalOptOut, false)
})

test('the platform’s number is of all who write by it: each who knows the phone hears, and nobody else', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  const bob = await w.createCustomer(other, phone)
  w.run()
  await w.tell(textOf(phone, 'stop'))
  await done(w)
  t.equal((await w.choices(demo, ana)).legalOptOut, true)
  t.equal((await w.choices(other, bob)).legalOptOut, false, 'this one has a number of its own')
  await w.tell(textOf(phone, 'stop'), { number: own, secret: secrets.other })
  await done(w)
  t.equal((await w.choices(other, bob)).legalOptOut, true)
  await w.tell(textOf('+34600777888', 'hola'))
  await done(w)
  t.strictSame(await w.outcomes(), { 'opted-out': 2, 'unknown-person': 1 })
})

test('whoever only comes along is heard too, by the platform’s number', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  const { participants } = await w.createVisit(demo, ana, [{ phone: '+34600999000' }])
  const [guest] = participants
  if (!guest) throw new Error('nobody')
  w.run()
  await w.tell(textOf('+34600999000', 'PARAR'))
  await done(w)
  t.equal((await w.contactPoint(demo, '+34600999000')).optedOut, true)
  t.equal((await w.choices(demo, guest)).legalOptOut, true)
  t.equal((await w.choices(demo, ana)).legalOptOut, false)
})

test('by SMS it is the same', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  w.run()
  const token = 'a-token-of-twilio'
  const ofTwilio = { tenant: null, signing: token, verifyToken: null }
  const door = createDoor({ ...w, accounts: { ofNumber: async () => [], ofTenant: async () => [ofTwilio] } })
  const url = 'https://visita.example/v1/webhooks/twilio'
  const form = { Body: 'stop', From: phone, MessageSid: 'SM77', SmsStatus: 'received', To: '+34930000000' }
  const text = Object.entries(form).reduce((all, [name, value]) => all + name + value, url)
  const headers = { 'x-twilio-signature': createHmac('sha1', token).update(text).digest('base64') }
  const rawBody = Buffer.from(new URLSearchParams(form).toString())
  t.equal(await door.receive('twilio', { rawBody, headers, url, tenant: null }), 'kept')
  await done(w)
  t.equal((await w.contactPoint(demo, phone)).optedOut, true)
  t.equal((await w.choices(demo, ana)).legalOptOut, true)
})

test('where a carrier says that they have opted out, the address has', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  const message = await w.sendMessage(demo, ana, null, phone)
  w.run()
  const [status] = statusOf('failed', message.correlation).statuses
  await w.tell({ statuses: [{ ...status, errors: [{ code: 131050, title: 'They have stopped' }] }] })
  await done(w)
  t.equal((await message.state()).notification?.failure?.class, 'opted-out')
  t.equal((await w.contactPoint(demo, phone)).optedOut, true)
})

test('whatever else they write opens the window and nothing more', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  w.run()
  await w.tell(textOf(phone, '¿Puedo ir con mi perro?'))
  await done(w)
  t.match(await w.contactPoint(demo, phone), { optedOut: false, lastHeardAt: { [shared]: noon } })
  t.equal((await w.choices(demo, ana)).legalOptOut, false)
  t.strictSame(await w.outcomes(), { heard: 1 })
})

test('a number that nobody has is kept, noted, and without effect', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  await w.createCustomer(demo, phone)
  w.run()
  t.equal(await w.tell(textOf(phone, 'stop'), { number: '106599999999999' }), 'kept')
  await done(w)
  t.strictSame(await w.outcomes(), { 'unknown-number': 1 })
  t.equal((await w.contactPoint(demo, phone)).optedOut, false)
  t.match(await w.metrics.text(), /visita_webhook_updates_total\{[^}]*outcome="unknown-number"[^}]*\} 1/)
})

test('a tenant’s own account cannot speak for the platform’s number', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, phone)
  w.run()
  const url = 'https://visita.example/v1/webhooks/whatsapp?tenant=other'
  const call = signedCall(envelope(textOf(phone, 'stop'), shared), secrets.other)
  t.equal(await w.door.receive('whatsapp', { ...call, url, tenant: other }), 'kept', 'their own app has signed')
  await done(w)
  t.strictSame(await w.outcomes(), { 'unknown-number': 1 })
  t.equal((await w.choices(demo, ana)).legalOptOut, false)
})
