import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { catalogue, StreamName, TenantId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { createLogger } from '@visita/runtime'
import type { Test } from 'tap'
import { scratchTenant } from '../../doctor/booking.ts'
import type { Examination } from '../../doctor/examination.ts'
import type { Running } from '../../import/running.ts'
import { visita } from '../../operations/testing.ts'

export const doctorStory = (t: Test, running: Running) =>
  t.test('a doctor finds a running Visita well, again and again, and leaves a cancelled visit each time', async (t) => {
    const { dataDir, eventStoreUrl } = running
    const password = (await readFile(join(dataDir, 'postgres/password'), 'utf8')).trim()
    const [port] = (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n').slice(3)
    const env = {
      VISITA_EVENTSTORE_URL: eventStoreUrl,
      VISITA_POSTGRES_URL: `postgres://visita:${password}@127.0.0.1:${port}/visita`,
    }
    const doctor = (more: Record<string, string> = {}, ...args: string[]) =>
      visita({ ...env, ...more }, 'doctor', '--data-dir', dataDir, ...args)
    const examined = ({ out }: { out: string }) => JSON.parse(out) as Examination
    const failures = (one: { out: string }) =>
      examined(one)
        .checks.filter(({ state }) => state === 'failed')
        .map(({ check }) => check)

    const logger = createLogger({ service: 'test', level: 'silent' })
    const store = connect({ connectionString: eventStoreUrl, catalogue, logger, connectionName: 'test' })
    t.teardown(() => store.close())
    const tenantEvents = async () => (await store.read(StreamName.tenant(TenantId.parse(scratchTenant)))).length

    const first = await doctor({}, '--json')
    t.equal(first.code, 0, first.out + first.err)
    t.same(failures(first), [])
    t.same(
      examined(first).booking.map(({ step }) => step),
      [
        ...['tenant', 'admin key', 'operator key', 'configure resources', 'configure visit-types', 'availability'],
        ...['book', 'read', 'cancel', 'read again'],
      ],
    )
    const written = await tenantEvents()
    // Two at once: what one has booked and not yet cancelled, as one that was killed would leave it, is in nobody's way.
    const [second, third] = await Promise.all([doctor(), doctor({}, '--json')])
    t.equal(second.code, 0, second.out + second.err)
    t.same(failures(third), [])
    t.match(second.out, /✓ │ booking .*booked, read, cancelled and read again/)
    t.match(second.out, /All is well\.\n$/)
    t.equal(await tenantEvents(), written, 'neither another tenant nor other keys')
    const looked = await doctor({}, '--json', '--no-booking')
    t.same([looked.code, examined(looked).booking], [0, []])

    const wrongKey = await doctor({ VISITA_MASTER_KEY: randomBytes(32).toString('base64') }, '--json')
    t.same([wrongKey.code, failures(wrongKey)], [1, ['master key']])
    const nowhere = await doctor({}, '--command-url', 'http://127.0.0.1:1')
    t.equal(nowhere.code, 1)
    t.match(nowhere.out, /✗ │ command API/)
    t.match(nowhere.out, /✗ │ booking .*tenant: nobody answered/)
    t.match(nowhere.out, /What to do:\n- command API: See the log of command-api/)
    const noStore = await doctor({ VISITA_POSTGRES_URL: 'postgres://visita:secret@127.0.0.1:1/visita' }, '--json')
    t.equal(noStore.code, 1)
    t.same(failures(noStore), [
      ...['postgres', 'migrations', 'master key', 'read models', 'obligations', 'queue', 'channels'],
    ])
    t.notMatch(noStore.out, /secret/)
    t.match(await visita(env, 'doctor', '--data-dir', '/nowhere'), { code: 2, err: /VISITA_MASTER_KEY/ })
    t.match(await visita(env, 'doctor', '--help'), { code: 0, out: /visita-doctor/ })
  })
