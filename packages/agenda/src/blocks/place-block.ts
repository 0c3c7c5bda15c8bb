import {
  BlockId,
  type BlockRepeat,
  type BlockState,
  block as blockDecider,
  type LocationId,
  PersonId,
  type PlaceBlock,
  type Resource,
  type ResourceId,
  StreamName,
  type TenantId,
  type VisitId,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { invalidRequest, ProblemError } from '@visita/http'
import type { Agenda } from '../agenda.ts'
import { notFound } from '../configuration.ts'
import { keyReused, problemOf, succeed } from '../problems.ts'
import { commandContext, type IdempotentRequest, type Request } from '../request.ts'
import { reachOf, settleBlock, unlayBlock, windowOf } from './lay-block.ts'
import { lookUnder, type Met, placesOf } from './places.ts'

/** Instants are epoch ms. */
export interface BlockWish {
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly locationId?: LocationId | undefined
  readonly start: number
  readonly end: number
  readonly reason: string
  readonly onConflict: 'refuse' | 'keep'
  readonly repeat?: BlockRepeat | undefined
  readonly timezone?: string | undefined
}

export interface PlacedBlock {
  readonly blockId: BlockId
  /** The visits that lie under it. */
  readonly conflicts: readonly VisitId[]
  readonly position: bigint
  readonly replayed: boolean
}

const mostResources = 500
/** Local days of resources that one block may cover at once: each is an append, and somebody waits for the answer. */
const mostPlaces = 10_000
const mostTries = 20

/**
 * Places a block and lays it wherever it is due. Its id derives from the tenant and the idempotency key. One that was
 * refused keeps no key: asked again, it is another block.
 * @throws 409 `block-conflicts` with the visits and holds in the way, and then nothing of it lies anywhere; 404 for what is
 * not known; 422 `block-too-large`, `no-resource-fits`, `resources-do-not-fit`; 400 for times that mean nothing
 */
export async function placeBlock(agenda: Agenda, request: IdempotentRequest, wish: BlockWish): Promise<PlacedBlock> {
  const { block } = agenda.aggregates
  const { tenant, idempotency } = request
  for (let tries = 1; tries <= mostTries; tries++) {
    const blockId = BlockId.derive(tenant, idempotency.key, tries)
    const stream = StreamName.block(tenant, blockId)
    const found = await block.recall(stream, idempotency.key)
    if (found && found.fingerprint !== idempotency.fingerprint) throw keyReused()
    if (found) {
      const { state, position } = await block.load(stream)
      if (state.status === 'refused') continue
      if (isAnswered(state)) return { ...answerOf(state), position, replayed: true }
    } else {
      const command = await prepare(agenda, request, blockId, wish)
      succeed(await block.execute(stream, command, commandContext(request, { idempotency })))
      await agenda.onStep?.('block-placed')
    }
    const { state, position, refusedBy } = await settleBlock(agenda, request, blockId)
    if (refusedBy) throw inTheWay(refusedBy)
    if (state.status !== 'refused') return { ...answerOf(state), position, replayed: false }
  }
  throw new ProblemError(503, 'busy', 'This block could not be settled', {}, { 'retry-after': '1' })
}

export interface LiftedBlock {
  readonly position: bigint
  /** It was lifted before. */
  readonly unchanged: boolean
}

/** Ends a block and takes it away in full; asked again, it takes away what an earlier try has left. @throws 404 */
export async function liftBlock(agenda: Agenda, request: Request, blockId: BlockId): Promise<LiftedBlock> {
  const { aggregates, clock, onStep } = agenda
  const stream = StreamName.block(request.tenant, blockId)
  const command = { type: 'LiftBlock', now: clock.now() } as const
  const outcome = succeed(await aggregates.block.execute(stream, command, commandContext(request), { fresh: true }))
  await onStep?.('block-lifted')
  const { block } = outcome.state
  const lifted = block ? await unlayBlock(agenda, request, block) : 0n
  const unchanged = outcome.kind === 'accepted' && outcome.events.length === 0
  return { position: newestPosition(outcome.position, lifted), unchanged }
}

const isAnswered = ({ status, block }: BlockState) => status === 'lifted' || block?.laidUntil !== null

function answerOf({ block }: BlockState) {
  if (!block) throw new Error('a block that was placed is not there')
  return { blockId: block.blockId, conflicts: block.conflicts }
}

const inTheWay = ({ visits, holds }: Met) =>
  new ProblemError(409, 'block-conflicts', 'Visits or holds are in the way of this block', {
    conflicts: [...visits],
    ...(holds.size > 0 ? { holds: [...holds] } : {}),
  })

/** Everything that can be said against a block before anything of it is written. */
async function prepare(agenda: Agenda, { tenant }: Request, blockId: BlockId, wish: BlockWish): Promise<PlaceBlock> {
  const { aggregates, configuration, clock, people } = agenda
  const { start, end, onConflict, repeat, locationId, reason } = wish
  const now = clock.now()
  const resources = await resourcesOf(agenda, tenant, wish)
  const command: PlaceBlock = {
    type: 'PlaceBlock',
    blockId,
    resourceIds: resources.map(({ id }) => id),
    locationId: locationId ?? null,
    start,
    end,
    timezone: wish.timezone ?? (await zoneOf(agenda, tenant, locationId)) ?? resources[0]?.timezone ?? 'UTC',
    repeat: repeat ?? null,
    onConflict,
    reason: null,
    now,
  }
  const decision = blockDecider.decide(command, blockDecider.initial)
  if (!decision.accepted) throw problemOf(decision.rejection)
  const places = await placesOf(
    aggregates,
    tenant,
    command,
    windowOf(command, now, reachOf(await configuration.policies(tenant))),
  )
  if (places.length > mostPlaces) throw tooLarge({ days: places.length, most: mostPlaces })
  if (onConflict === 'refuse') {
    const met = await lookUnder(aggregates, places, now)
    if (met.visits.size + met.holds.size > 0) throw inTheWay(met)
  }
  return { ...command, reason: await people.sealOwn(tenant, PersonId.derive(tenant, 'block', blockId), reason) }
}

/** Those that are named, or else all of the location. */
async function resourcesOf(
  { configuration, resourceIndex, aggregates }: Agenda,
  tenant: TenantId,
  { resourceIds, locationId }: BlockWish,
): Promise<readonly Resource[]> {
  if (resourceIds === undefined && locationId === undefined) {
    throw invalidRequest([{ in: 'body', path: '', message: 'must name resourceIds or a locationId' }])
  }
  if (locationId !== undefined) {
    const { state } = await aggregates.tenant.load(StreamName.tenant(tenant), 1000)
    const known = state.locations.get(locationId)
    if (!known || known.archived) throw notFound('location', locationId)
  }
  if (resourceIds !== undefined) {
    const named = await Promise.all(resourceIds.map((id) => configuration.resource(tenant, id)))
    const elsewhere = named.filter((resource) => locationId !== undefined && resource.locationId !== locationId)
    if (elsewhere.length === 0) return named
    throw new ProblemError(422, 'resources-do-not-fit', 'These resources are not at this location', {
      resourceIds: elsewhere.map(({ id }) => id),
      locationId,
    })
  }
  const there = (await resourceIndex.of(tenant)).filter((resource) => resource.locationId === locationId)
  if (there.length === 0) {
    throw new ProblemError(422, 'no-resource-fits', 'There is no resource at this location', { locationId })
  }
  if (there.length > mostResources) throw tooLarge({ resources: there.length, most: mostResources })
  return there
}

async function zoneOf({ aggregates }: Agenda, tenant: TenantId, locationId: LocationId | undefined) {
  if (locationId === undefined) return undefined
  const { state } = await aggregates.tenant.load(StreamName.tenant(tenant), 1000)
  return state.locations.get(locationId)?.location.timezone
}

const tooLarge = (members: Record<string, number>) =>
  new ProblemError(422, 'block-too-large', 'This block covers too much at once; place it in parts', members)
