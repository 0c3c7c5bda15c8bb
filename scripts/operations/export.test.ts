import { spawn } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { catalogue, StreamName, type TenantId } from '@visita/domain'
import { connect, type RecordedEvent, readLog, sealText } from '@visita/event-store'
import { projectionMigrations } from '@visita/projections'
import { connectPostgres, createVault } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { test } from 'tap'
import { besideFile, writeAll } from './export.ts'
import { bareEnv, program, visita } from './testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const tenant = 'demo' as TenantId
const at = (time: string) => `2026-03-01T${time}:00Z`

test('visita export', async (t) => {
  const { eventStore, postgres: url, stop } = await startStores([projectionMigrations])
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  const masterKey = randomBytes(32)
  const vault = createVault(writer, masterKey)
  t.teardown(async () => {
    await store.close()
    await writer.end()
    await stop()
  })
  const append = async (stream: StreamName, time: string, type: string, data: object, times = 1) => {
    const who = { tenant: StreamName.split(stream).parts[0] ?? '', actor: 'key:test', role: 'operator', channel: 'api' }
    const meta = { ...who, correlationId: 'test', occurredAt: at(time), recordedAt: at(time) }
    const events = Array.from({ length: times }, () => ({ id: randomUUID(), type, data, meta }))
    await store.append(stream, events, 'any')
  }
  const register = async (of: TenantId, time: string, name: string) => {
    const { personId, key } = await vault.resolvePerson(of, { proposed: randomUUID() })
    const nothing = { phone: null, email: null, externalId: null, locale: null, timezone: null, consents: {} }
    const contact = { ...nothing, name: sealText(key, of, personId, name) }
    const data = { customerId: personId, contact, at: at(time) }
    await append(StreamName.customer(of, personId as never), time, 'CustomerRegistered', data)
    return personId
  }
  await register(tenant, '08:59', 'Too Early')
  const ana = await register(tenant, '09:00', 'Ana Torres')
  await register('demo-2' as TenantId, '09:01', 'Somebody Else')
  const bruno = await register(tenant, '09:02', 'Bruno Díaz')
  await register(tenant, '09:03', 'Too Late')
  await vault.erase(tenant, bruno)

  const env = {
    VISITA_EVENTSTORE_URL: eventStore,
    VISITA_POSTGRES_URL: url,
    VISITA_MASTER_KEY: masterKey.toString('base64'),
  }
  const stretch = ['--tenant', tenant, '--from', at('09:00'), '--to', at('09:03')]
  const run = (...args: string[]) => visita(env, 'export', ...args)
  const folder = t.testdir()
  const file = join(folder, 'demo.ndjson')
  const parsed = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  /** Who exported, and how it ended, in the order of the log. */
  const readings = async () => {
    const found: RecordedEvent[] = []
    const [until, signal] = [await store.head(), new AbortController().signal]
    for await (const { events } of readLog(store, { name: 'test', prefixes: ['auditLog-demo_'], until, signal })) {
      found.push(...events.filter(({ meta }) => meta.channel === 'cli'))
    }
    return found
  }

  await t.test('the events of a stretch of time, as the log has them, in a file that is whole', async (t) => {
    const { code, out, err } = await run(...stretch, '--out', file, '--json')
    t.equal(code, 0, err)
    const text = await readFile(file, 'utf8')
    const sha256 = createHash('sha256').update(text).digest('hex')
    const told = { tenant, from: at('09:00'), to: at('09:03'), file, events: 2, opened: false }
    t.same(JSON.parse(out), { ...told, bytes: Buffer.byteLength(text), sha256 })
    t.match(parsed(text), [
      {
        ...{ type: 'CustomerRegistered', stream: `customer-demo_${ana}`, revision: 0, recordedAt: at('09:00') },
        ...{ actor: 'key:test', correlationId: 'test', causationId: null, data: { contact: { name: /^sealed:v1:/ } } },
      },
      { stream: `customer-demo_${bruno}` },
    ])
    t.same(await readdir(folder), ['demo.ndjson'], 'and nothing beside it')
    t.match(await readings(), [
      {
        ...{ type: 'AuditRead', data: { route: 'visita export', asked: { from: at('09:00') }, answered: null } },
        meta: { actor: /^cli:./, role: 'operations' },
      },
      { type: 'AuditReadEnded', data: { answered: 2, whole: true } },
    ])
  })

  await t.test('to standard output it is the same; what was written is told beside', async (t) => {
    const { code, out, err } = await run(...stretch)
    t.equal(code, 0, err)
    t.equal(out, await readFile(file, 'utf8'))
    t.match(err, /SHA-256/)
    t.ok(err.includes(createHash('sha256').update(out).digest('hex')))
  })

  await t.test('opened it has names, and of whom was erased it says so', async (t) => {
    const { code, out, err } = await run(...stretch, '--open')
    t.equal(code, 0, err)
    t.match(parsed(out), [{ data: { contact: { name: 'Ana Torres' } } }, { data: { contact: { name: 'erased' } } }])
    t.match((await readings()).at(-2), { data: { asked: { open: 'yes' } } })
    const lost = { ...env, VISITA_MASTER_KEY: randomBytes(32).toString('base64') }
    const refused = await visita(lost, 'export', ...stretch, '--open', '--out', join(folder, 'open.ndjson'))
    t.match(refused, { code: 2, err: /VISITA_MASTER_KEY is not the one/ })
    t.same(await readdir(folder), ['demo.ndjson'])
  })

  await t.test('what is asked amiss is refused before anything is read', async (t) => {
    const before = (await readings()).length
    t.match(await run(), { code: 2, err: /--tenant/ })
    t.match(await run('--tenant', 'DEMO'), { code: 2, err: /no tenant’s id/ })
    t.match(await run('--tenant', tenant, '--from', 'monday'), { code: 2, err: /must be an instant/ })
    t.match(await run('--tenant', tenant, '--from', at('10:00'), '--to', at('10:00')), { code: 2, err: /later than/ })
    t.equal((await readings()).length, before)
    t.match(await run(...stretch, '--out', join(folder, 'none/demo.ndjson')), { code: 2, err: /cannot be written/ })
  })

  await t.test(
    'Ctrl-C ends it where it is, and whoever stops reading does too; how far it came is on record',
    async (t) => {
      const names = Array.from({ length: 16 }, (_, i) => [`a${'b'.repeat(i)}`, 'x'.repeat(500)])
      const data = {
        readId: randomUUID(),
        route: 'many',
        asked: Object.fromEntries(names),
        answered: 1,
        at: at('12:00'),
      }
      for (let i = 0; i < 20; i++)
        await append(StreamName.auditLog(tenant, '2026-03-01'), '12:00', 'AuditRead', data, 100)
      const many = ['export', '--tenant', tenant, '--from', at('12:00'), '--to', at('12:01')]
      const begin = async () => {
        const child = spawn(process.execPath, [program, ...many], {
          env: { ...bareEnv, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        // It writes and nobody takes it: the pipe is full long before sixteen megabytes.
        await once(child.stdout, 'readable')
        return child
      }
      const ended = async (child: ReturnType<typeof spawn>) => (await once(child, 'exit'))[0]
      const partly = { type: 'AuditReadEnded', data: { whole: false } }
      const interrupted = await begin()
      interrupted.kill('SIGINT')
      t.equal(await ended(interrupted), 130)
      t.match((await readings()).at(-1), partly)
      const before = (await readings()).length
      const left = await begin()
      left.stdout.destroy()
      t.equal(await ended(left), 130)
      t.equal((await readings()).length, before + 2)
      t.match((await readings()).at(-1), partly)
      const killed = await begin()
      killed.kill('SIGKILL')
      await ended(killed)
      t.match((await readings()).at(-1), { type: 'AuditRead' }, 'that it was begun is known all the same')
    },
  )

  await t.test('one that breaks off leaves the file of before, and nothing else', async (t) => {
    await writeFile(file, 'of before')
    async function* breaking() {
      yield { events: 1, text: 'one\n' }
      t.same((await readdir(folder)).length, 2, 'it is written beside')
      throw new Error('the store went away')
    }
    await t.rejects(writeAll(breaking(), await besideFile(file)), { message: 'the store went away' })
    t.same(await readdir(folder), ['demo.ndjson'])
    t.equal(await readFile(file, 'utf8'), 'of before')
    const { sha256 } = await writeAll(one(), await besideFile(file))
    t.equal(await readFile(file, 'utf8'), 'one\n')
    t.equal(sha256, createHash('sha256').update('one\n').digest('hex'))
  })
})

async function* one() {
  yield { events: 1, text: 'one\n' }
}
