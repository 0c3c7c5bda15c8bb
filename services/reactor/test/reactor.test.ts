import { randomBytes } from 'node:crypto'
import { createAgenda } from '@visita/agenda'
import {
  ClaimId,
  catalogue,
  LocationId,
  PersonId,
  type RequestVisit,
  ResourceId,
  StreamName,
  slot,
  TenantId,
  VisitId,
  VisitTypeId,
  visit,
} from '@visita/domain'
import { type CommandContext, connect, createHandler } from '@visita/event-store'
import { connectPostgres, createVault, withEveryTenant } from '@visita/read-store'
import { createLogger, manualClock, monotonic, toInstant } from '@visita/runtime'
import { startStores, until } from '@visita/testing'
import { sql } from 'kysely'
import { test } from 'tap'
import { migrations } from '../src/migrations.ts'
import { cancellation } from '../src/policies/cancellation.ts'
import { reservation } from '../src/policies/reservation.ts'
import { planningOf } from './planning.ts'
import { whileReacting } from './reactors.ts'

const logger = createLogger({ service: 'reactor', level: 'silent' })
const stores = await startStores([migrations])
const store = connect({ connectionString: stores.eventStore, catalogue, logger, connectionName: 'test' })
const readStore = connectPostgres({ url: stores.postgres, role: 'visita_writer', logger, applicationName: 'test' })
const clock = manualClock(Date.UTC(2026, 2, 2, 12))
const vault = createVault(readStore, randomBytes(32))
const readModel = {
  resourceIds: async () => [],
  visitsAmong: async () => [],
  lastAssigned: async () => new Map(),
  usualAgents: async () => new Map(),
}
const minute = 60_000

// What the command API is to these streams; the tests stop between its steps.
const common = { store, monotonic, now: () => toInstant(clock.now()), cacheSize: 100, freshMs: 0 }
const slots = createHandler({ ...common, decider: slot })
const visits = createHandler({ ...common, decider: visit })
const tenant = TenantId.parse('demo')
const ana = ResourceId.parse('ana')
const typeId = VisitTypeId.parse('viewing')
const date = '2026-03-03'
const day = StreamName.slot(tenant, ana, date)
const context: CommandContext = {
  tenant,
  actor: 'key:test',
  role: 'channel',
  channel: 'api',
  correlationId: 'req-1',
}

/** One booking's two steps, to be taken or not. */
function booking(name: string, hour: number, attempt = 1) {
  const visitId = VisitId.derive(name)
  const claimId = ClaimId.derive(visitId, attempt, ana)
  const start = Date.UTC(2026, 2, 3, hour)
  const end = start + 30 * minute
  const stream = StreamName.visit(tenant, visitId)
  const request: RequestVisit = {
    type: 'RequestVisit',
    visitId,
    tenant,
    attempt,
    typeId,
    customerId: PersonId.derive(name),
    start,
    end,
    timezone: 'America/Santiago',
    claims: [{ claimId, resourceId: ana, date }],
    locationId: LocationId.parse('centro'),
    unitId: null,
    seats: 1,
    origin: 'api',
    participants: [],
    notes: null,
    override: null,
    automaticConfirmation: false,
    now: clock.now(),
  }
  return {
    visitId,
    claimId,
    stream,
    reserve: () =>
      slots.execute(
        day,
        {
          type: 'ReserveSlot',
          claimId,
          visitId,
          attempt,
          typeId,
          start,
          end,
          bufferBeforeMinutes: 0,
          bufferAfterMinutes: 0,
          seats: 1,
          capacity: 1,
          now: clock.now(),
        },
        context,
      ),
    request: () => visits.execute(stream, request, context),
    cancel: () =>
      visits.execute(
        stream,
        { type: 'CancelVisit', reason: null, byCustomer: false, cancelMinMinutes: 0, now: clock.now() },
        context,
      ),
  }
}

const eventsOf = async (stream: StreamName) => (await store.read(stream)).map(({ type }) => type)
const liveClaims = async () => (await slots.load(day, 0)).state.claims.map(({ id }) => id)

const owed = () =>
  withEveryTenant(readStore, async (db) => {
    const { rows } = await sql<{ key: string }>`SELECT key FROM reactor.obligation ORDER BY key`.execute(db)
    return rows.map(({ key }) => key)
  })

const withReactor = (work: () => Promise<void>, instances = 1): Promise<void> => {
  const tools = () => {
    const agenda = createAgenda({ store, clock, vault, readModel, monotonic, alwaysFresh: true })
    return { agenda, planning: planningOf({ store, aggregates: agenda.aggregates, vault, clock }) }
  }
  const policies = [cancellation, reservation]
  return whileReacting({ store, readStore, postgresUrl: stores.postgres, policies, tools, instances }, work)
}

