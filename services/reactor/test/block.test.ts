import { randomBytes } from 'node:crypto'
import { type BookingStep, createAgenda, type IdempotentRequest, liftBlock, placeBlock } from '@visita/agenda'
import {
  BlockId,
  ClaimId,
  catalogue,
  defaultPolicies,
  ResourceId,
  StreamName,
  TenantId,
  VisitId,
  VisitTypeId,
} from '@visita/domain'
import { resourceOf } from '@visita/domain/testing'
import { connect } from '@visita/event-store'
import { connectPostgres, createVault, waitForPosition, withEveryTenant } from '@visita/read-store'
import { createLogger, manualClock, monotonic } from '@visita/runtime'
import { startStores, until } from '@visita/testing'
import { sql } from 'kysely'
import { test } from 'tap'
import { graces } from '../src/graces.ts'
import { migrations } from '../src/migrations.ts'
import { block } from '../src/policies/block.ts'
import { planningOf } from './planning.ts'
import { whileReacting } from './reactors.ts'

const logger = createLogger({ service: 'reactor', level: 'silent' })
const stores = await startStores([migrations])
const store = connect({ connectionString: stores.eventStore, catalogue, logger, connectionName: 'test' })
const readStore = connectPostgres({ url: stores.postgres, role: 'visita_writer', logger, applicationName: 'test' })
/** A Monday. */
const noon = Date.UTC(2026, 2, 2, 12)
const clock = manualClock(noon)
const [hour, day] = [3_600_000, 86_400_000]
const tenant = TenantId.parse('demo')
const resourceIds = ['ana', 'ben', 'cai'].map((id) => ResourceId.parse(id))

/** Called after each step of the command API's processes; a test that throws in it has killed the machine. */
let onStep: (step: BookingStep) => void | Promise<void> = () => {}
const vault = createVault(readStore, randomBytes(32))
const agendaOf = (alwaysFresh: boolean) =>
  createAgenda({
    store,
    clock,
    vault,
    readModel: {
      resourceIds: async () => resourceIds,
      visitsAmong: async () => [],
      lastAssigned: async () => new Map(),
      usualAgents: async () => new Map(),
    },
    monotonic,
    alwaysFresh,
    ...(alwaysFresh ? {} : { onStep: (step: BookingStep) => onStep(step) }),
  })
const api = agendaOf(false)
const request = (key: string): IdempotentRequest => ({
  tenant,
  caller: { actor: 'key:test', role: 'operator' },
  requestId: 'req-1',
  idempotency: { key, fingerprint: key },
})
const context = { tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'req-1' }
const policies = defaultPolicies({ timezone: 'UTC', locale: 'en-GB', country: 'GB' })
await api.aggregates.tenant.execute(
  StreamName.tenant(tenant),
  { type: 'CreateTenant', tenant, name: 'Demo', policies, now: noon },
  context,
)
for (const id of resourceIds) {
  const configure = {
    type: 'ConfigureResource',
    resource: resourceOf({ id }),
    hasClaimsAhead: false,
    now: noon,
  } as const
  await api.aggregates.resource.execute(StreamName.resource(tenant, id), configure, context)
}

const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)
const slotOf = (id: ResourceId, date: string) => StreamName.slot(tenant, id, date)
/** How often a block was laid on a day, less how often it was lifted; over all resources. */
async function laidOn(date: string): Promise<number[]> {
  const streams = await Promise.all(resourceIds.map((id) => store.read(slotOf(id, date))))
  return streams.map((events) =>
    events.reduce((count, { type }) => count + (type === 'SlotBlocked' ? 1 : type === 'SlotUnblocked' ? -1 : 0), 0),
  )
}
const blockEvents = async (key: string, attempt = 1) =>
  (await store.read(StreamName.block(tenant, BlockId.derive(tenant, key, attempt)))).map(({ type }) => type)

const wish = (from: number, more: Partial<Parameters<typeof placeBlock>[2]> = {}) => ({
  resourceIds,
  start: from,
  end: from + 2 * day,
  reason: 'The lift is being repaired',
  onConflict: 'keep' as const,
  ...more,
})

const owed = () =>
  withEveryTenant(readStore, async (db) => {
    const { rows } = await sql<{ due: string }>`SELECT due_at AS due FROM reactor.obligation`.execute(db)
    return rows.length
  })

const withReactor = (work: () => Promise<void>, instances = 1): Promise<void> => {
  const tools = () => {
    const agenda = agendaOf(true)
    return { agenda, planning: planningOf({ store, aggregates: agenda.aggregates, vault, clock }) }
  }
  return whileReacting({ store, readStore, postgresUrl: stores.postgres, policies: [block], tools, instances }, work)
}

/** The reactor has read all that is in the log now. */
const heard = async () => {
  if (await waitForPosition(readStore, ['obligations'], await store.head(), 60_000)) return
  throw new Error('the reactor does not read the log')
}

