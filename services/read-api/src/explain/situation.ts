import {
  daysOfPool,
  type KindNeed,
  type LocationId,
  needsOfNamed,
  type Policies,
  type Resource,
  type ResourceId,
  type ResourceState,
  resource as resources,
  type SlotState,
  StreamName,
  slot,
  type TenantId,
  type TenantState,
  tenant as tenants,
  type VisitType,
  type VisitTypeId,
  type VisitTypeState,
  visitType as visitTypes,
  withOthers,
} from '@visita/domain'
import { inParallel } from '@visita/runtime'
import { type Past, type ReadPast, streamsAtOnce } from '../as-of/past.ts'
import { type AskedStart, type StartAt, startAt } from './start.ts'

export interface Asked {
  readonly typeId: VisitTypeId
  readonly start: AskedStart
  readonly resourceId?: ResourceId | undefined
  readonly locationId?: LocationId | undefined
}

/** Who may serve, and by which rules. */
export interface WholePool {
  readonly policies: Policies
  readonly visitType: VisitType
  readonly needs: readonly KindNeed[]
}

/** All that was known at an instant of what decides about a start. */
export interface Situation {
  readonly asked: Asked
  /** Epoch ms: what was recorded later is not known here, and holds, notice and horizon count from it. */
  readonly asOf: number
  readonly tenant: Past<TenantState>
  readonly type: Past<VisitTypeState>
  readonly resources: ReadonlyMap<ResourceId, Past<ResourceState>>
  /** Null where the tenant was not there yet. */
  readonly start: StartAt | null
  readonly pool: WholePool | null
  /** The day of the start of all who may serve, by resource. */
  readonly days: ReadonlyMap<ResourceId, Past<SlotState>>
}

/** Reads everything that decides, each from its own stream. `ids` are the resources that there are, or were. @throws Outage */
export async function situationAt(
  read: ReadPast,
  tenantId: TenantId,
  ids: readonly ResourceId[],
  asked: Asked,
  asOf: number,
): Promise<Situation> {
  const known = new Map<ResourceId, Past<ResourceState>>()
  const learn = async (id: ResourceId) => {
    known.set(id, await read(StreamName.resource(tenantId, id), resources))
  }
  const named = asked.resourceId === undefined ? [] : [asked.resourceId]
  const [tenant, type] = await Promise.all([
    read(StreamName.tenant(tenantId), tenants),
    read(StreamName.visitType(tenantId, asked.typeId), visitTypes),
    inParallel(named, streamsAtOnce, learn),
  ])
  if (!isServedBy(known, type, asked)) {
    const others = ids.filter((id) => !known.has(id))
    await inParallel(others, streamsAtOnce, learn)
  }
  const configured = { asked, asOf, tenant, type, resources: known }
  const { policies } = tenant.state
  const home = asked.resourceId === undefined ? null : known.get(asked.resourceId)?.state.resource
  const start = policies && startAt(asked.start, home?.timezone ?? policies.timezone)
  const pool = policies && poolOf(configured, policies)
  const days = new Map<ResourceId, Past<SlotState>>()
  if (pool && start && start.instant !== null) {
    const range = { from: start.instant, until: start.instant + 1 }
    await inParallel(daysOfPool(pool.needs, range), streamsAtOnce, async ({ resource: { id }, date }) => {
      days.set(id, await read(StreamName.slot(tenantId, id, date), slot))
    })
  }
  return { ...configured, start, pool, days }
}

/** Whether whoever is named has to do with it alone, so that nobody else needs to be looked at. */
function isServedBy(known: Situation['resources'], { state }: Past<VisitTypeState>, { locationId }: Asked): boolean {
  const named = [...known.values()].flatMap(({ state }) => state.resource ?? [])
  if (named.length === 0 || !state.visitType) return false
  const { needs, misfits } = needsOfNamed(state.visitType, named, locationId)
  return misfits.length > 0 || needs.every(({ count, named }) => named.length === count)
}

type Configured = Pick<Situation, 'asked' | 'type' | 'resources'>

/** Who may serve; null where there is no such type then, or where the named resource cannot serve it. */
function poolOf({ asked, type, resources }: Configured, policies: Policies): WholePool | null {
  const { visitType, archived } = type.state
  if (!visitType || archived) return null
  const all: Resource[] = []
  for (const { state } of resources.values()) if (state.resource && !state.archived) all.push(state.resource)
  all.sort((a, b) => (a.id < b.id ? -1 : 1))
  const named = asked.resourceId === undefined ? [] : all.filter(({ id }) => id === asked.resourceId)
  const { needs, misfits } = needsOfNamed(visitType, named, asked.locationId)
  if (misfits.length > 0 || (asked.resourceId !== undefined && named.length === 0)) return null
  return { policies, visitType, needs: withOthers(needs, visitType, all, asked.locationId) }
}
