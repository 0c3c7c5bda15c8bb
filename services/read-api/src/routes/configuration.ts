import { Type } from '@sinclair/typebox'
import {
  LocationIdSchema,
  LocationSchema,
  PoliciesSchema,
  ResourceSchema,
  strict,
  VisitTypeSchema,
} from '@visita/domain'
import { type HttpApp, notFound, pageOf, pageQuery } from '@visita/http'
import { configuration, listLocations, listResources, listVisitTypes, policiesOf } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { answerPage, idCursor } from '../paging.ts'

/** What the tenant has configured, each document as it was put; in the order of ids, without what is archived. */
export function configurationRoutes(app: HttpApp, { readStore, visible }: Deps): void {
  const config = { roles: ['channel', 'operator', 'admin'], positioned: true } as const
  const tags = ['configuration']
  const itself = <T>(document: T) => document
  const byId = ({ id }: { id: string }) => id

  app.get(
    '/v1/locations',
    {
      config,
      schema: {
        summary: 'Locations',
        tags,
        querystring: Type.Object(pageQuery, strict),
        response: { 200: pageOf(LocationSchema) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const range = { limit, after: idCursor(cursor) }
      await visible(request, [configuration.name])
      const page = await withTenant(readStore, request.tenant, (db) => listLocations(db, request.tenant, range))
      return answerPage(page, itself, byId)
    },
  )

  app.get(
    '/v1/resources',
    {
      config,
      schema: {
        summary: 'Resources, of one location or all',
        tags,
        querystring: Type.Object({ ...pageQuery, locationId: Type.Optional(LocationIdSchema) }, strict),
        response: { 200: pageOf(ResourceSchema) },
      },
    },
    async (request) => {
      const { limit, cursor, locationId } = request.query
      const range = { limit, after: idCursor(cursor), locationId }
      await visible(request, [configuration.name])
      const page = await withTenant(readStore, request.tenant, (db) => listResources(db, request.tenant, range))
      return answerPage(page, itself, byId)
    },
  )

  app.get(
    '/v1/visit-types',
    {
      config,
      schema: {
        summary: 'Visit types',
        tags,
        querystring: Type.Object(pageQuery, strict),
        response: { 200: pageOf(VisitTypeSchema) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const range = { limit, after: idCursor(cursor) }
      await visible(request, [configuration.name])
      const page = await withTenant(readStore, request.tenant, (db) => listVisitTypes(db, request.tenant, range))
      return answerPage(page, itself, byId)
    },
  )

  app.get(
    '/v1/admin/tenant/policies',
    {
      config: { roles: ['operator', 'admin'], positioned: true },
      schema: {
        summary: 'The tenant’s policies',
        tags,
        querystring: Type.Object({}, strict),
        response: { 200: PoliciesSchema },
      },
    },
    async (request) => {
      await visible(request, [configuration.name])
      const policies = await withTenant(readStore, request.tenant, (db) => policiesOf(db, request.tenant))
      if (!policies) throw notFound()
      return policies
    },
  )
}
