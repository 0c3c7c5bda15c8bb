import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { type Location, strict } from '@visita/domain'
import { type HttpApp, orNull, ProblemError } from '@visita/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { pagePolicy, toldPage } from './page.ts'
import type { SharedTelling, SharedWords } from './page-words.ts'

// What the routes behind links have in common, of whoever comes without a key: a document, or a page with forms that lead back to it.

/** The link says who it is. */
export const behindLink = { open: true, counted: true } as const
export const ByToken = Type.Object({ token: Type.String({ minLength: 1, maxLength: 300 }) }, strict)
type AtLink = FastifyRequest<{ Params: { token: string } }>

export const PlaceSchema = orNull(Type.Object({ name: Type.String(), address: orNull(Type.String()) }))
export const placeDocument = (location: Location | null) =>
  location && { name: location.name, address: location.address ?? null }

const wantsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false

/** What a page says, and which of it of a problem: by the slug. */
export interface Saying<Words extends SharedWords, Told extends string> {
  readonly wordsFor: (acceptLanguage: string | undefined) => Words
  readonly bySlug: Readonly<Record<string, Told>>
}
type Heading = SharedWords & { readonly heading: string }

const tellingOf = <Told extends string>(bySlug: Saying<SharedWords, Told>['bySlug'], { slug }: ProblemError) =>
  bySlug[slug] ?? (slug === 'not-found' ? 'unknown' : 'failed')

/** Shows what there is: as a document, or drawn as a page in the words that they read, which says what is wrong by itself. */
export async function show<
  Shown,
  Told extends string,
  Words extends Heading & { told: Readonly<Record<Told, string>> },
>(
  raw: FastifyRequest,
  reply: FastifyReply,
  { wordsFor, bySlug }: Saying<Words, Told>,
  about: {
    readonly read: () => Promise<Shown>
    readonly asDocument: (shown: Shown) => unknown
    readonly asPage: (words: Words, shown: Shown) => string | Promise<string>
  },
) {
  if (!wantsPage(raw)) return reply.send(about.asDocument(await about.read()))
  const words = wordsFor(raw.headers['accept-language'])
  reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).header('vary', 'accept')
  try {
    return reply.send(await about.asPage(words, await about.read()))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return reply.code(error.status).send(toldPage<Told | SharedTelling>(words, tellingOf(bySlug, error)))
  }
}

/** Does it and answers; a page is led back to where it came from, and tells what came of it. Null: the page shows it anyway. */
export async function act<Done, Told extends string>(
  raw: AtLink,
  reply: FastifyReply,
  { bySlug }: Pick<Saying<SharedWords, Told>, 'bySlug'>,
  about: {
    readonly telling: Told | null
    readonly work: () => Promise<Done>
    readonly answer: (done: Done) => FastifyReply | Promise<void>
  },
) {
  const back = (told: string | null) =>
    reply
      .code(303)
      .header('location', `../${raw.params.token}${told === null ? '' : `?told=${told}`}`)
      .send()
  try {
    const done = await about.work()
    return wantsPage(raw) ? back(about.telling) : await about.answer(done)
  } catch (error) {
    if (error instanceof ProblemError && wantsPage(raw)) return back(tellingOf(bySlug, error))
    throw error
  }
}

/** Where forms may be sent to, their fields as text, without those that were left empty: everywhere else a body is JSON. */
export const takeForms = (app: HttpApp, register: (forms: HttpApp) => void): void => {
  app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
      const fields = [...new URLSearchParams(String(body))].filter(([, value]) => value !== '')
      done(null, Object.fromEntries(fields))
    })
    register(scope.withTypeProvider<TypeBoxTypeProvider>())
  })
}