/** Lets the grace of everything that is owed pass, again and again, until nothing is. */
const settled = () =>
  until('nothing is owed', async () => {
    await heard()
    if ((await owed()) > 0) {
      clock.set(clock.now() + 10_000)
      return false
    }
    await heard()
    return (await owed()) === 0
  })

/** Has the process die at the n-th step of that kind. */
function dieAt(step: BookingStep, nth = 1): void {
  let left = nth
  onStep = (taken) => {
    if (taken === step && --left <= 0) throw new Error('killed')
  }
}
const live = () => {
  onStep = () => {}
}

let next = Date.UTC(2026, 3, 6)
/** Another Monday for each test, at midnight UTC. */
const monday = () => {
  next += 7 * day
  return next
}

for (const [step, nth] of [
  ['block-placed', 1],
  ['block-slice', 1],
  ['block-slice', 4],
  ['block-slice', 6],
] as const) {
  test(`a block whose laying died at ${step} ${nth} is laid to the end, once its grace is over`, async (t) => {
    const from = monday()
    const key = `${step} ${nth}`
    dieAt(step, nth)
    await t.rejects(placeBlock(api, request(key), wish(from)), /killed/)
    live()
    await withReactor(async () => {
      await heard()
      clock.set(clock.now() + 9_000)
      t.same(await blockEvents(key), ['BlockPlaced'], 'not before its time')
      await settled()
    })
    for (const date of [dateOf(from), dateOf(from + day)]) t.same(await laidOn(date), [1, 1, 1], date)
    t.same(await blockEvents(key), ['BlockPlaced', 'BlockLaidUntil'])
    const asked = await placeBlock(api, request(key), wish(from))
    t.match(asked, { blockId: BlockId.derive(tenant, key, 1), conflicts: [], replayed: true })
  })
}

test('a block that was asked for again after the crash is laid by whoever is first', async (t) => {
  const from = monday()
  dieAt('block-slice', 2)
  await t.rejects(placeBlock(api, request('again'), wish(from)), /killed/)
  live()
  const asked = await placeBlock(api, request('again'), wish(from))
  t.match(asked, { replayed: false })
  await withReactor(settled, 2)
  t.same(await laidOn(dateOf(from)), [1, 1, 1])
  t.same(await blockEvents('again'), ['BlockPlaced', 'BlockLaidUntil'])
})

test('a block whose lifting died is lifted in full', async (t) => {
  const from = monday()
  const { blockId } = await placeBlock(api, request('lifted'), wish(from))
  dieAt('block-lifted')
  await t.rejects(liftBlock(api, request('lift'), blockId), /killed/)
  live()
  t.same(await laidOn(dateOf(from)), [1, 1, 1])
  await withReactor(settled)
  for (const date of [dateOf(from), dateOf(from + day)]) t.same(await laidOn(date), [0, 0, 0], date)
})

test('a slice that comes after the block was lifted is lifted too', async (t) => {
  const from = monday()
  let lifted: Promise<unknown> = Promise.resolve()
  onStep = async (step) => {
    if (step !== 'block-placed') return
    lifted = liftBlock(agendaOf(true), request('lift'), BlockId.derive(tenant, 'overtaken', 1))
    await lifted
    // Here it dies having written one more, as one does whose last append was under way.
    const command = {
      type: 'BlockSlot',
      blockId: BlockId.derive(tenant, 'overtaken', 1),
      from,
      until: from + day,
    } as const
    await api.aggregates.slot.execute(
      slotOf(resourceIds[0] as ResourceId, dateOf(from)),
      { ...command, onConflict: 'keep', now: clock.now() },
      context,
    )
    throw new Error('killed')
  }
  await t.rejects(placeBlock(api, request('overtaken'), wish(from)), /killed/)
  live()
  t.same(await laidOn(dateOf(from)), [1, 0, 0])
  await withReactor(settled)
  t.same(await laidOn(dateOf(from)), [0, 0, 0])
})

test('a block that is lifted while it is being laid leaves nothing behind', async (t) => {
  const from = monday()
  let slices = 0
  let lifting: Promise<unknown> | undefined
  onStep = async (step) => {
    if (step !== 'block-slice') return
    slices++
    // Whoever lays waits at its first step until the block has been lifted, and then goes on, not knowing.
    lifting ??= liftBlock(agendaOf(true), request('lift'), BlockId.derive(tenant, 'meanwhile', 1))
    await lifting
  }
  await placeBlock(api, request('meanwhile'), wish(from, { end: from + 20 * day }))
  live()
  t.equal(slices, 60)
  for (let n = 0; n < 20; n++) t.same(await laidOn(dateOf(from + n * day)), [0, 0, 0])
})

