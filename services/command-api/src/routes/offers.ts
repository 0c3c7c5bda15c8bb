import { Type } from '@sinclair/typebox'
import { acceptOffer, declineOffer, problemOf } from '@visita/agenda'
import { strict, stringEnum } from '@visita/domain'
import { type HttpApp, orNull, sendPosition, UtcInstantText } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { act, ByToken, behindLink, PlaceSchema, placeDocument, show, takeForms } from '../link-routes.ts'
import { describeOffer, type OfferedTime, openOfferLink } from '../offer/link.ts'
import { offerPage } from '../offer/page.ts'
import { type Told, tellings, wordsFor } from '../offer/words.ts'

const OfferedSchema = Type.Object({
  status: Type.String({ enum: ['open', 'accepted', 'ended'] }),
  typeName: Type.String(),
  start: UtcInstantText,
  end: UtcInstantText,
  timezone: Type.String(),
  expiresAt: UtcInstantText,
  location: PlaceSchema,
  manageUrl: orNull(Type.String({ description: 'Of the visit that it has become' })),
})

/** What whoever waits does with the link to the time that they are offered, and without a key. A `GET` takes nothing. */
export function offerRoutes(app: HttpApp, deps: Deps): void {
  const schema = { tags: ['offer links'], params: ByToken }

  app.get(
    '/v1/offers/:token',
    {
      config: behindLink,
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
      return show(raw, reply, saying, {
        read: async () => describeOffer(deps, await openOfferLink(deps, token, raw.id)),
        asDocument: documentOf,
        asPage: (words, offered) => offerPage(words, offered, token, raw.query.told ?? null),
      })
    },
  )

  takeForms(app, (forms) => {
    forms.post(
      '/v1/offers/:token/accept',
      {
        config: behindLink,
        schema: { ...schema, summary: 'Take the time that is offered', response: { 200: OfferedSchema } },
      },
      (raw, reply) =>
        change(raw, reply, null, async ({ request, entry, offer }) => {
          if (offer.outcome !== 'open' && offer.outcome !== 'accepted')
            throw problemOf({ type: 'offer-expired', expiresAt: toInstant(offer.expiresAt) })
          return acceptOffer(deps, request, entry.entryId)
        }),
    )

    forms.post(
      '/v1/offers/:token/decline',
      {
        config: behindLink,
        schema: { ...schema, summary: 'Let it go, and go on waiting', response: { 200: OfferedSchema } },
      },
      (raw, reply) =>
        change(raw, reply, 'declined', async ({ request, entry, offer }) => {
          // Said before: a later offer is none of this link's business.
          if (offer.outcome === 'declined') return { position: 0n }
          if (offer.outcome !== 'open')
            throw problemOf({ type: 'offer-expired', expiresAt: toInstant(offer.expiresAt) })
          return declineOffer(deps, request, entry.entryId)
        }),
    )
  })

  /** Does it, and answers with the offer as it is now. */
  const change = (
    raw: FastifyRequest<{ Params: { token: string } }>,
    reply: FastifyReply,
    telling: Told | null,
    command: (opened: Awaited<ReturnType<typeof openOfferLink>>) => Promise<{ readonly position: bigint }>,
  ) => {
    const opened = () => openOfferLink(deps, raw.params.token, raw.id)
    return act(raw, reply, saying, {
      telling,
      work: async () => command(await opened()),
      answer: async ({ position }) => {
        sendPosition(reply, position)
        return reply.send(documentOf(await describeOffer(deps, await opened())))
      },
    })
  }
}

const saying = {
  wordsFor,
  bySlug: { 'slot-unavailable': 'taken', 'offer-expired': 'taken', 'no-offer': 'taken', 'waitlist-ended': 'taken' },
} as const

const documentOf = ({ start, end, expiresAt, location, ...rest }: OfferedTime) => ({
  ...rest,
  start: toInstant(start),
  end: toInstant(end),
  expiresAt: toInstant(expiresAt),
  location: placeDocument(location),
})
