import {
  BulkMoveId,
  type BulkMoveState,
  type BulkMoveTarget,
  daysOfMoves,
  instantOf,
  type LocationId,
  type MovableVisit,
  mostMoves,
  PersonId,
  type PlanBulkMove,
  planMoves,
  type Resource,
  type ResourceId,
  StreamName,
  type TenantId,
  type VisitType,
  type VisitTypeId,
} from '@visita/domain'
import { inParallel } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { notFound } from '../configuration.ts'
import { keyReused, problemOf, succeed } from '../problems.ts'
import { commandContext, type IdempotentRequest } from '../request.ts'

/** Which visits are to move, where to, and why. `from` and `to` are epoch ms: those that start within `[from, to)`. */
export interface BulkMoveWish {
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly locationId?: LocationId | undefined
  readonly from: number
  readonly to: number
  readonly move: BulkMoveTarget
  readonly reason: string
}

/** The visits that somebody waits for and that meet `[from, to)`, up to date; no single stream knows them. */
export type FindVisits = (
  tenant: TenantId,
  where: Pick<BulkMoveWish, 'resourceIds' | 'locationId' | 'from' | 'to'>,
) => Promise<readonly FoundVisit[]>
export type FoundVisit = Omit<MovableVisit, 'visitType' | 'revision'> & {
  readonly typeId: VisitTypeId
  readonly revision: bigint
}

export interface PlannedBulkMove {
  readonly bulkMoveId: BulkMoveId
  readonly state: BulkMoveState
  readonly position: bigint
  readonly replayed: boolean
}

const streamsAtOnce = 32

/**
 * Plans a bulk move and moves nothing: what would become of each visit, in the order in which they would go, judged by
 * the agenda as it is now. The id derives from the tenant and the idempotency key.
 * @throws 422 `bulk-move-too-large`; 404 for a resource or location that is not known
 */
export async function planBulkMove(
  agenda: Agenda,
  request: IdempotentRequest,
  wish: BulkMoveWish,
  find: FindVisits,
): Promise<PlannedBulkMove> {
  const { aggregates, people } = agenda
  const { tenant, idempotency } = request
  const bulkMoveId = BulkMoveId.derive(tenant, idempotency.key)
  const stream = StreamName.bulkMove(tenant, bulkMoveId)
  const found = await aggregates.bulkMove.recall(stream, idempotency.key)
  if (found) {
    if (found.fingerprint !== idempotency.fingerprint) throw keyReused()
    const { state, position } = await aggregates.bulkMove.load(stream)
    return { bulkMoveId, state, position, replayed: true }
  }

  const plan = await simulate(agenda, tenant, wish, find)
  const command: PlanBulkMove = {
    type: 'PlanBulkMove',
    bulkMoveId,
    tenant,
    filter: {
      resourceIds: wish.resourceIds ? [...wish.resourceIds] : null,
      locationId: wish.locationId ?? null,
      from: instantOf(wish.from),
      to: instantOf(wish.to),
    },
    move: wish.move,
    reason: await people.sealOwn(tenant, PersonId.derive(tenant, 'bulk-move', bulkMoveId), wish.reason),
    plan,
    now: agenda.clock.now(),
  }
  const outcome = succeed(
    await aggregates.bulkMove.execute(stream, command, commandContext(request, { idempotency }), { assumeNew: true }),
  )
  await agenda.onStep?.('bulk-move-planned')
  return { bulkMoveId, state: outcome.state, position: outcome.position, replayed: outcome.kind === 'replayed' }
}

async function simulate(agenda: Agenda, tenant: TenantId, wish: BulkMoveWish, find: FindVisits) {
  const { aggregates, configuration, clock } = agenda
  await requireKnown(agenda, tenant, wish)
  const found = (await find(tenant, wish)).filter(({ start }) => wish.from <= start)
  if (found.length > mostMoves) {
    throw problemOf({ type: 'bulk-move-too-large', limit: mostMoves, found: found.length })
  }
  const policies = await configuration.policies(tenant)

  const types = new Map<VisitTypeId, VisitType | null>()
  await inParallel([...new Set(found.map(({ typeId }) => typeId))], streamsAtOnce, async (id) => {
    const { state } = await aggregates.visitType.load(StreamName.visitType(tenant, id), 1000)
    types.set(id, state.archived ? null : state.visitType)
  })
  const visits = found.map(({ typeId, revision, ...visit }) => ({
    ...visit,
    revision: Number(revision),
    visitType: types.get(typeId) ?? null,
  }))

  const given = wish.move.kind === 'resources' ? wish.move.toResourceIds : []
  const resources = new Map<ResourceId, Resource>()
  const ids = new Set([...given, ...visits.flatMap(({ resourceIds }) => resourceIds)])
  await inParallel([...ids], streamsAtOnce, async (id) => {
    const { state } = await aggregates.resource.load(StreamName.resource(tenant, id), 1000)
    if (state.resource && !state.archived) resources.set(id, state.resource)
  })

  const moves = { move: wish.move, filtered: wish.resourceIds ?? null }
  const claims = new Map<string, Awaited<ReturnType<Agenda['days']['on']>>['claims']>()
  const keyOf = (resource: Resource, date: string) => `${resource.id} ${date}`
  await inParallel(daysOfMoves(visits, moves, resources), streamsAtOnce, async ({ resource, date }) => {
    claims.set(keyOf(resource, date), (await agenda.days.on(tenant, resource, date)).claims)
  })
  const claimsOn = (resource: Resource, date: string) => claims.get(keyOf(resource, date)) ?? []
  return planMoves(visits, moves, { resources, claimsOn, policies, now: clock.now() })
}

async function requireKnown({ aggregates, configuration }: Agenda, tenant: TenantId, wish: BulkMoveWish) {
  const { resourceIds = [], locationId, move } = wish
  if (move.kind === 'resources') await Promise.all(move.toResourceIds.map((id) => configuration.resource(tenant, id)))
  // Whoever is moved away from may have been archived; it has to have been there.
  for (const id of resourceIds) {
    const { state } = await aggregates.resource.load(StreamName.resource(tenant, id), 1000)
    if (!state.resource) throw notFound('resource', id)
  }
  if (locationId !== undefined) {
    const { state } = await aggregates.tenant.load(StreamName.tenant(tenant), 1000)
    if (!state.locations.has(locationId)) throw notFound('location', locationId)
  }
}
