import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { cancelVisit, moveVisit, type Request } from '@visita/agenda'
import { StreamName, strict, stringEnum, type VisitState } from '@visita/domain'
import {
  etag,
  type HttpApp,
  InstantText,
  notFound,
  orNull,
  ProblemError,
  sendPosition,
  UtcInstantText,
} from '@visita/http'
import { parseInstant, toInstant } from '@visita/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { describe, type ManagedVisit, openLink } from '../manage/link.ts'
import { toldPage, visitPage } from '../manage/page.ts'
import { type Told, tellings, wordsFor } from '../manage/words.ts'
import { asPage, formFields, wantsPage } from '../page.ts'
import { Reason } from './visit-answer.ts'

const ByToken = Type.Object({ token: Type.String({ minLength: 1, maxLength: 300 }) }, strict)

const Until = orNull(Type.Object({ until: UtcInstantText }))
const ManagedSchema = Type.Object({
  typeName: Type.String(),
  status: Type.String(),
  start: UtcInstantText,
  end: UtcInstantText,
  timezone: Type.String(),
  location: orNull(Type.Object({ name: Type.String(), address: orNull(Type.String()) })),
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
  const config = { open: true, counted: true } as const
  const schema = { tags, params: ByToken }

  app.get(
    '/v1/manage/:token',
    {
      config,
      schema: {
        ...schema,
        summary: 'The visit that a manage link leads to',
        description: 'With `accept: text/html` a page, in the language that `accept-language` asks for.',
        querystring: Type.Object({ told: Type.Optional(stringEnum(...tellings)) }, strict),
        response: { 200: ManagedSchema },
      },
    },
    async (raw, reply) => {
      if (!wantsPage(raw)) {
        const opened = await openLink(deps, raw.params.token, raw.id)
        reply.header('etag', etag(opened.revision))
        return reply.send(documentOf(await describe(deps, opened)))
      }
      const words = wordsFor(raw.headers['accept-language'])
      asPage(reply)
      try {
        const managed = await describe(deps, await openLink(deps, raw.params.token, raw.id))
        return reply.send(visitPage(words, managed, raw.params.token, raw.query.told ?? null) as never)
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        return reply.code(error.status as 200).send(toldPage(words, tellingOf(error)) as never)
      }
    },
  )

  // Forms are for the routes behind a link alone: everywhere else a body is JSON.
  app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
      done(null, formFields(String(body)))
    })
    const forms = scope.withTypeProvider<TypeBoxTypeProvider>()

    forms.post(
      '/v1/manage/:token/cancel',
      {
        config,
        schema: {
          ...schema,
          summary: 'Cancel the visit as its customer',
          body: Type.Object({ reason: Reason }, strict),
          response: { 200: ManagedSchema },
        },
      },
      (raw, reply) =>
        act(raw, reply, 'cancelled', (request, visitId) =>
          cancelVisit(deps, { request, visitId, stream: StreamName.visit(request.tenant, visitId) }, raw.body),
        ),
    )

    forms.post(
      '/v1/manage/:token/reschedule',
      {
        config,
        schema: {
          ...schema,
          summary: 'Move the visit as its customer',
          body: Type.Object({ start: InstantText }, strict),
          response: { 200: ManagedSchema },
        },
      },
      (raw, reply) =>
        act(raw, reply, 'moved', (request, visitId) =>
          moveVisit(deps, request, { visitId, start: parseInstant(raw.body.start) }),
        ),
    )
  })

  /** Does it, and answers with the visit as it is now; a page is led back to where it came from, and tells what came of it. */
  async function act(
    raw: FastifyRequest<{ Params: { token: string } }>,
    reply: FastifyReply,
    done: Told,
    command: (request: Request, visitId: NonNullable<VisitState['visit']>['visitId']) => Promise<Done>,
  ) {
    const { token } = raw.params
    const back = (told: Told) => reply.code(303).header('location', `../${token}?told=${told}`).send()
    try {
      const { request, visit } = await openLink(deps, token, raw.id)
      const { state, revision, position, unchanged } = await command(request, visit.visitId)
      if (wantsPage(raw)) return back(done)
      if (!state.visit) throw notFound()
      sendPosition(reply, position)
      reply.header('etag', etag(revision))
      if (unchanged) reply.header('visita-unchanged', 'true')
      return reply
        .code(200)
        .send(documentOf(await describe(deps, { request, visit: state.visit, status: state.status })))
    } catch (error) {
      if (error instanceof ProblemError && wantsPage(raw)) return back(tellingOf(error))
      throw error
    }
  }
}

interface Done {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  readonly unchanged: boolean
}

/** What a page says of a problem. */
function tellingOf({ slug }: ProblemError): Told {
  switch (slug) {
    case 'slot-unavailable':
      return 'taken'
    case 'cancellation-window-closed':
    case 'reschedule-window-closed':
    case 'visit-not-movable':
    case 'illegal-transition':
      return 'too-late'
    case 'link-expired':
      return 'expired'
    case 'link-revoked':
      return 'revoked'
    case 'not-found':
      return 'unknown'
    default:
      return 'failed'
  }
}

function documentOf({ visit, status, typeName, location, cancelUntil, moveUntil, starts }: ManagedVisit) {
  const length = visit.end - visit.start
  return {
    typeName,
    status,
    start: toInstant(visit.start),
    end: toInstant(visit.end),
    timezone: visit.timezone,
    location: location && { name: location.name, address: location.address ?? null },
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
