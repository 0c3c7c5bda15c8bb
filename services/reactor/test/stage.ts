import { randomBytes } from 'node:crypto'
import { type Agenda, type BookingRequest, type BookingStep, createAgenda, requestVisit } from '@visita/agenda'
import {
  catalogue,
  defaultPolicies,
  type NotificationChannel,
  type Policies,
  type Resource,
  ResourceId,
  StreamName,
  TenantId,
  type VisitId,
  type VisitType,
  VisitTypeId,
} from '@visita/domain'
import { connect } from '@visita/event-store'
import type { PlanningStep } from '@visita/planning'
import { checkpointOf, connectPostgres, createVault, type MigrationSet, withEveryTenant } from '@visita/read-store'
import { createLogger, manualClock, monotonic, parseInstant } from '@visita/runtime'
import { startStores, until } from '@visita/testing'
import { sql } from 'kysely'
import { migrations } from '../src/migrations.ts'
import type { Policy } from '../src/policy.ts'
import { planningOf } from './planning.ts'
import { whileReacting } from './reactors.ts'

export const tenant = TenantId.parse('demo')
export const minute = 60_000
export const hour = 60 * minute
/** A Monday, 09:00 in UTC, where the stage's clock stands at first. */
export const monday = Date.UTC(2026, 2, 2, 9)
const resourceIds = ['ana', 'ben', 'room'].map((id) => ResourceId.parse(id))

export const context = { tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'req-1' }

