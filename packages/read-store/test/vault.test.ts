import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pino from 'pino'
import { type Test, test } from 'tap'
import {
  connectPostgres,
  createVault,
  PersonErased,
  type ReadStore,
  VaultError,
  withEveryTenant,
} from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'

const logger = pino({ level: 'silent' })
const masterKey = randomBytes(32)

async function opened(t: Test): Promise<{ url: string; store: ReadStore }> {
  const { url } = await createTestDatabase()
  const store = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  t.teardown(() => store.end())
  return { url, store }
}

test('the same external id finds the same person with the same key', async (t) => {
  const vault = createVault((await opened(t)).store, masterKey)
  const first = await vault.resolvePerson('demo', { externalId: 'crm-1', proposed: randomUUID() })
  const again = await vault.resolvePerson('demo', { externalId: 'crm-1', proposed: randomUUID() })
  t.match(first, { known: false })
  t.same(again, { ...first, known: true })
  t.equal(first.key.length, 32)
})

test('a phone finds the person where no external id does', async (t) => {
  const vault = createVault((await opened(t)).store, masterKey)
  const ana = await vault.resolvePerson('demo', { phone: '+56911111111', proposed: randomUUID() })
  const withId = await vault.resolvePerson('demo', { phone: '+56911111111', externalId: 'a', proposed: randomUUID() })
  t.equal(withId.personId, ana.personId, 'who had no external id yet gets this one')
  const byId = await vault.resolvePerson('demo', { externalId: 'a', phone: '+56922222222', proposed: randomUUID() })
  t.equal(byId.personId, ana.personId, 'the external id decides')
  const bySecond = await vault.resolvePerson('demo', { phone: '+56922222222', proposed: randomUUID() })
  t.equal(bySecond.personId, ana.personId, 'and the phone that came with it was learnt')
})

test('two with one phone and different external ids are two persons', async (t) => {
  const vault = createVault((await opened(t)).store, masterKey)
  const mother = await vault.resolvePerson('demo', {
    phone: '+34600000001',
    externalId: 'mother',
    proposed: randomUUID(),
  })
  const child = await vault.resolvePerson('demo', {
    phone: '+34600000001',
    externalId: 'child',
    proposed: randomUUID(),
  })
  t.not(child.personId, mother.personId)
  t.equal(
    (await vault.resolvePerson('demo', { phone: '+34600000001', proposed: randomUUID() })).personId,
    mother.personId,
  )
  t.equal((await vault.resolvePerson('demo', { externalId: 'child', proposed: randomUUID() })).personId, child.personId)
})

test('without external id and phone the proposed person is made, and made once', async (t) => {
  const vault = createVault((await opened(t)).store, masterKey)
  const proposed = randomUUID()
  const first = await vault.resolvePerson('demo', { proposed })
  t.same([first.personId, first.known], [proposed, false])
  t.same(await vault.resolvePerson('demo', { proposed }), { ...first, known: true })
})

test('another tenant’s external id, phone and keys are another’s', async (t) => {
  const vault = createVault((await opened(t)).store, masterKey)
  const who = { externalId: 'x', phone: '+34600000002' }
  const here = await vault.resolvePerson('demo', { ...who, proposed: randomUUID() })
  const there = await vault.resolvePerson('other', { ...who, proposed: randomUUID() })
  t.equal(there.known, false)
  t.not(there.personId, here.personId)
  t.equal(await vault.key('other', here.personId), null)
  const all = await vault.keysOfAll(new Map([
    ['demo', new Set([here.personId, there.personId])],
    ['other', new Set([here.personId, there.personId])],
  ])) // biome-ignore format: a table
  t.same([...(all.get('demo') ?? [])], [[here.personId, here.key]])
  t.same([...(all.get('other') ?? [])], [[there.personId, there.key]])
})

test('when two processes meet the same stranger at the same moment, both get one person', async (t) => {
  const { url, store } = await opened(t)
  const other = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'rival' })
  t.teardown(() => other.end())
  const vaults = [createVault(store, masterKey), createVault(other, masterKey)]
  for (let round = 0; round < 40; round += 1) {
    const who = round % 2 === 0 ? { externalId: `r${round}`, phone: `+1${round}` } : { phone: `+1${round}` }
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => vaults[i % 2]?.resolvePerson('demo', { ...who, proposed: randomUUID() })),
    )
    t.equal(new Set(answers.map((answer) => `${answer?.personId} ${answer?.key.toString('hex')}`)).size, 1)
    t.equal(answers.filter((answer) => answer?.known === false).length, 1, 'made once')
  }
  const [{ strays } = { strays: -1 }] = await store.query<{ strays: number }>(
    `SELECT count(*)::int AS strays FROM vault.keys_of(array['demo'], array[$1]::uuid[])`,
    [randomUUID()],
  )
  t.equal(strays, 0)
})

