import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
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
import { type HttpApp, notFound, orNull, ProblemError, sendPosition, type UnsubscribeLink } from '@visita/http'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../app.ts'
import { asPage, formFields, wantsPage } from '../page.ts'
import { type Fields, fieldPattern, preferencesOf } from '../unsubscribe/form.ts'
import { choicesPage, toldPage } from '../unsubscribe/page.ts'
import { type Told, tellings, wordsFor } from '../unsubscribe/words.ts'

const ByToken = Type.Object({ token: Type.String({ minLength: 1, maxLength: 300 }) }, strict)
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
  const config = { open: true, counted: true } as const
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
      config,
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
      if (!wantsPage(raw)) {
        const { link } = opened(token, raw.id)
        return reply.send({ channel: link.channel, ...(await choicesNow(link)) })
      }
      const words = wordsFor(raw.headers['accept-language'])
      asPage(reply)
      try {
        const { link } = opened(token, raw.id)
        const { state } = await aggregates.tenant.load(StreamName.tenant(link.tenant), 1000)
        const shown = { choices: await choicesNow(link), channel: link.channel, from: state.created?.name ?? '' }
        return reply.send(choicesPage(words, shown, token, raw.query.told ?? null) as never)
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
    // As mail programs send the one click; what it says is always the same.
    scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, _body, done) => {
      done(null, undefined)
    })
    const forms = scope.withTypeProvider<TypeBoxTypeProvider>()

    forms.post(
      '/v1/unsubscribe/:token',
      {
        config,
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
        config,
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
        const { token } = raw.params
        const fields: Fields = raw.body
        const back = (told: Told) => leadBack(reply, token, told)
        try {
          const { link, request } = opened(token, raw.id)
          const stops = fields.stop !== undefined
          const chosen = stops ? await stop(request, link) : await choose(request, link, fields)
          return wantsPage(raw) ? back(stops ? 'stopped' : 'saved') : answer(reply, link.channel, chosen)
        } catch (error) {
          if (error instanceof ProblemError && wantsPage(raw)) return back(tellingOf(error))
          throw error
        }
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

const leadBack = (reply: FastifyReply, token: string, told: Told) =>
  reply.code(303).header('location', `../${token}?told=${told}`).send()

/** What a page says of a problem. */
function tellingOf({ slug }: ProblemError): Told {
  if (slug === 'customer-erased') return 'gone'
  return slug === 'not-found' ? 'unknown' : 'failed'
}
