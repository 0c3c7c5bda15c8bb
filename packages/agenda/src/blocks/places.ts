import {
  type BlockDetails,
  type BlockSlice,
  blockSlices,
  type Interval,
  type ResourceId,
  type SlotState,
  StreamName,
  type TenantId,
  type VisitId,
} from '@visita/domain'
import { inParallel } from '@visita/runtime'
import type { Aggregates } from '../aggregates.ts'

/** Where a slice of a block belongs: one local day of one resource. Instants are epoch ms. */
export interface BlockPlace extends BlockSlice {
  readonly resourceId: ResourceId
  readonly stream: StreamName
}

/** Slot streams that are worked on at the same time for one caller. */
export const atOnce = 16

/** Every place of a block's occurrences that begin within the window. An archived resource is blocked like any other. */
export async function placesOf(
  { resource }: Pick<Aggregates, 'resource'>,
  tenant: TenantId,
  block: Pick<BlockDetails, 'resourceIds' | 'start' | 'end' | 'timezone' | 'repeat'>,
  window: Interval,
): Promise<readonly BlockPlace[]> {
  const perResource = await Promise.all(
    block.resourceIds.map(async (resourceId) => {
      const { state } = await resource.load(StreamName.resource(tenant, resourceId), 1000)
      // Whoever placed the block has found the resource; its zone stays while anything of it lies ahead.
      const slices = state.resource ? blockSlices(block, state.resource.timezone, window) : []
      return slices.map((slice) => ({ ...slice, resourceId, stream: StreamName.slot(tenant, resourceId, slice.date) }))
    }),
  )
  return perResource.flat()
}

/** What was met where a block was to lie, or lies: each visit and hold once, in the order in which it was met. */
export interface Met {
  readonly visits: ReadonlySet<VisitId>
  readonly holds: ReadonlySet<string>
}

/** Gathers what lives under slices of a block at `now` (epoch ms): reservations, and holds that have not expired. */
export function gatherMet(now: number) {
  const visits = new Set<VisitId>()
  const holds = new Set<string>()
  return {
    visits,
    holds,
    under({ from, until }: Interval, { claims }: SlotState): void {
      for (const claim of claims) {
        if (claim.until <= from || until <= claim.from) continue
        if (claim.kind === 'reservation' && claim.visitId) visits.add(claim.visitId)
        if (claim.kind === 'hold' && (claim.expiresAt ?? 0) > now) holds.add(claim.id)
      }
    },
  }
}

/** What is in the way of a block that is only thought of, as the streams know it now. */
export async function lookUnder(
  { slot }: Pick<Aggregates, 'slot'>,
  places: readonly BlockPlace[],
  now: number,
): Promise<Met> {
  const met = gatherMet(now)
  await inParallel(places, atOnce, async (place) => met.under(place, (await slot.load(place.stream)).state))
  return met
}
