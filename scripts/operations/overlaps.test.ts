import { randomUUID } from 'node:crypto'
import { BlockId, ClaimId, catalogue, type ResourceId, StreamName, type TenantId, VisitId } from '@visita/domain'
import { sealed } from '@visita/domain/testing'
import { connect } from '@visita/event-store'
import { createLogger } from '@visita/runtime'
import { startEventStore } from '@visita/testing'
import { type Test, test } from 'tap'
import { auditOverlaps } from './overlaps.ts'
import { visita } from './testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })

async function log(t: Test) {
  const { eventStore, stop } = await startEventStore()
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  t.teardown(async () => {
    await store.close()
    await stop()
  })
  const append = (tenant: string, date: string, ...events: { type: string; data: object }[]) => {
    const at = '2026-03-01T09:00:00Z'
    const who = { tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: randomUUID() }
    const meta = { ...who, occurredAt: at, recordedAt: at }
    const stream = StreamName.slot(tenant as TenantId, 'ana' as ResourceId, date)
    return store.append(
      stream,
      events.map((event) => ({ id: randomUUID(), ...event, meta })),
      'any',
    )
  }
  const audit = async (tenant: string | null, until?: bigint) => {
    const progress = { passed: () => undefined, stop: () => undefined }
    const { signal } = new AbortController()
    return auditOverlaps(store, { tenant, until: until ?? (await store.head()), signal, progress })
  }
  const cli = (...args: string[]) => visita({ VISITA_EVENTSTORE_URL: eventStore }, 'audit', 'overlaps', ...args)
  return { append, audit, cli }
}

const span = (date: string, from: string, until: string) => ({
  coversFrom: `${date}T${from}:00Z`,
  coversUntil: `${date}T${until}:00Z`,
})
const reserved = (name: string, date: string, from: string, until: string, more: object = {}) => {
  const times = { start: `${date}T${from}:00Z`, end: `${date}T${until}:00Z`, ...span(date, from, until) }
  const ids = { claimId: ClaimId.derive(name), visitId: VisitId.derive(name), attempt: 1, typeId: 'viewing' }
  return { type: 'SlotReserved', data: { ...ids, ...times, seats: 1, capacity: 1, ...more } }
}

test('an agenda without overlap is proven, again with the same hash, and a planted overlap is found and named', async (t) => {
  const { append, audit, cli } = await log(t)
  t.match(await audit(null), { from: null, to: null, streams: 0, events: 0, result: 'proven' })
  const [first, second] = ['2026-03-02', '2026-03-05']
  await append('demo', first, reserved('ana', first, '10:00', '11:00'), reserved('ben', first, '11:00', '12:00'))
  await append('demo', first, reserved('eva', first, '10:30', '11:00', { override: { reason: sealed('on purpose') } }))
  await append('demo', second, reserved('ana 2', second, '10:00', '11:00'))
  const lunch = { blockId: BlockId.derive('lunch'), ...span(second, '09:00', '12:00') }
  await append('demo', second, { type: 'SlotBlocked', data: lunch })
  await append('other', first, reserved('joe', first, '10:00', '11:00'))

  const certificate = await audit(null)
  const counts = { streams: 3, events: 6, acknowledged: 1, overlaps: [], result: 'proven' }
  t.match(certificate, { tenant: null, from: first, to: second, ...counts })
  t.match(certificate.hash, /^[0-9a-f]{64}$/)
  t.match(await audit('other'), { tenant: 'other', from: first, to: first, streams: 1, events: 1 })

  const planted = reserved('mia', first, '10:45', '11:15')
  await append('demo', first, planted)
  const [stream, claimId] = [`slot-demo_ana_${first}`, planted.data.claimId]
  const violated = await audit('demo')
  t.match(violated.overlaps, [{ stream, claimId, reason: 'overbooked', revision: '3', seats: 3, capacity: 1 }])
  t.equal(violated.result, 'violated')
  t.equal((await audit('other')).result, 'proven')
  t.strictSame(await audit(null, BigInt(certificate.position)), certificate, 'what was certified can be made again')

  const said = await cli()
  t.equal(said.code, 1, said.err)
  for (const part of ['violated', stream, claimId, ClaimId.derive('ana'), '10:45:00Z']) {
    t.ok(said.out.includes(part), `it names ${part}`)
  }
  const proven = await cli('--position', certificate.position, '--json')
  t.equal(proven.code, 0, proven.err)
  t.strictSame(JSON.parse(proven.out), certificate)
})

test('wrong usage and a log that does not answer are told from a violation', async (t) => {
  t.match(await visita({}, 'audit', 'overlaps', '--tenant', 'No Tenant'), { code: 2, err: /no tenant’s id/ })
  t.match(await visita({}, 'audit', 'overlaps', '--json', '--ndjson'), { code: 2 })
  t.match(await visita({}, 'audit', 'overlaps', '--help'), { code: 0, out: /Exit codes: 0 all is well/ })
  const away = await visita({ VISITA_EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' }, 'audit', 'overlaps')
  t.match(away, { code: 3, err: /A store did not answer/ })
})
