import { Type } from '@sinclair/typebox'
import {
  addDays,
  type Interval,
  instantOf,
  LocationIdSchema,
  localDate,
  type Need,
  needsOfNamed,
  offeredStarts,
  type Policies,
  type Resource,
  type ResourceId,
  ResourceIdSchema,
  type ResourcePool,
  shortOf,
  strict,
  type TenantId,
  VisitTypeIdSchema,
  withOthers,
} from '@visita/domain'
import { type HttpApp, invalidRequest, notFound, ProblemError, TimeZoneText, UtcInstantText } from '@visita/http'
import {
  agendaDay,
  allResources,
  claimsOnDays,
  configuration,
  findVisitType,
  lastAssigned,
  policiesOf,
  type TenantDb,
  visits,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { keepDocuments } from '../kept-documents.ts'
import { MomentText, momentOf } from '../moment.ts'

const dayMs = 86_400_000
const longestDays = 62
const usualDays = 7

const Slot = Type.Object({
  start: UtcInstantText,
  end: UtcInstantText,
  resourceIds: Type.Array(ResourceIdSchema, { description: 'Those that a booking would be given as things are' }),
  seatsLeft: Type.Integer({ description: 'The most seats that one booking could have' }),
})

/** What is open: by the same function that decides whether a booking is accepted. */
export function availabilityRoutes(app: HttpApp, { readStore, visible, clock }: Deps): void {
  const keep = keepDocuments()
  app.get(
    '/v1/availability',
    {
      config: { roles: ['channel', 'operator'], positioned: true },
      schema: {
        summary: 'The starts that are open for a type of visit',
        description: `From now on where \`from\` is left out, for ${usualDays} days where \`to\` is; at most ${longestDays} days.`,
        tags: ['visits'],
        querystring: Type.Object(
          {
            typeId: VisitTypeIdSchema,
            from: Type.Optional(MomentText),
            to: Type.Optional(MomentText),
            resourceId: Type.Optional(ResourceIdSchema),
            locationId: Type.Optional(LocationIdSchema),
            /** Of the dates in `from` and `to`, where it is not the tenant's. */
            timezone: Type.Optional(TimeZoneText),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
          },
          strict,
        ),
        response: { 200: Type.Object({ slots: Type.Array(Slot) }) },
      },
    },
    async (request) => {
      const { tenant } = request
      const { typeId, resourceId, locationId, limit } = request.query
      const now = clock.now()
      await visible(request, [agendaDay.name, configuration.name, visits.name])
      return withTenant(readStore, tenant, async (db) => {
        const [knownPolicies, knownType] = [await policiesOf(db, tenant), await findVisitType(db, tenant, typeId)]
        if (!knownPolicies || !knownType) throw notFound()
        const policies = keep(`${tenant} policies`, knownPolicies)
        const visitType = keep(`${tenant} type ${typeId}`, knownType)
        const resources = (await allResources(db, tenant)).map((one) => keep(`${tenant} resource ${one.id}`, one))
        const asked = rangeOf(request.query, policies, now)
        const needs = needsFor(resources, { visitType, resourceId, locationId })
        // Nothing before now or beyond the horizon is offered, so nothing of it is loaded.
        const latest = now + (policies.maxAdvanceDays + 2) * dayMs
        const range = { from: Math.max(asked.from, now), until: Math.min(asked.until, latest) }
        if (!needs || range.from >= range.until) return { slots: [] }
        const wish = { visitType, policies, now, seats: 1, ...(locationId && { locationId }) }
        const pool = await poolOf(db, tenant, { ...wish, needs, strategy: policies.assignment }, range)
        const offered = offeredStarts(pool, range)
        return {
          slots: (limit === undefined ? offered : offered.slice(0, limit)).map((slot) => ({
            start: instantOf(slot.start),
            end: instantOf(slot.end),
            resourceIds: slot.resources.map(({ id }) => id),
            seatsLeft: slot.seatsLeft,
          })),
        }
      })
    },
  )
}

interface RangeQuery {
  readonly from?: string
  readonly to?: string
  readonly timezone?: string
}

/** @throws 400 where it ends before it begins, or is too long */
function rangeOf({ from, to, timezone }: RangeQuery, policies: Policies, now: number): Interval {
  const zone = timezone ?? policies.timezone
  const instant = (text: string, edge: 'from' | 'to') => parseInstant(momentOf(text, edge, zone))
  const first = from === undefined ? now : instant(from, 'from')
  const until = to === undefined ? first + usualDays * dayMs : instant(to, 'to')
  const fault = (message: string) => invalidRequest([{ in: 'query', path: '/to', message }])
  if (until <= first) throw fault('must be after from')
  // The longest days of the year make a month of dates an hour longer.
  if (until - first > longestDays * dayMs + 3_600_000) throw fault(`must be at most ${longestDays} days after from`)
  return { from: first, until }
}

interface Asked {
  readonly visitType: ResourcePool['visitType']
  readonly resourceId: ResourceId | undefined
  readonly locationId: ResourcePool['locationId'] | undefined
}

/** Who may serve; null where there are not enough at any time. @throws 404, 422 as a booking would */
function needsFor(all: readonly Resource[], { visitType, resourceId, locationId }: Asked): readonly Need[] | null {
  const named = resourceId === undefined ? [] : all.filter(({ id }) => id === resourceId)
  if (resourceId !== undefined && named.length === 0) throw notFound()
  const { needs, misfits } = needsOfNamed(visitType, named, locationId)
  if (misfits.length > 0) {
    throw new ProblemError(422, 'resources-do-not-fit', 'These resources cannot serve this visit', {
      resourceIds: misfits.map(({ id }) => id),
      needs: visitType.needs,
    })
  }
  const filled = withOthers(needs, visitType, all, locationId)
  return shortOf(filled) ? null : filled
}

/** With the claims of every day that the range meets, and whose turn it is where the tenant assigns in turn. */
async function poolOf(
  db: TenantDb,
  tenant: TenantId,
  pool: Omit<ResourcePool, 'claimsOn'>,
  range: Interval,
): Promise<ResourcePool> {
  const resourceIds = pool.needs.flatMap(({ named, others }) => [...named, ...others]).map(({ id }) => id)
  const claims = await claimsOnDays(db, tenant, {
    resourceIds,
    // A local date is the one in UTC or a neighbour of it.
    from: addDays(localDate(range.from, 'UTC'), -1),
    to: addDays(localDate(range.until, 'UTC'), 1),
  })
  const claimsOn: ResourcePool['claimsOn'] = ({ id }, date) => claims.get(id)?.get(date) ?? []
  if (pool.strategy !== 'round-robin') return { ...pool, claimsOn }
  const assigned = await lastAssigned(db, tenant, resourceIds)
  const turns = new Map([...assigned].map(([id, position]) => [id, Number(position)]))
  return { ...pool, claimsOn, facts: { lastAssigned: turns } }
}
