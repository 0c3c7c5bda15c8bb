import { randomUUID } from 'node:crypto'
import { type PersonId, StreamName } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { test } from 'tap'
import { customerIdsOf, customerIdsOfPhone, customers, findChoices, findCustomer, takesPart } from '../index.ts'
import { book, registered } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = '2026-03-01T09:00:00Z'
const find = (on: Stage, id: string, tenant = demo) => on.ask(tenant, (db) => findCustomer(db, tenant, id))

async function register(on: Stage, texts: Record<string, string>, id: string = randomUUID(), type?: string) {
  const key = await on.vault.createKey(demo, id)
  const sealed = Object.fromEntries(
    Object.entries(texts).map(([field, text]) => [field, sealText(key, demo, id, text)]),
  )
  on.record(
    StreamName.customer(demo, id as PersonId),
    registered(id, { ...sealed, consents: { marketing: false } }, type),
  )
  await on.settled()
  return id
}

test('contact data is opened, and found by external id', async (t) => {
  const on = await stage(t, [customers])
  const id = await register(on, { name: 'Ana Núñez', phone: '+56911111111', externalId: 'crm-1' })
  t.match(await find(on, id), {
    full_name: 'Ana Núñez',
    phone: '+56911111111',
    email: null,
    external_id: 'crm-1',
    consents: { marketing: false },
    revision: 0n,
    erased_at: null,
  })
  t.same(await on.ask(demo, (db) => customerIdsOf(db, demo, 'crm-1')), [id])
  t.equal(await find(on, id, other), null)
  t.same(await on.ask(other, (db) => customerIdsOf(db, other, 'crm-1')), [])
})

test('a change replaces what was known', async (t) => {
  const on = await stage(t, [customers])
  const id = await register(on, { name: 'Ana', externalId: 'crm-1' })
  await register(on, { name: 'Ana María', email: 'ana@example.com', externalId: 'crm-2' }, id, 'CustomerContactChanged')
  t.match(await find(on, id), { full_name: 'Ana María', email: 'ana@example.com', revision: 1n, registered_at: at })
  t.same(await on.ask(demo, (db) => customerIdsOf(db, demo, 'crm-1')), [])
})

test('an erased customer is cleared, and a rebuild cannot bring anything back', async (t) => {
  const on = await stage(t, [customers])
  const id = await register(on, { name: 'Ana', phone: '+56911111111', externalId: 'crm-1' })
  await on.vault.erase(demo, id)
  on.record(StreamName.customer(demo, id as PersonId), { type: 'CustomerErased', data: { customerId: id, at } })
  await on.settled()
  const cleared = { full_name: null, phone: null, email: null, external_id: null, consents: {}, erased_at: at }
  t.match(await find(on, id), cleared)
  await on.rebuild()
  t.match(await find(on, id), cleared)
})

test('while the log still speaks of somebody whose key is gone, they have no name', async (t) => {
  const on = await stage(t, [customers])
  const id = await register(on, { name: 'Ana', externalId: 'crm-1' })
  await on.vault.erase(demo, id)
  await on.rebuild()
  t.match(await find(on, id), { full_name: null, external_id: null }, 'and not the word that stands for it')
})

const wished = (customerId: string, choices: object) => ({
  type: 'CustomerPreferencesSet',
  data: { customerId, preferences: {}, quietHours: null, legalOptOut: false, ...choices, at },
})
const choicesOf = (on: Stage, id: string, tenant = demo) => on.ask(tenant, (db) => findChoices(db, tenant, id))

test('what somebody wants to be told of is kept, also before they are a customer, and forgotten with them', async (t) => {
  const on = await stage(t, [customers])
  const id = randomUUID()
  const choices = {
    preferences: { email: { all: false } },
    quietHours: { start: '22:00', end: '08:00' },
    legalOptOut: true,
  }
  on.record(StreamName.customer(demo, id as PersonId), wished(id, choices))
  await register(on, { name: 'Ana' }, id)
  t.same(await choicesOf(on, id), choices)
  t.same(await choicesOf(on, id, other), { preferences: {}, quietHours: null, legalOptOut: false })
  on.record(StreamName.customer(demo, id as PersonId), wished(id, { preferences: { all: { all: false } } }))
  await on.settled()
  t.same(await choicesOf(on, id), { preferences: { all: { all: false } }, quietHours: null, legalOptOut: false })
  on.record(StreamName.customer(demo, id as PersonId), { type: 'CustomerErased', data: { customerId: id, at } })
  await on.settled()
  t.same(await choicesOf(on, id), { preferences: {}, quietHours: null, legalOptOut: false })
})

test('who comes along to a visit is known by id, from its booking on or later', async (t) => {
  const on = await stage(t, [customers])
  const [first, later] = [randomUUID(), randomUUID()]
  const participant = (personId: string) => ({ personId, role: null, name: null, phone: null, email: null })
  const { visitId } = book(on, {
    ...{ tenant: demo, resourceIds: ['ana'], date: '2026-03-02', start: '2026-03-02T12:00:00Z' },
    participants: [participant(first)],
  })
  on.record(StreamName.visit(demo, visitId as never), {
    type: 'VisitParticipantAdded',
    data: { visitId, participant: participant(later), at },
  })
  await on.settled()
  const asked = (id: string, tenant = demo) => on.ask(tenant, (db) => takesPart(db, tenant, id))
  t.same([await asked(first), await asked(later), await asked(randomUUID())], [true, true, false])
  t.equal(await asked(first, other), false)
})

test('everybody whose phone it is, is found by it, in their tenant', async (t) => {
  const on = await stage(t, [customers])
  const phone = '+56911111111'
  const both = [await register(on, { name: 'Ana', phone }), await register(on, { name: 'Eva', phone })]
  await register(on, { name: 'Bea', phone: '+56922222222' })
  const found = (tenant: typeof demo) => on.ask(tenant, (db) => customerIdsOfPhone(db, tenant, phone))
  t.same((await found(demo)).sort(), both.sort())
  t.same(await found(other), [])
})
