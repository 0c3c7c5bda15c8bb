import { Type } from '@sinclair/typebox'
import { cancelVisit, moveVisit, type Request } from '@visita/agenda'
import { StreamName, strict, stringEnum, type VisitId, type VisitState } from '@visita/domain'
import { etag, type HttpApp, InstantText, notFound, orNull, sendPosition, UtcInstantText } from '@visita/http'
import { parseInstant, toInstant } from '@visita/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { act, ByToken, behindLink, PlaceSchema, placeDocument, show, takeForms } from '../link-routes.ts'
import { describe, type ManagedVisit, openLink } from '../manage/link.ts'
import { visitPage } from '../manage/page.ts'
import { type Told, tellings, wordsFor } from '../manage/words.ts'
import { Reason } from './visit-answer.ts'

const Until = orNull(Type.Object({ until: UtcInstantText }))
const ManagedSchema = Type.Object({
  typeName: Type.String(),
  status: Type.String(),
  start: UtcInstantText,
  end: UtcInstantText,
  timezone: Type.String(),
  location: PlaceSchema,
  cancel: Until,
  reschedule: orNull(
    Type.Object({
      until: UtcInstantText,
      starts: Type.Array(Type.Object({ start: UtcInstantText, end: UtcInstantText })),
    }),
  ),
})

/** What a customer does with a link of their own, and without a key. */
export function manageRoutes(app: HttpApp, deps: Deps): void {
  const tags = ['manage links']
  const schema = { tags, params: ByToken }

  app.get(
    '/v1/manage/:token',
    {
      config: behindLink,
      schema: {
        ...schema,
        summary: 'The visit that a manage link leads to',
        description: 'With `accept: text/html` a page, in the language that `accept-language` asks for.',
        querystring: Type.Object({ told: Type.Optional(stringEnum(...tellings)) }, strict),
        response: { 200: ManagedSchema },
      },
    },
    async (raw, reply) => {
      const { token } = raw.params
      return show(raw, reply, saying, {
        read: async () => {
          const opened = await openLink(deps, token, raw.id)
          return { managed: await describe(deps, opened), revision: opened.revision }
        },
        asDocument: ({ managed, revision }) => {
          reply.header('etag', etag(revision))
          return documentOf(managed)
        },
        asPage: (words, { managed }) => visitPage(words, managed, token, raw.query.told ?? null),
      })
    },
  )

  takeForms(app, (forms) => {
    forms.post(
      '/v1/manage/:token/cancel',
      {
        config: behindLink,
        schema: {
          ...schema,
          summary: 'Cancel the visit as its customer',
          body: Type.Object({ reason: Reason }, strict),
          response: { 200: ManagedSchema },
        },
      },
      (raw, reply) =>
        change(raw, reply, 'cancelled', (request, visitId) =>
          cancelVisit(deps, { request, visitId, stream: StreamName.visit(request.tenant, visitId) }, raw.body),
        ),
    )

    forms.post(
      '/v1/manage/:token/reschedule',
      {
        config: behindLink,
        schema: {
          ...schema,
          summary: 'Move the visit as its customer',
          body: Type.Object({ start: InstantText }, strict),
          response: { 200: ManagedSchema },
        },
      },
      (raw, reply) =>
        change(raw, reply, 'moved', (request, visitId) =>
          moveVisit(deps, request, { visitId, start: parseInstant(raw.body.start) }),
        ),
    )
  })

  /** Does it, and answers with the visit as it is now. */
  const change = (
    raw: FastifyRequest<{ Params: { token: string } }>,
    reply: FastifyReply,
    telling: Told,
    command: (request: Request, visitId: VisitId) => Promise<Done>,
  ) =>
    act(raw, reply, saying, {
      telling,
      work: async () => {
        const { request, visit } = await openLink(deps, raw.params.token, raw.id)
        return { request, ...(await command(request, visit.visitId)) }
      },
      answer: async ({ request, state, revision, position, unchanged }) => {
        if (!state.visit) throw notFound()
        sendPosition(reply, position)
        reply.header('etag', etag(revision))
        if (unchanged) reply.header('visita-unchanged', 'true')
        return reply
          .code(200)
          .send(documentOf(await describe(deps, { request, visit: state.visit, status: state.status })))
      },
    })
}

interface Done {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  readonly unchanged: boolean
}

const saying = {
  wordsFor,
  bySlug: {
    'slot-unavailable': 'taken',
    'cancellation-window-closed': 'too-late',
    'reschedule-window-closed': 'too-late',
    'visit-not-movable': 'too-late',
    'illegal-transition': 'too-late',
    'link-expired': 'expired',
    'link-revoked': 'revoked',
  },
} as const

function documentOf({ visit, status, typeName, location, cancelUntil, moveUntil, starts }: ManagedVisit) {
  const length = visit.end - visit.start
  return {
    typeName,
    status,
    start: toInstant(visit.start),
    end: toInstant(visit.end),
    timezone: visit.timezone,
    location: placeDocument(location),
    cancel: cancelUntil === null ? null : { until: toInstant(cancelUntil) },
    reschedule:
      moveUntil === null
        ? null
        : {
            until: toInstant(moveUntil),
            starts: starts.map((start) => ({ start: toInstant(start), end: toInstant(start + length) })),
          },
  }
}
