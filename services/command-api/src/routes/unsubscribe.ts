import { Type } from '@sinclair/typebox'
import { type Chosen, choosePreferences, problemOf, type Request } from '@visita/agenda'
import {
  choicesOf,
  type PreferenceChannel,
  PreferencesSchema,
  QuietHoursSchema,
  StreamName,
  strict,
  stringEnum,
} from '@visita/domain'
import { type HttpApp, notFound, orNull, sendPosition, type UnsubscribeLink } from '@visita/http'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../app.ts'
import { act, ByToken, behindLink, show, takeForms } from '../link-routes.ts'
import { type Fields, fieldPattern, preferencesOf } from '../unsubscribe/form.ts'
import { choicesPage } from '../unsubscribe/page.ts'
import { tellings, wordsFor } from '../unsubscribe/words.ts'

const ChoicesSchema = Type.Object({
  /** Where the link was sent. */
  channel: Type.String(),
  preferences: PreferencesSchema,
  quietHours: orNull(QuietHoursSchema),
  legalOptOut: Type.Boolean(),
})

/**
 * What somebody does with the link in a message of theirs, and without a key. A `GET` changes nothing, whoever follows links before
 * people do. There are no cookies, so no other page can act for anybody: whoever has the link may use it.
 */
export function unsubscribeRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, clock, unsubscribeLinks } = deps
  const schema = { tags: ['unsubscribe links'], params: ByToken }

  /** @throws 404 for a token that nobody here has made */
  function opened(token: string, requestId: string) {
    const link = unsubscribeLinks.read(token)
    if (!link) throw notFound()
    const caller = { actor: `customer:${link.personId}`, role: 'customer' }
    const request: Request = { tenant: link.tenant, caller, requestId, channel: 'unsubscribe-link' }
    return { link, request }
  }

  /** @throws 410 for somebody who was erased */
  async function choicesNow({ tenant, personId }: UnsubscribeLink) {
    const { state } = await aggregates.customer.load(StreamName.customer(tenant, personId))
    const choices = choicesOf(state)
    if (!choices) throw problemOf({ type: 'customer-erased' })
    return choices
  }

  app.get(
    '/v1/unsubscribe/:token',
    {
      config: behindLink,
      schema: {
        ...schema,
        summary: 'What the person whom an unsubscribe link was sent to wants to be told of',
        description: 'With `accept: text/html` a page, in the language that `accept-language` asks for.',
        querystring: Type.Object({ told: Type.Optional(stringEnum(...tellings)) }, strict),
        response: { 200: ChoicesSchema },
      },
    },
    async (raw, reply) => {
      const { token } = raw.params
      return show(raw, reply, saying, {
        read: async () => {
          const { link } = opened(token, raw.id)
          return { link, choices: await choicesNow(link) }
        },
        asDocument: ({ link, choices }) => ({ channel: link.channel, ...choices }),
        asPage: async (words, { link, choices }) => {
          const { state } = await aggregates.tenant.load(StreamName.tenant(link.tenant), 1000)
          const from = state.created?.name ?? ''
          return choicesPage(words, { choices, channel: link.channel, from }, token, raw.query.told ?? null)
        },
      })
    },
  )

  takeForms(app, (forms) => {
    // As mail programs send the one click; what it says is always the same.
    forms.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, _body, done) => {
      done(null, undefined)
    })

    forms.post(
      '/v1/unsubscribe/:token',
      {
        config: behindLink,
        schema: {
          ...schema,
          summary: 'Stop everything on the channel that the link was sent on, in one click (RFC 8058)',
          description: 'Whatever the body says: that somebody sent it is the wish.',
          response: { 200: ChoicesSchema },
        },
      },
      async (raw, reply) => {
        const { link, request } = opened(raw.params.token, raw.id)
        return answer(reply, link.channel, await stop(request, link))
      },
    )

    forms.post(
      '/v1/unsubscribe/:token/preferences',
      {
        config: behindLink,
        schema: {
          ...schema,
          summary: 'Say what to be told of, box by box',
          description:
            'A field `<channel>.<kind>` for all that is wanted; `never` where nothing at all may be sent. Or `stop`, and nothing else counts.',
          body: Type.Record(Type.String({ pattern: fieldPattern }), Type.Literal('on'), strict),
          response: { 200: ChoicesSchema },
        },
      },
      async (raw, reply) => {
        const fields: Fields = raw.body
        const stops = fields.stop !== undefined
        return act(raw, reply, saying, {
          telling: stops ? 'stopped' : 'saved',
          work: async () => {
            const { link, request } = opened(raw.params.token, raw.id)
            return { link, chosen: stops ? await stop(request, link) : await choose(request, link, fields) }
          },
          answer: ({ link, chosen }) => answer(reply, link.channel, chosen),
        })
      },
    )
  })

  const stop = (request: Request, { personId, channel }: UnsubscribeLink): Promise<Chosen> =>
    choosePreferences(deps, request, personId, {
      type: 'StopChannel',
      customerId: personId,
      channel,
      now: clock.now(),
    })

  async function choose(request: Request, link: UnsubscribeLink, fields: Fields): Promise<Chosen> {
    const { preferences } = await choicesNow(link)
    return choosePreferences(deps, request, link.personId, {
      type: 'SetPreferences',
      customerId: link.personId,
      preferences: preferencesOf(fields, preferences),
      legalOptOut: fields.never !== undefined,
      now: clock.now(),
    })
  }

  function answer(reply: FastifyReply, channel: PreferenceChannel, { choices, position, unchanged }: Chosen) {
    sendPosition(reply, position)
    if (unchanged) reply.header('visita-unchanged', 'true')
    return reply.code(200).send({ channel, ...choices })
  }
}

const saying = { wordsFor, bySlug: { 'customer-erased': 'gone' } } as const