/** Real stores with a tenant: two agents and a room, open from 09:00 to 18:00 UTC; a viewing of an agent, a tour of agent and room. */
export async function startStage(more: readonly MigrationSet[] = []) {
  const logger = createLogger({ service: 'reactor', level: 'silent' })
  const stores = await startStores([migrations, ...more])
  const store = connect({ connectionString: stores.eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({
    url: stores.postgres,
    role: 'visita_writer',
    logger,
    applicationName: 'test',
    max: 30,
  })
  const clock = manualClock(monday)
  const vault = createVault(readStore, randomBytes(32))
  const readModel = {
    resourceIds: async () => [...resourceIds],
    visitsAmong: async () => [],
    lastAssigned: async () => new Map(),
    usualAgents: async () => new Map(),
  }
  const newAgenda = (onStep?: (step: BookingStep) => void | Promise<void>): Agenda =>
    createAgenda({ store, clock, vault, readModel, monotonic, alwaysFresh: true, ...(onStep ? { onStep } : {}) })
  const agenda = newAgenda()
  const { aggregates } = agenda
  /** The channels by which messages can leave. */
  const configured = new Set<NotificationChannel>(['in_app', 'whatsapp', 'email', 'sms'])
  const newPlanning = (by: Agenda, onStep?: (step: PlanningStep) => void) =>
    planningOf({ store, aggregates: by.aggregates, vault, clock, configured, ...(onStep ? { onStep } : {}) })

  const setPolicies = (changes: Partial<Policies> = {}) =>
    aggregates.tenant.execute(
      StreamName.tenant(tenant),
      { type: 'SetPolicies', policies: { ...policies, ...changes }, now: clock.now() },
      context,
    )
  const policies = defaultPolicies({ timezone: 'UTC', locale: 'en-GB', country: 'GB', confirmation: 'automatic' })
  await aggregates.tenant.execute(
    StreamName.tenant(tenant),
    { type: 'CreateTenant', tenant, name: 'Demo', policies, now: clock.now() },
    context,
  )
  const configure = (resource: Resource) =>
    aggregates.resource.execute(
      StreamName.resource(tenant, resource.id),
      { type: 'ConfigureResource', resource, hasClaimsAhead: false, now: clock.now() },
      context,
    )
  for (const id of resourceIds) await configure(resourceOf(id))
  for (const visitType of [viewing, tour]) {
    await aggregates.visitType.execute(
      StreamName.visitType(tenant, visitType.id),
      { type: 'ConfigureVisitType', visitType, now: clock.now() },
      context,
    )
  }

  /** Books, through `by` where it is to be cut short. `key` is the caller's. Gives the visit's id. */
  async function book(key: string, start: string, more: Partial<BookingRequest> = {}, by = agenda): Promise<VisitId> {
    const { state } = await requestVisit(by, requestOf(key), {
      typeId: viewing.id,
      start: parseInstant(start),
      resourceIds: [ResourceId.parse('ana')],
      seats: 1,
      customer: { name: key },
      participants: [],
      origin: 'api',
      ...more,
    })
    if (!state.visit) throw new Error('there is no visit')
    return state.visit.visitId
  }

  const withReactors = (
    running: readonly Policy[],
    work: () => Promise<void>,
    { instances = 1, onStep }: { instances?: number; onStep?: (step: BookingStep | PlanningStep) => void } = {},
  ): Promise<void> => {
    const tools = () => {
      const agenda = newAgenda(onStep)
      return { agenda, planning: newPlanning(agenda, onStep) }
    }
    const given = { store, readStore, postgresUrl: stores.postgres, policies: running, tools, instances }
    return whileReacting(given, work)
  }

  /** What is owed, `kind key`, and when it is due. */
  const owed = () =>
    withEveryTenant(readStore, async (db) => {
      const { rows } = await sql<{ kind: string; key: string; due_ms: string }>`
        SELECT kind, key, (extract(epoch FROM due_at) * 1000)::bigint AS due_ms FROM reactor.obligation
        ORDER BY due_at, kind, key`.execute(db)
      return rows.map(({ kind, key, due_ms }) => ({ kind, key, dueAt: Number(due_ms) }))
    })

  /** Until the reactor has read the log as it is now, and nothing is due any more. */
  async function settled(): Promise<void> {
    await until('nothing is due', async () => {
      const head = await store.head()
      if (((await checkpointOf(readStore, 'obligations')) ?? 0n) < head) return false
      return (await owed()).every(({ dueAt }) => dueAt > clock.now()) && head === (await store.head())
    })
  }

  return {
    postgresUrl: stores.postgres,
    store,
    readStore,
    clock,
    agenda,
    newAgenda,
    newPlanning,
    configured,
    vault,
    setPolicies,
    configure,
    book,
    withReactors,
    owed,
    settled,
    eventsOf: async (stream: StreamName) => (await store.read(stream)).map(({ type }) => type),
    liveClaims: async (resource: string, date: string) =>
      (await aggregates.slot.load(StreamName.slot(tenant, ResourceId.parse(resource), date), 0)).state.claims,
    async stop() {
      await store.close()
      await readStore.end()
      await stores.stop()
    },
  }
}
export type Stage = Awaited<ReturnType<typeof startStage>>

/** A request as the command API makes them; one key, one request. */
export const requestOf = (key: string) => ({
  tenant,
  caller: { actor: 'key:test', role: 'operator' },
  requestId: `req-${key}`,
  idempotency: { key, fingerprint: key },
})

export const resourceOf = (id: string, changes: Partial<Resource> = {}): Resource => ({
  id: ResourceId.parse(id),
  kind: id === 'room' ? 'room' : 'agent',
  name: id,
  timezone: 'UTC',
  capacity: 1,
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], start: '09:00', end: '18:00' }],
    exceptions: [],
    holidays: null,
  },
  ...changes,
})

const typeOf = (id: string, needs: VisitType['needs']): VisitType => ({
  id: VisitTypeId.parse(id),
  name: id,
  durationMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  seats: 1,
  needs,
  mode: 'in_person',
  slotIntervalMinutes: 30,
})
export const viewing = typeOf('viewing', [{ kind: 'agent', count: 1 }])
export const tour = typeOf('tour', [
  { kind: 'agent', count: 1 },
  { kind: 'room', count: 1 },
])

/** A step at which a process dies: given as `onStep`, it throws there, and what was begun stays as it is. */
export class Killed extends Error {
  override readonly name = 'Killed'
}
export const dieAt = (step: BookingStep) => (reached: BookingStep) => {
  if (reached === step) throw new Killed(step)
}
