import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { commandContext, notFound, orphansOfHolidays, orphansOfResource, succeed } from '@visita/agenda'
import {
  isTimeZone,
  LocationIdSchema,
  LocationSchema,
  PoliciesSchema,
  type Resource,
  ResourceIdSchema,
  ResourceSchema,
  type ResourceState,
  resource as resources,
  StreamName,
  strict,
  type TenantId,
  type VisitId,
  VisitIdSchema,
  VisitTypeIdSchema,
  VisitTypeSchema,
} from '@visita/domain'
import type { CommandContext } from '@visita/event-store'
import { type HttpApp, invalidRequest, sendPosition } from '@visita/http'
import type { FastifyReply, FastifySchema } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

/** What became of a command on configuration. */
interface Done {
  readonly position: bigint
  readonly events?: readonly unknown[]
  /** The visits that are outside opening hours from now on. Nobody has touched them. */
  readonly orphans?: readonly VisitId[]
}

const Orphans = {
  orphans: Type.Optional(
    Type.Array(VisitIdSchema, {
      description: 'The visits ahead that this change leaves outside opening hours, if any',
    }),
  ),
}

/** A command on configuration: whose, by whom, when (epoch ms). */
interface Given {
  readonly tenant: TenantId
  readonly context: CommandContext
  readonly now: number
}

/** Configuration documents: put whole, the same again writes nothing, archived by DELETE while nothing lies ahead. */
export function configurationRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, configuration, ahead, resourceIndex } = deps
  const tools = { ...deps, findVisits: ahead.visitsOn }

  app.put(
    '/v1/admin/tenant/policies',
    {
      config: { roles: ['admin'] },
      schema: {
        summary: "Set the tenant's policies, those that are named",
        tags: ['configuration'],
        body: Type.Partial(PoliciesSchema, strict),
        response: { 200: Type.Composite([PoliciesSchema, Type.Object(Orphans)], strict) },
      },
    },
    async (raw, reply) => {
      const before = await configuration.policies(raw.tenant)
      const policies = { ...before, ...raw.body }
      const now = deps.clock.now()
      const orphans = await orphansOfHolidays(tools, raw.tenant, before.holidays, policies.holidays)
      const stream = StreamName.tenant(raw.tenant)
      const context = commandContext(requestOf(raw))
      tell(reply, succeed(await aggregates.tenant.execute(stream, { type: 'SetPolicies', policies, now }, context)))
      return withOrphans(policies, orphans)
    },
  )

  async function orphansOf(tenant: TenantId, { resource: before, archived }: ResourceState, after: Resource) {
    // What was archived had nothing ahead.
    if (!before || archived) return []
    const { holidays } = await configuration.policies(tenant)
    return orphansOfResource(tools, tenant, before, after, holidays)
  }

  documentRoutes(app, deps, 'location', LocationIdSchema, LocationSchema, {
    put: async ({ tenant, context, now }, location) =>
      succeed(
        await aggregates.tenant.execute(
          StreamName.tenant(tenant),
          { type: 'ConfigureLocation', location, now },
          context,
        ),
      ),
    archive: async ({ tenant, context, now }, locationId) => {
      const hasVisitsAhead = await ahead.hasVisitsAhead(tenant, { locationId }, now)
      const command = { type: 'ArchiveLocation', locationId, hasVisitsAhead, now } as const
      return succeed(await aggregates.tenant.execute(StreamName.tenant(tenant), command, context))
    },
  })

  documentRoutes(app, deps, 'resource', ResourceIdSchema, ResourceSchema, {
    put: async ({ tenant, context, now }, resource) => {
      const stream = StreamName.resource(tenant, resource.id)
      if (resource.locationId !== undefined) {
        const { state } = await aggregates.tenant.load(StreamName.tenant(tenant), 1000)
        const location = state.locations.get(resource.locationId)
        if (!location || location.archived) throw notFound('location', resource.locationId)
      }
      const { state } = await aggregates.resource.load(stream, 1000)
      const { timezone } = resource
      const moves = state.resource !== null && state.resource.timezone !== timezone && isTimeZone(timezone)
      const hasClaimsAhead = moves && (await ahead.hasClaimsAhead(tenant, resource.id, now))
      const command = { type: 'ConfigureResource', resource, hasClaimsAhead, now } as const
      // Asked before anything is written: where the read models are behind, nothing has changed.
      const orphans = resources.decide(command, state).accepted ? await orphansOf(tenant, state, resource) : []
      const done = succeed(await aggregates.resource.execute(stream, command, context))
      resourceIndex.add(tenant, resource.id)
      return { ...done, orphans }
    },
    archive: async ({ tenant, context, now }, id) => {
      const hasClaimsAhead = await ahead.hasClaimsAhead(tenant, id, now)
      const command = { type: 'ArchiveResource', hasClaimsAhead, now } as const
      return succeed(await aggregates.resource.execute(StreamName.resource(tenant, id), command, context))
    },
  })

  documentRoutes(app, deps, 'visit-type', VisitTypeIdSchema, VisitTypeSchema, {
    put: async ({ tenant, context, now }, visitType) => {
      const stream = StreamName.visitType(tenant, visitType.id)
      const command = { type: 'ConfigureVisitType', visitType, now } as const
      return succeed(await aggregates.visitType.execute(stream, command, context))
    },
    archive: async ({ tenant, context, now }, typeId) => {
      const hasVisitsAhead = await ahead.hasVisitsAhead(tenant, { typeId }, now)
      const command = { type: 'ArchiveVisitType', hasVisitsAhead, now } as const
      return succeed(await aggregates.visitType.execute(StreamName.visitType(tenant, typeId), command, context))
    },
  })
}

