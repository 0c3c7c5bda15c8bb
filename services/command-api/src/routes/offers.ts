import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { acceptOffer, declineOffer, problemOf } from '@visita/agenda'
import { strict, stringEnum } from '@visita/domain'
import { type HttpApp, orNull, ProblemError, sendPosition, UtcInstantText } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { describeOffer, type OfferedTime, openOfferLink } from '../offer/link.ts'
import { offerPage, toldPage } from '../offer/page.ts'
import { type Told, tellings, wordsFor } from '../offer/words.ts'
import { asPage, formFields, wantsPage } from '../page.ts'

const ByToken = Type.Object({ token: Type.String({ minLength: 1, maxLength: 300 }) }, strict)
const OfferedSchema = Type.Object({
  status: Type.String({ enum: ['open', 'accepted', 'ended'] }),
  typeName: Type.String(),
  start: UtcInstantText,
  end: UtcInstantText,
  timezone: Type.String(),
  expiresAt: UtcInstantText,
  location: orNull(Type.Object({ name: Type.String(), address: orNull(Type.String()) })),
  manageUrl: orNull(Type.String({ description: 'Of the visit that it has become' })),
})

/** What whoever waits does with the link to the time that they are offered, and without a key. A `GET` takes nothing. */
export function offerRoutes(app: HttpApp, deps: Deps): void {
  const config = { open: true, counted: true } as const
  const schema = { tags: ['offer links'], params: ByToken }

  app.get(
    '/v1/offers/:token',
    {
      config,
      schema: {
        ...schema,
        summary: 'The time that an offer link was sent for',
        description: 'With `accept: text/html` a page, in the language that `accept-language` asks for.',
        querystring: Type.Object({ told: Type.Optional(stringEnum(...tellings)) }, strict),
        response: { 200: OfferedSchema },
      },
    },
    async (raw, reply) => {
      const { token } = raw.params
      const read = async () => describeOffer(deps, await openOfferLink(deps, token, raw.id))
      if (!wantsPage(raw)) return reply.send(documentOf(await read()))
      const words = wordsFor(raw.headers['accept-language'])
      asPage(reply)
      try {
        return reply.send(offerPage(words, await read(), token, raw.query.told ?? null) as never)
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
      '/v1/offers/:token/accept',
      {
        config,
        schema: { ...schema, summary: 'Take the time that is offered', response: { 200: OfferedSchema } },
      },
      (raw, reply) =>
        act(raw, reply, null, async ({ request, entry, offer }) => {
          if (offer.outcome !== 'open' && offer.outcome !== 'accepted')
            throw problemOf({ type: 'offer-expired', expiresAt: toInstant(offer.expiresAt) })
          return acceptOffer(deps, request, entry.entryId)
        }),
    )

    forms.post(
      '/v1/offers/:token/decline',
      {
        config,
        schema: { ...schema, summary: 'Let it go, and go on waiting', response: { 200: OfferedSchema } },
      },
      (raw, reply) =>
        act(raw, reply, 'declined', async ({ request, entry, offer }) => {
          // Said before: a later offer is none of this link's business.
          if (offer.outcome === 'declined') return { position: 0n }
          if (offer.outcome !== 'open')
            throw problemOf({ type: 'offer-expired', expiresAt: toInstant(offer.expiresAt) })
          return declineOffer(deps, request, entry.entryId)
        }),
    )
  })

  /** Does it, and answers with the offer as it is now; a page is led back to where it came from, and tells what came of it. */
  async function act(
    raw: FastifyRequest<{ Params: { token: string } }>,
    reply: FastifyReply,
    done: Told | null,
    command: (opened: Awaited<ReturnType<typeof openOfferLink>>) => Promise<{ readonly position: bigint }>,
  ) {
    const { token } = raw.params
    const back = (told: Told | null) =>
      reply
        .code(303)
        .header('location', `../${token}${told === null ? '' : `?told=${told}`}`)
        .send()
    try {
      const { position } = await command(await openOfferLink(deps, token, raw.id))
      if (wantsPage(raw)) return back(done)
      sendPosition(reply, position)
      return reply.send(documentOf(await describeOffer(deps, await openOfferLink(deps, token, raw.id))))
    } catch (error) {
      if (error instanceof ProblemError && wantsPage(raw)) return back(tellingOf(error))
      throw error
    }
  }
}

/** What a page says of a problem. */
function tellingOf({ slug }: ProblemError): Told {
  switch (slug) {
    case 'slot-unavailable':
    case 'offer-expired':
    case 'no-offer':
    case 'waitlist-ended':
      return 'taken'
    case 'not-found':
      return 'unknown'
    default:
      return 'failed'
  }
}

const documentOf = ({ start, end, expiresAt, location, ...rest }: OfferedTime) => ({
  ...rest,
  start: toInstant(start),
  end: toInstant(end),
  expiresAt: toInstant(expiresAt),
  location: location && { name: location.name, address: location.address ?? null },
})
