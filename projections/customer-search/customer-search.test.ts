import { randomUUID } from 'node:crypto'
import { type PersonId, StreamName } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { test } from 'tap'
import { customerSearch, listVisits, visits } from '../index.ts'
import { book, registered } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = '2026-03-01T09:00:00Z'
const date = '2026-03-02'

async function register(on: Stage, texts: Record<string, string>, id: string = randomUUID(), type?: string) {
  const key = await on.vault.createKey(demo, id)
  const sealed = Object.entries(texts).map(([field, text]) => [field, sealText(key, demo, id, text)])
  on.record(StreamName.customer(demo, id as PersonId), registered(id, Object.fromEntries(sealed), type))
  return id
}

const visitOf = (on: Stage, customerId: string, visitId: string = randomUUID()) =>
  book(on, { tenant: demo, resourceIds: ['ana'], date, start: `${date}T12:00:00Z`, customerId, visitId }).visitId

async function found(on: Stage, text: string, tenant = demo): Promise<string[]> {
  await on.settled()
  const page = await on.ask(tenant, (db) => listVisits(db, tenant, { text }, { limit: 50, after: null }))
  return page.items.map(({ visit_id }) => visit_id).sort()
}

test('visits are found by the customer’s name, phone and reference, and by their own id', async (t) => {
  const on = await stage(t, [customerSearch, visits])
  const nunez = await register(on, { name: 'Ana María Núñez', phone: '+56 9 1111 2222', externalId: 'CRM 1/ñ' })
  const anna = await register(on, { name: 'Anna 50%_x', phone: '+5511987654321', externalId: '1111' })
  const first = visitOf(on, nunez, '0f8e1d2c-3b4a-4958-8776-655443322110')
  const second = visitOf(on, anna, 'ffffffff-3b4a-4958-8776-655443322110')
  const asked: [string, string[]][] = [
    ['an', [first, second]],
    ['  NUNEZ ', [first]],
    ['núñ ana', [first]],
    ['ana anna', []],
    ['aria', []],
    ['50%', [second]],
    ['5%x', []],
    ['a_', []],
    ['+56 9 1111', [first]],
    ['(569) 1111-2222', [first]],
    ['2222', [first]],
    ['4321', [second]],
    ['1111', [second]],
    ['crm 1/n', [first]],
    ['crm', [first]],
    [first.slice(0, 8), [first]],
    [first.toUpperCase(), [first]],
    ['ffffffff', [second]],
    [first.slice(0, 7), []],
    ['nobody', []],
    ['   ', []],
    ['\0', []],
    ["' OR 1=1 --", []],
  ]
  for (const [text, expected] of asked) t.same(await found(on, text), [...expected].sort(), text)
  t.same(await found(on, 'ana', other), [])
})

test('a change replaces what the customer was found by', async (t) => {
  const on = await stage(t, [customerSearch, visits])
  const id = await register(on, { name: 'Ana Torres Vidal', phone: '+56911112222', externalId: 'old' })
  const visit = visitOf(on, id)
  await register(on, { name: 'Ana Soto' }, id, 'CustomerContactChanged')
  t.same([await found(on, 'soto'), await found(on, 'ana')], [[visit], [visit]])
  for (const gone of ['torres', 'vidal', '2222', '+569', 'old']) t.same(await found(on, gone), [], gone)
})

test('an erased customer is found by nothing, and a rebuild brings nothing back', async (t) => {
  const on = await stage(t, [customerSearch, visits])
  const name = Array.from({ length: 20 }, (_, i) => `word${i}`).join(' ')
  const id = await register(on, { name, phone: '+56911112222', externalId: 'crm-1' })
  const rows = () =>
    on.ask(demo, (db) =>
      db.withTables<{ 'read.customer_term': object }>().selectFrom('read.customer_term').selectAll().execute(),
    )
  await on.settled()
  t.equal((await rows()).length, 12, 'nine words at most, two ends of a phone, one id')
  await on.vault.erase(demo, id)
  on.record(StreamName.customer(demo, id as PersonId), { type: 'CustomerErased', data: { customerId: id, at } })
  await on.settled()
  t.same(await rows(), [])
  await on.rebuild()
  t.same(await rows(), [])
  await register(on, { name: 'Bea' })
  await on.settled()
  t.equal((await rows()).length, 1)
})

test('whoever has lost the key only, and is not erased yet, is not found by the word that stands for the name', async (t) => {
  const on = await stage(t, [customerSearch, visits])
  const id = await register(on, { name: 'Ana', externalId: 'crm-1' })
  const visit = visitOf(on, id)
  t.same(await found(on, 'ana'), [visit])
  await on.vault.erase(demo, id)
  await on.rebuild()
  for (const text of ['erased', 'ana', 'crm-1']) t.same(await found(on, text), [], text)
})
