import { Type } from '@sinclair/typebox'
import { strict, type VisitEvent, VisitIdSchema, type VisitRequestedData } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { etag, type HttpApp, notFound } from '@visita/http'
import { customers, findCustomer, notifications, notificationsOfVisit } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { VisitDetailSchema, visitDetail } from '../visit/detail.ts'

export function visitDetailRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, readVisitEvents, openPersonal, visible, manageUrl } = deps
  app.get(
    '/v1/admin/visits/:id',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'A visit with everything that is known of it: who comes, notes, and its whole history',
        description:
          'Folded from the visit’s own stream, so it is never behind; only the customer’s contact and the messages come from read models. ' +
          'Reasons, notes and participants are opened for staff. A text that was given and whose person has been erased reads `erased`.',
        tags: ['visits'],
        params: Type.Object({ id: VisitIdSchema }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: VisitDetailSchema },
      },
    },
    async (request, reply) => {
      const { tenant } = request
      await visible(request, [customers.name, notifications.name])
      const events = await openPersonal(await readVisitEvents(tenant, request.params.id))
      const told = events as readonly RecordedEvent<VisitEvent>[]
      const id = customerIdOf(told)
      if (id === null) throw notFound()
      const [customer, messages] = await withTenant(
        readStore,
        tenant,
        async (db) =>
          [await findCustomer(db, tenant, id), await notificationsOfVisit(db, tenant, request.params.id)] as const,
      )
      const document = visitDetail(told, customer, messages, manageUrl)
      if (!document) throw notFound()
      reply.header('etag', etag(BigInt(document.revision)))
      return document
    },
  )
}

/** Whose visit it is; null where none was ever requested. */
function customerIdOf(events: readonly RecordedEvent<VisitEvent>[]): string | null {
  for (const { type, data } of events) if (type === 'VisitRequested') return (data as VisitRequestedData).customerId
  return null
}