test('a reservation that never became a visit is fenced off and released, once its grace is over', async (t) => {
  const half = booking('half', 13)
  await half.reserve()
  await withReactor(async () => {
    await until('the reactor knows of it', async () => (await owed()).includes(half.claimId))
    clock.set(clock.now() + 29_000)
    t.same(await eventsOf(half.stream), [], 'not before its time')
    clock.set(clock.now() + 1_000)
    await until('it is released', async () => !(await liveClaims()).includes(half.claimId))
    await until('nothing is owed', async () => (await owed()).length === 0)
  })
  t.same(await eventsOf(half.stream), ['VisitAbandoned'])
  t.match(await half.request(), { kind: 'rejected', rejection: { type: 'visit-abandoned', attempt: 1 } }, 'too late')

  const again = booking('half', 13, 2)
  await again.reserve()
  t.match(await again.request(), { kind: 'accepted' }, 'the next attempt goes through')
  const [abandoned] = await store.read(half.stream)
  t.match(abandoned?.meta, { actor: 'system:reservation', correlationId: 'req-1', channel: 'reactor' })
})

test('a reservation that became a visit is left alone, also when the reactor hears of it late', async (t) => {
  const whole = booking('whole', 14)
  await whole.reserve()
  await whole.request()
  clock.set(clock.now() + 10 * minute)
  await withReactor(async () => {
    await until('nothing is owed', async () => (await owed()).length === 0)
  })
  t.same(await eventsOf(whole.stream), ['VisitRequested'])
  t.ok((await liveClaims()).includes(whole.claimId))
})

test('killed between the fence and the release, the next start releases', async (t) => {
  const fenced = booking('fenced', 15)
  await fenced.reserve()
  await visits.execute(
    fenced.stream,
    { type: 'AbandonVisit', visitId: fenced.visitId, attempt: 1, now: clock.now() },
    context,
  )
  clock.set(clock.now() + minute)
  await withReactor(() => until('it is released', async () => !(await liveClaims()).includes(fenced.claimId)))
  t.same(await eventsOf(fenced.stream), ['VisitAbandoned'], 'the fence is put up once')
})

test('when the watchdog and the late booking race, a visit has its reservation, and a reservation its visit', async (t) => {
  for (let round = 0; round < 10; round++) {
    const racing = booking(`racing ${round}`, 16)
    await racing.reserve()
    clock.set(clock.now() + minute)
    let outcome: { kind: string } | undefined
    await withReactor(async () => {
      await new Promise((resolve) => setTimeout(resolve, round * 7))
      outcome = await racing.request()
      await until(
        'it is settled',
        async () => (await owed()).length === 0 && (await eventsOf(racing.stream)).length > 0,
      )
    })
    const isVisit = (await eventsOf(racing.stream)).includes('VisitRequested')
    t.equal(outcome?.kind === 'accepted', isVisit)
    t.equal((await liveClaims()).includes(racing.claimId), isVisit, isVisit ? 'booked' : 'abandoned')
    if (isVisit) {
      await racing.cancel()
      await slots.execute(
        day,
        { type: 'ReleaseSlot', claimId: racing.claimId, visitId: racing.visitId, cause: 'cancelled' },
        context,
      )
    }
  }
})

test('a cancelled visit whose time was not given back gives it back', async (t) => {
  const cancelled = booking('cancelled', 17)
  await cancelled.reserve()
  await cancelled.request()
  await cancelled.cancel()
  clock.set(clock.now() + minute)
  await withReactor(() => until('it is released', async () => !(await liveClaims()).includes(cancelled.claimId)))
  t.pass()
})

test('two reactors do everything once', async (t) => {
  const half = Array.from({ length: 10 }, (_, i) => booking(`both ${i}`, 18 + Math.floor(i / 5)))
  const [first] = half
  await first?.reserve()
  clock.set(clock.now() + minute)
  await withReactor(
    () =>
      until(
        'it is released',
        async () => (await owed()).length === 0 && !(await liveClaims()).includes(first?.claimId ?? ''),
      ),
    2,
  )
  t.same(await eventsOf(first?.stream as StreamName), ['VisitAbandoned'])
})

test('while Postgres does not answer nothing is lost', async (t) => {
  const half = booking('outage', 20)
  await half.reserve()
  clock.set(clock.now() + minute)
  await withReactor(async () => {
    await readStore
      .query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
      .catch(() => {})
    await until('it is released', async () => !(await liveClaims()).includes(half.claimId))
  })
  t.pass()
})

test('end', async () => {
  await store.close()
  await readStore.end()
  await stores.stop()
})
