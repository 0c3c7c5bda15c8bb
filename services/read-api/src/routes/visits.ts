import { Type } from '@sinclair/typebox'
import {
  LocationIdSchema,
  PersonIdSchema,
  ResourceIdSchema,
  strict,
  stringEnum,
  VisitIdSchema,
  type VisitStatus,
  VisitTypeIdSchema,
  visitTransitions,
} from '@visita/domain'
import { etag, type HttpApp, invalidRequest, notFound, pageOf, pageQuery } from '@visita/http'
import {
  configuration,
  customerIdsOf,
  customerSearch,
  customers,
  listVisits,
  policiesOf,
  VisitSchema,
  visitOfState,
  visits,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { MomentText, momentOf } from '../moment.ts'
import { answerVisits, startCursor } from '../paging.ts'

const statuses = Object.keys(visitTransitions) as VisitStatus[]
const Status = Type.Array(stringEnum(...statuses), { minItems: 1, maxItems: statuses.length })

const OfCustomer = Type.Object(
  {
    ...pageQuery,
    customerId: Type.Optional(PersonIdSchema),
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
)

const Filters = Type.Object(
  {
    ...pageQuery,
    status: Type.Optional(Status),
    resourceId: Type.Optional(ResourceIdSchema),
    locationId: Type.Optional(LocationIdSchema),
    typeId: Type.Optional(VisitTypeIdSchema),
    customerId: Type.Optional(PersonIdSchema),
    origin: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'What the visits are looked for by' })),
    from: Type.Optional(MomentText),
    to: Type.Optional(MomentText),
  },
  strict,
)

export function visitRoutes(app: HttpApp, { readStore, readVisit, visible, manageUrl }: Deps): void {
  const tags = ['visits']

  app.get(
    '/v1/visits/:id',
    {
      config: { roles: ['channel', 'operator'], positioned: true },
      schema: {
        summary: 'A visit as it stands now',
        description: 'Folded from the visit’s own stream, so it is never behind.',
        tags,
        params: Type.Object({ id: VisitIdSchema }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: VisitSchema },
      },
    },
    async (request, reply) => {
      // Nothing to wait for, but a token that is none is refused here as everywhere.
      await visible(request, [])
      const { state, revision } = await readVisit(request.tenant, request.params.id)
      const document = visitOfState(state, revision, manageUrl)
      if (!document) throw notFound()
      reply.header('etag', etag(revision))
      return document
    },
  )

  app.get(
    '/v1/visits',
    {
      config: { roles: ['channel', 'operator'], positioned: true },
      schema: {
        summary: 'The visits of one customer',
        description: 'By `customerId`, or by the `externalId` that the tenant’s own system knows the customer by.',
        tags,
        querystring: OfCustomer,
        response: { 200: pageOf(VisitSchema) },
      },
    },
    async (request) => {
      const { limit, cursor, customerId, externalId } = request.query
      const range = { limit, after: startCursor(cursor) }
      if ((customerId === undefined) === (externalId === undefined)) {
        throw invalidRequest([{ in: 'query', path: '', message: 'needs either customerId or externalId' }])
      }
      await visible(request, externalId === undefined ? [visits.name] : [visits.name, customers.name])
      const page = await withTenant(readStore, request.tenant, async (db) => {
        const ids = customerId === undefined ? await customerIdsOf(db, request.tenant, externalId ?? '') : [customerId]
        return listVisits(db, request.tenant, { customerIds: ids }, range)
      })
      return answerVisits(page, manageUrl)
    },
  )

  app.get(
    '/v1/admin/visits',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'Visits by what they are, in the order of their start',
        description:
          '`q` finds by beginnings, without regard to case and accents: every word must begin a word of the customer’s name, or ' +
          'the text begins the customer’s external id or (from 8 characters) the visit’s id; digits begin or end the phone.',
        tags,
        querystring: Filters,
        response: { 200: pageOf(VisitSchema) },
      },
    },
    async (request) => {
      const { limit, cursor, from, to, customerId, q, ...filter } = request.query
      const range = { limit, after: startCursor(cursor) }
      await visible(request, [visits.name, configuration.name, ...(q === undefined ? [] : [customerSearch.name])])
      const page = await withTenant(readStore, request.tenant, async (db) => {
        const timezone = (await policiesOf(db, request.tenant))?.timezone ?? 'UTC'
        const stretch = {
          from: from === undefined ? undefined : momentOf(from, 'from', timezone),
          to: to === undefined ? undefined : momentOf(to, 'to', timezone),
        }
        const customerIds = customerId === undefined ? undefined : [customerId]
        return listVisits(db, request.tenant, { ...filter, ...stretch, customerIds, text: q }, range)
      })
      return answerVisits(page, manageUrl)
    },
  )
}