test('two that race to give one phone’s person an external id do not both succeed', async (t) => {
  const { url, store } = await opened(t)
  const other = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'rival' })
  t.teardown(() => other.end())
  const vault = createVault(store, masterKey)
  const vaults = [vault, createVault(other, masterKey)]
  for (let round = 0; round < 20; round += 1) {
    const phone = `+49${round}`
    const { personId } = await vault.resolvePerson('demo', { phone, proposed: randomUUID() })
    const answers = await Promise.all(
      vaults.map((vault, i) =>
        vault.resolvePerson('demo', { phone, externalId: `${round}-${i}`, proposed: randomUUID() }),
      ),
    )
    t.equal(answers.filter((answer) => answer.personId === personId).length, 1)
  }
})

test('an erased person has no key, no names, and gets none again', async (t) => {
  const { store } = await opened(t)
  const vault = createVault(store, masterKey)
  const { personId } = await vault.resolvePerson('demo', { externalId: 'e', phone: '+573000', proposed: randomUUID() })
  await vault.erase('demo', personId)
  await vault.erase('demo', personId)
  t.equal(await vault.key('demo', personId), null)
  t.equal(await createVault(store, masterKey).key('demo', personId), null, 'nor in a process that never knew it')
  await t.rejects(vault.createKey('demo', personId), PersonErased)
  await t.rejects(vault.resolvePerson('demo', { proposed: personId }), PersonErased)
  await vault.addIdentity('demo', personId, { phone: '+573000' })
  const next = await vault.resolvePerson('demo', { externalId: 'e', phone: '+573000', proposed: randomUUID() })
  t.equal(next.known, false, 'whoever comes with the same names is somebody new')
})

test('a key that another process erased is forgotten soon', async (t) => {
  const { store } = await opened(t)
  const [here, there] = [createVault(store, masterKey, { rememberMs: 1 }), createVault(store, masterKey)]
  const personId = randomUUID()
  await here.createKey('demo', personId)
  await there.erase('demo', personId)
  while ((await here.key('demo', personId)) !== null);
  t.pass('forgotten')
})

test('createKey is asked twice and gives one key; later names find the person', async (t) => {
  const vault = createVault((await opened(t)).store, masterKey)
  const personId = randomUUID()
  const key = await vault.createKey('demo', personId)
  t.same(await vault.createKey('demo', personId), key)
  await vault.addIdentity('demo', personId, { externalId: 'late', phone: '+4477' })
  t.equal((await vault.resolvePerson('demo', { externalId: 'late', proposed: randomUUID() })).personId, personId)
  t.same(await vault.keys('demo', [personId, randomUUID(), 'no uuid']), new Map([[personId, key]]))
})

test('a phone is looked up in every tenant, or in one, and names nobody who was erased', async (t) => {
  const { store } = await opened(t)
  const vault = createVault(store, masterKey)
  t.same(await vault.peopleOfPhone('+34600'), [], 'where nobody is known')
  const known = async (tenant: string, phone: string) =>
    (await vault.resolvePerson(tenant, { phone, proposed: randomUUID() })).personId
  const [demo, other] = [await known('demo', '+34600'), await known('other', '+34600')]
  await known('third', '+34601')
  await vault.resolvePerson('fourth', { externalId: 'x', proposed: randomUUID() })
  const found = await vault.peopleOfPhone('+34600')
  t.same(
    [...found].sort((a, b) => (a.tenant < b.tenant ? -1 : 1)),
    [
      { tenant: 'demo', personId: demo },
      { tenant: 'other', personId: other },
    ],
  )
  t.same(await vault.peopleOfPhone('+34600', 'other'), [{ tenant: 'other', personId: other }])
  t.same(await vault.peopleOfPhone('+34601', 'other'), [])
  await vault.erase('demo', demo)
  t.same(await vault.peopleOfPhone('+34600'), [{ tenant: 'other', personId: other }])
})

test('a wrong master key is told, and never opens anything', async (t) => {
  const { store } = await opened(t)
  const personId = randomUUID()
  await createVault(store, masterKey).createKey('demo', personId)
  await t.rejects(createVault(store, randomBytes(32)).key('demo', personId), {
    name: 'VaultError',
    message: /VISITA_MASTER_KEY/,
  })
  t.throws(() => createVault(store, randomBytes(16)), VaultError)
})

test('neither keys nor names are stored in plain text', async (t) => {
  const { store } = await opened(t)
  const who = { externalId: 'secret-id', phone: '+56999', proposed: randomUUID() }
  const { key } = await createVault(store, masterKey).resolvePerson('demo', who)
  const stored = await withEveryTenant(store, async (db) => [
    await sql`SELECT * FROM vault.person_key`.execute(db),
    await sql`SELECT * FROM vault.identity`.execute(db),
  ])
  const text = JSON.stringify(
    stored.map(({ rows }) => rows),
    (_, value) =>
      value?.type === 'Buffer' ? `${Buffer.from(value.data).toString('hex')} ${Buffer.from(value.data)}` : value,
  )
  t.match(text, who.proposed, 'the rows were seen')
  t.notMatch(text, key.toString('hex'))
  t.notMatch(text, /secret-id|56999/)
})