/** A reservation of somebody who was faster than the block, after it had looked. */
async function reserve(id: ResourceId, start: number) {
  const visitId = VisitId.derive('rival', start)
  const claim = { claimId: ClaimId.derive(visitId), visitId, attempt: 1, typeId: VisitTypeId.parse('viewing') }
  const span = { start, end: start + hour, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, seats: 1, capacity: 1 }
  const command = { type: 'ReserveSlot', ...claim, ...span, now: clock.now() } as const
  await api.aggregates.slot.execute(slotOf(id, dateOf(start)), command, context)
  return visitId
}

test('a block that meets a visit while it is laid is lifted again, and says which; asked again, it is decided again', async (t) => {
  const from = monday()
  const rival = { id: resourceIds[1] as ResourceId, start: from + day + 10 * hour }
  let visitId: VisitId | undefined
  onStep = async (step) => {
    if (step === 'block-placed') visitId = await reserve(rival.id, rival.start)
  }
  const refusal = await placeBlock(api, request('refused'), wish(from, { onConflict: 'refuse' })).catch(
    (error) => error,
  )
  t.match(refusal, { slug: 'block-conflicts', members: { conflicts: [visitId] } })
  live()
  for (const date of [dateOf(from), dateOf(from + day)]) t.same(await laidOn(date), [0, 0, 0], date)
  t.same(await blockEvents('refused'), ['BlockPlaced', 'BlockRefused'])

  const release = {
    type: 'ReleaseSlot',
    claimId: ClaimId.derive(visitId as VisitId),
    visitId: visitId as VisitId,
    cause: 'cancelled',
  } as const
  await api.aggregates.slot.execute(slotOf(rival.id, dateOf(rival.start)), release, context)
  const { blockId } = await placeBlock(api, request('refused'), wish(from, { onConflict: 'refuse' }))
  t.equal(blockId, BlockId.derive(tenant, 'refused', 2))
  t.same(await laidOn(dateOf(from)), [1, 1, 1])
})

test('a refusal that died half way leaves nothing of the block', async (t) => {
  const from = monday()
  onStep = async (step) => {
    if (step === 'block-placed') await reserve(resourceIds[2] as ResourceId, from + day + 10 * hour)
    if (step === 'block-refused') throw new Error('killed')
  }
  await t.rejects(placeBlock(api, request('half refused'), wish(from, { onConflict: 'refuse' })), /killed/)
  live()
  await withReactor(settled)
  for (const date of [dateOf(from), dateOf(from + day)]) t.same(await laidOn(date), [0, 0, 0], date)
  t.same(await blockEvents('half refused'), ['BlockPlaced', 'BlockRefused'])
})

test('a block that repeats is laid as its occurrences come within ninety days, each once, also over restarts', async (t) => {
  const from = monday()
  const start = clock.now()
  const repeat = { freq: 'weekly', interval: 1, until: dateOf(from + 30 * 7 * day) } as const
  const { blockId } = await placeBlock(api, request('weekly'), wish(from, { end: from + hour, repeat }))
  const weeks = Array.from({ length: 31 }, (_, week) => from + week * 7 * day)
  const laid = async () => {
    const counts = await Promise.all(weeks.map((week) => laidOn(dateOf(week))))
    for (const [week, count] of counts.entries()) {
      if (Math.max(...count) > 1) throw new Error(`week ${week}: ${count}`)
    }
    return counts.filter((count) => Math.min(...count) === 1).length
  }
  /** Within ninety days, and always the first. */
  const within = (now: number) => Math.max(1, weeks.filter((week) => week < now + 90 * day).length)
  t.equal(await laid(), within(start))
  for (const days of [1, 8, 40, 41, 250]) {
    await withReactor(async () => {
      await heard()
      clock.set(start + days * day)
      await until(`it is laid for what is within reach after ${days} days`, async () => {
        // Its own laying has a grace as well, after which it looks for the next.
        clock.set(clock.now() + 1000)
        return (await laid()) === within(start + days * day)
      })
    })
  }
  t.equal(await laid(), 31)
  await withReactor(settled)
  const notes = (await blockEvents('weekly')).filter((type) => type === 'BlockLaidUntil').length
  t.ok(notes <= 31, 'a look that finds nothing to lay writes nothing')
  await liftBlock(api, request('lift'), blockId)
  t.equal(await laid(), 0, 'lifted in full')
})

test('what an external calendar lays is no block’s', (t) => {
  const meta = { tenant, recordedAt: '2026-03-02T12:00:00Z' }
  const event = (data: object) => ({ data, meta }) as never
  const blockId = BlockId.derive('one')
  t.same(block.on.SlotBlocked?.(event({ blockId }), graces), {
    open: [{ key: blockId, dueAt: noon + 10_000, payload: {} }],
  })
  t.same(block.on.SlotBlocked?.(event({ blockId, source: 'google' }), graces), {})
  t.end()
})

test('end', async () => {
  await store.close()
  await readStore.end()
  await stores.stop()
})
