import { randomUUID } from 'node:crypto'
import { catalogue, epochOf, instantOf, StreamName, type TenantId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { createKey } from '@visita/http'
import { message } from '@visita/projections/testing'
import { createLogger, systemClock } from '@visita/runtime'
import type { Test } from 'tap'
import type { Running } from '../../import/running.ts'
import { visita } from '../../operations/testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })

export const redriveStory = (t: Test, running: Running) =>
  t.test('visita redrive tries every dead letter of a tenant again, portion after portion', async (t) => {
    const { dataDir, demo } = running
    const tenant = demo.tenant as TenantId
    const store = connect({ connectionString: running.eventStoreUrl, catalogue, logger, connectionName: 'test' })
    t.teardown(() => store.close())
    const now = systemClock().now()
    const due = instantOf(now - 600_000)

    const writing: Promise<unknown>[] = []
    /** That no other channel takes over. */
    function deadLetter(at: string, kind: 'unavailable' | 'our-bug') {
      const events: { type: string; data: unknown }[] = []
      const one = message({ record: (_, event) => events.push(event) }, tenant, {
        due: at,
        fallbackOrder: ['whatsapp'],
      })
      one.ask(at, { type: 'FailNotification', class: kind, code: null, deadLetter: true })
      const meta = { tenant, actor: 'system:test', role: 'system', channel: 'test', correlationId: 'test' }
      const wire = events.map((event) => ({
        id: randomUUID(),
        ...event,
        meta: { ...meta, occurredAt: at, recordedAt: at },
      }))
      const stream = StreamName.notification(tenant, one.notificationId as never)
      writing.push(store.append(stream, wire, 'no_stream'))
      return stream
    }
    const many = Array.from({ length: 250 }, () => deadLetter(due, 'unavailable'))
    const bug = deadLetter(due, 'our-bug')
    deadLetter(instantOf(epochOf(due) - 86_400_000), 'unavailable')
    await Promise.all(writing)
    const retries = async (stream: (typeof many)[number]) =>
      (await store.read(stream)).filter(({ type }) => type === 'NotificationRetried').length

    const run = (...args: string[]) => visita({}, 'redrive', '--data-dir', dataDir, ...args)
    const narrow = ['--failure-class', 'unavailable', '--channel', 'whatsapp', '--to', instantOf(now)]
    const first = await run('--json', ...narrow)
    t.equal(first.code, 0, first.err)
    t.same(JSON.parse(first.out), { tenant, retried: 250, tooLate: 1 })
    t.ok(
      (await Promise.all(many.map(retries))).every((count) => count === 1),
      'each of them once',
    )
    t.equal(await retries(bug), 0)
    t.match(await run('--failure-class', 'our-bug'), {
      code: 0,
      out: /^\S+: 1 tried again, 0 are of no use any more$/m,
    })
    t.equal(await retries(bug), 1)

    t.match(await run('--key', createKey(tenant).key, '--command-url', demo.commandUrl), { code: 2, err: /401/ })
    t.match(await run('--key', demo.keys.operator, '--command-url', 'http://127.0.0.1:1'), {
      code: 3,
      err: /did not answer/,
    })
    t.match(await run('--channel', 'fax'), { code: 2 })
    t.match(await run('--failure-class', 'No'), { code: 2 })
    t.match(await run('--data-dir', '/nowhere'), { code: 2, err: /no keys/ })
  })
