import { randomUUID } from 'node:crypto'
import { type PersonId, StreamName } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { test } from 'tap'
import { customerIdsOf, customers, findCustomer } from '../index.ts'
import { registered } from '../test/facts.ts'
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
