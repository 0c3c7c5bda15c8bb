import { Type } from '@sinclair/typebox'
import {
  PersonIdSchema,
  ResourceIdSchema,
  strict,
  stringEnum,
  VisitTypeIdSchema,
  type WaitlistStatus,
} from '@visita/domain'
import { type HttpApp, orNull, pageOf, pageQuery, UtcInstantText } from '@visita/http'
import { customers, listWaitlist, type WaitlistItem, waitlist } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { answerPage, turnCursor, turnOf } from '../paging.ts'

const statuses = ['waiting', 'offered', 'accepted', 'left', 'closed'] as const satisfies WaitlistStatus[]

const OfferSchema = Type.Object({
  number: Type.Integer(),
  holdId: Type.String(),
  start: UtcInstantText,
  end: UtcInstantText,
  resourceIds: Type.Array(Type.String()),
  offeredAt: UtcInstantText,
  expiresAt: UtcInstantText,
  outcome: Type.String({ enum: ['open', 'accepted', 'declined', 'lapsed', 'withdrawn'] }),
})

const WaitlistEntrySchema = Type.Object(
  {
    id: Type.String(),
    status: Type.String({ enum: [...statuses] }),
    typeId: Type.String(),
    customerId: Type.String(),
    customerName: orNull(Type.String()),
    from: UtcInstantText,
    to: UtcInstantText,
    resourceIds: orNull(Type.Array(Type.String(), { description: 'Null: any of those that fit' })),
    locationId: orNull(Type.String()),
    partOfDay: orNull(Type.String()),
    seats: Type.Integer(),
    joinedAt: UtcInstantText,
    visitId: orNull(Type.String({ description: 'What the accepted offer became' })),
    offer: orNull(OfferSchema),
    offers: Type.Array(OfferSchema, { description: 'Oldest first; only the last may be open' }),
  },
  { $id: 'WaitlistEntry' },
)

const Query = Type.Object(
  {
    ...pageQuery,
    status: Type.Optional(Type.Array(stringEnum(...statuses), { minItems: 1, maxItems: statuses.length })),
    typeId: Type.Optional(VisitTypeIdSchema),
    customerId: Type.Optional(PersonIdSchema),
    resourceId: Type.Optional(ResourceIdSchema),
  },
  strict,
)

export function waitlistRoutes(app: HttpApp, { readStore, visible, clock }: Deps): void {
  app.get(
    '/v1/admin/waitlist',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'Who waits for time, in the order in which they are offered it',
        description:
          'In the order of joining. `status` may be repeated; without it, also those who wait no more. An offer whose time is up is shown as lapsed.',
        tags: ['waitlist'],
        querystring: Query,
        response: { 200: pageOf(WaitlistEntrySchema) },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const range = { limit, after: turnCursor(cursor), now: clock.now() }
      await visible(request, [waitlist.name, customers.name])
      const page = await withTenant(readStore, request.tenant, (db) => listWaitlist(db, request.tenant, filter, range))
      return answerPage(page, waitlistEntry, turnOf)
    },
  )
}

function waitlistEntry(entry: WaitlistItem) {
  const offers = entry.offers.map(offerOf)
  return { ...details(entry), offer: offers.find(({ outcome }) => outcome === 'open') ?? null, offers }
}

const details = (entry: WaitlistItem) => ({
  id: entry.entry_id,
  status: entry.status,
  typeId: entry.type_id,
  customerId: entry.customer_id,
  customerName: entry.full_name,
  from: entry.starts_from,
  to: entry.starts_before,
  resourceIds: entry.resource_ids && [...entry.resource_ids],
  locationId: entry.location_id,
  partOfDay: entry.part_of_day,
  seats: entry.seats,
  joinedAt: entry.joined_at,
  visitId: entry.visit_id,
})

const offerOf = (offer: WaitlistItem['offers'][number]) => ({
  number: offer.number,
  holdId: offer.hold_id,
  start: offer.starts_at,
  end: offer.ends_at,
  resourceIds: [...offer.resource_ids],
  offeredAt: offer.offered_at,
  expiresAt: offer.expires_at,
  outcome: offer.outcome,
})