const withOrphans = <Document extends object>(document: Document, orphans: readonly VisitId[] = []) =>
  orphans.length > 0 ? { ...document, orphans: [...orphans] } : document

/** `PUT` and `DELETE /v1/admin/<kind>s/:id`. */
function documentRoutes<Id extends TSchema & { static: string }, Document extends TObject & { static: { id: string } }>(
  app: HttpApp,
  { clock }: Deps,
  kind: string,
  idSchema: Id,
  document: Document,
  commands: {
    readonly put: (given: Given, document: Static<Document>) => Promise<Done>
    readonly archive: (given: Given, id: Static<Id>) => Promise<Done>
  },
): void {
  const url = `/v1/admin/${kind}s/:id`
  const config = { roles: ['admin'] as const }
  const tags = ['configuration']
  const params = Type.Object({ id: idSchema })
  const givenOf = (raw: Parameters<typeof requestOf>[0]): Given => ({
    tenant: raw.tenant,
    context: commandContext(requestOf(raw)),
    now: clock.now(),
  })

  // Typed by this function's own parameters: the framework's types do not follow generic schemas.
  const answer = Type.Composite([document, Type.Object(kind === 'resource' ? Orphans : {})], strict)
  const schema: FastifySchema = { tags, params, body: document, response: { 200: answer } }
  app.put(url, { config, schema: { ...schema, summary: `Configure a ${kind}` } }, async (raw, reply) => {
    const body = raw.body as Static<Document>
    const { id } = raw.params as { id: string }
    if (body.id !== id) {
      throw invalidRequest([{ in: 'body', path: '/id', message: `must be ${id}, as in the address` }])
    }
    const done = await commands.put(givenOf(raw), body)
    tell(reply, done)
    return withOrphans(body, done.orphans)
  })

  app.delete(
    url,
    { config, schema: { summary: `Archive a ${kind}`, tags, params, response: { 204: Type.Null() } } },
    async (raw, reply) => {
      const { id } = raw.params as { id: Static<Id> }
      tell(reply, await commands.archive(givenOf(raw), id))
      return reply.code(204).send(null)
    },
  )
}

function tell(reply: FastifyReply, { position, events }: Done): void {
  sendPosition(reply, position)
  if (events?.length === 0) reply.header('visita-unchanged', 'true')
}
