import { Type } from '@sinclair/typebox'
import {
  InstantSchema,
  type NotificationEvent,
  NotificationIdSchema,
  StreamName,
  strict,
  stringEnum,
  VisitIdSchema,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { decodeCursor, type HttpApp, invalidRequest, notFound, pageOf, pageQuery } from '@visita/http'
import { listNotifications, type NotificationCursor, notifications } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { isInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { NotificationDetailSchema, notificationDetail } from '../notification/detail.ts'
import { jobChannels, jobOf, jobStatuses, NotificationJobSchema } from '../notification/job.ts'
import { answerPage } from '../paging.ts'

const Query = Type.Object(
  {
    ...pageQuery,
    status: Type.Optional(Type.Array(stringEnum(...jobStatuses), { minItems: 1, maxItems: jobStatuses.length })),
    channel: Type.Optional(stringEnum(...jobChannels)),
    visitId: Type.Optional(VisitIdSchema),
  },
  strict,
)

const CursorSchema = Type.Object({ due: InstantSchema, id: NotificationIdSchema }, strict)

/** @throws 400 `invalid-request` for a cursor that this list has not given */
function dueCursor(cursor: string | undefined): NotificationCursor | null {
  if (cursor === undefined) return null
  const place = decodeCursor(cursor, CursorSchema)
  if (isInstant(place.due)) return place
  throw invalidRequest([{ in: 'query', path: '/cursor', message: 'was not issued by this list' }])
}

export function notificationRoutes(app: HttpApp, { readStore, readStream, openPersonal, visible }: Deps): void {
  app.get(
    '/v1/admin/notifications/jobs',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'Every message that was wanted, and how far it came',
        description: 'In the order of their due times, the last first. `status` may be repeated.',
        tags: ['notifications'],
        querystring: Query,
        response: { 200: pageOf(NotificationJobSchema) },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const range = { limit, after: dueCursor(cursor) }
      await visible(request, [notifications.name])
      const page = await withTenant(readStore, request.tenant, (db) =>
        listNotifications(db, request.tenant, filter, range),
      )
      return answerPage(page, jobOf, ({ due_at, notification_id }) => ({ due: due_at, id: notification_id }))
    },
  )

  app.get(
    '/v1/admin/notifications/jobs/:id',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'A message with its text, every gate and every attempt: why somebody did or did not get it',
        description:
          'Folded from the message’s own stream, so it is never behind. Text, address and answers are opened for staff, and read ' +
          '`erased` once their person has been erased.',
        tags: ['notifications'],
        params: Type.Object({ id: NotificationIdSchema }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: NotificationDetailSchema },
      },
    },
    async (request) => {
      // Nothing to wait for, but a position that is none is refused here as everywhere.
      await visible(request, [])
      const events = await openPersonal(await readStream(StreamName.notification(request.tenant, request.params.id)))
      const document = notificationDetail(events as readonly RecordedEvent<NotificationEvent>[])
      if (!document) throw notFound()
      return document
    },
  )
}
