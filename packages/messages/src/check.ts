import type { Language } from '@visita/http/language'
import { LiquidError } from 'liquidjs'
import type { EmailTemplate, InAppTemplate, TemplateDocument, WhatsAppTemplate } from './document.ts'
import { fill, parse } from './liquid.ts'
import { localeIn } from './moment.ts'
import type { TemplateProblem } from './problem.ts'
import { longestParameter } from './render.ts'
import { sampleData } from './sample.ts'
import { type Scope, scopeOf } from './scope.ts'
import { templateKeyOf } from './shipped/index.ts'
import { misuses, variablesOf } from './variables.ts'

/** For what a template is: its key, a tenant's own perhaps, and the language that it is written in. */
export interface TemplatePurpose {
  readonly key: string
  readonly language: Language
}

/** The texts of a template that are filled in, each with its place. */
function textsOf(document: TemplateDocument): readonly (readonly [path: string, source: string])[] {
  switch (document.channel) {
    case 'whatsapp':
      return [
        ...document.parameters.map((source, index) => [`/parameters/${index}`, source] as const),
        ['/text', document.text],
      ]
    case 'email':
      return [
        ['/subject', document.subject],
        ['/mjml', document.mjml],
        ['/text', document.text],
      ]
    case 'sms':
      return [['/text', document.text]]
    case 'in_app':
      return [
        ['/title', document.title],
        ['/body', document.body],
        ...(document.url === null ? [] : [['/url', document.url] as const]),
      ]
  }
}

/**
 * What would go wrong with a template, before anybody gets it: empty when it may be saved. Whether an e-mail's MJML is right is
 * told by `compile`, which knows.
 */
export function check(document: TemplateDocument, purpose: TemplatePurpose): readonly TemplateProblem[] {
  const scope = sampleScope(purpose)
  const texts = textsOf(document)
  const misused = texts.flatMap(([path, source]) =>
    misuses(source, scope).map(({ line, message }) => ({ path, message: `line ${line}: ${message}` })),
  )
  if (misused.length > 0) return misused
  const filled = new Map<string, string>()
  const unfillable = texts.flatMap(([path, source]) => {
    const outcome = fillIn(source, scope)
    if ('text' in outcome) filled.set(path, outcome.text)
    return 'text' in outcome ? [] : [{ path, message: outcome.message }]
  })
  if (unfillable.length > 0) return unfillable
  return [...missing(document, purpose), ...problemsOf(document, purpose, (path) => filled.get(path) ?? '')]
}

/** What there is to be said on such an occasion, all of it. */
const sampleScope = ({ key, language }: TemplatePurpose): Scope => {
  const data = sampleData(key)
  return scopeOf(data, { locale: localeIn(language, language), timezone: data.visit.timezone })
}

/** A text as it is with ordinary data, or what is wrong with it then. */
function fillIn(source: string, scope: Scope): { readonly text: string } | { readonly message: string } {
  try {
    const text = fill(parse(source), scope).trim()
    if (text === '') return { message: 'says nothing' }
    return text.includes('[object Object]') ? { message: 'says a whole object: name what of it is meant' } : { text }
  } catch (error) {
    if (LiquidError.is(error)) return { message: 'takes too much' }
    throw error
  }
}

type Filled = (path: string) => string

function problemsOf(document: TemplateDocument, purpose: TemplatePurpose, filled: Filled): readonly TemplateProblem[] {
  switch (document.channel) {
    case 'whatsapp':
      return whatsAppProblems(document, purpose, filled)
    case 'email':
      return emailProblems(document, purpose, filled)
    case 'sms':
      return tooLong('/text', filled('/text'), 1600)
    case 'in_app':
      return inAppProblems(document, filled)
  }
}

/** As one counts letters. */
const lengthOf = (text: string): number => Array.from(text).length

const tooLong = (path: string, text: string, most: number): readonly TemplateProblem[] =>
  lengthOf(text) <= most ? [] : [{ path, message: `has ${lengthOf(text)} characters, and ${most} are allowed` }]

/** What is of no use without a link, and the link. */
const indispensable: Readonly<Record<string, 'links.accept' | 'links.manage'>> = {
  'waitlist.matched': 'links.accept',
  'reply.change': 'links.manage',
}

/** Texts that leave out the one thing that they are there for. */
function missing(document: TemplateDocument, { key }: TemplatePurpose): readonly TemplateProblem[] {
  const variable = indispensable[key]
  if (variable === undefined) return []
  const where =
    document.channel === 'in_app'
      ? [['/url', document.url ?? '']]
      : textsOf(document).filter(([path]) => /text|mjml/.test(path))
  return where.flatMap(([path = '', source = '']) =>
    variablesOf(source).has(variable) ? [] : [{ path, message: `needs {{ ${variable} }}` }],
  )
}

/** Whether there is a visit that can be confirmed, changed or cancelled by whoever reads it, and kept in their calendar. */
const isAboutVisit = (key: string): boolean => key !== 'waitlist.matched' && !key.startsWith('agent.')

function whatsAppProblems(
  { buttons, parameters }: WhatsAppTemplate,
  { key }: TemplatePurpose,
  filled: Filled,
): readonly TemplateProblem[] {
  const replies = buttons.filter(({ kind }) => kind !== 'url')
  const links = buttons.length - replies.length
  const repeated = buttons.findIndex(({ title }, index) => buttons.findIndex((one) => one.title === title) < index)
  return [
    ...parameters.flatMap((_, index) =>
      tooLong(`/parameters/${index}`, filled(`/parameters/${index}`), longestParameter),
    ),
    ...buttons.flatMap(({ kind, title }, index) => [
      ...tooLong(`/buttons/${index}/title`, title, 20),
      ...(/\{[{%]/.test(title)
        ? [{ path: `/buttons/${index}/title`, message: 'is not filled in: Meta approves it as it is' }]
        : []),
      ...(kind !== 'url' && !isAboutVisit(key)
        ? [{ path: `/buttons/${index}/kind`, message: `there is no visit to ${kind} in ${key}` }]
        : []),
    ]),
    ...(repeated === -1 ? [] : [{ path: `/buttons/${repeated}/title`, message: 'is on another button too' }]),
    ...(replies.length > 3 ? [{ path: '/buttons', message: 'no more than 3 buttons may answer' }] : []),
    ...(links > 2 ? [{ path: '/buttons', message: 'no more than 2 buttons may lead somewhere' }] : []),
    ...tooLong('/text', filled('/text'), replies.length > 0 ? 1024 : 4096),
  ]
}

const forbidden = /<\s*(mj-include|script|iframe|object|embed|form)\b/i

function emailProblems(
  { mjml, calendar }: EmailTemplate,
  { key }: TemplatePurpose,
  filled: Filled,
): readonly TemplateProblem[] {
  const [, tag] = forbidden.exec(mjml) ?? []
  const takesOut = templateKeyOf(key) === null || key === 'visit.canceled'
  return [
    ...tooLong('/subject', filled('/subject'), 150),
    ...(tag ? [{ path: '/mjml', message: `<${tag}> is not allowed` }] : []),
    ...(calendar !== null && !isAboutVisit(key) ? [{ path: '/calendar', message: `there is no visit in ${key}` }] : []),
    ...(calendar === 'cancel' && !takesOut ? [{ path: '/calendar', message: `nothing is cancelled in ${key}` }] : []),
    ...(calendar === 'request' && key === 'visit.canceled'
      ? [{ path: '/calendar', message: 'puts into the calendar what was cancelled' }]
      : []),
  ]
}

function inAppProblems({ url }: InAppTemplate, filled: Filled): readonly TemplateProblem[] {
  const leads = url === null || /^https?:\/\//.test(filled('/url'))
  return [
    ...tooLong('/title', filled('/title'), 120),
    ...tooLong('/body', filled('/body'), 1000),
    ...(leads ? [] : [{ path: '/url', message: 'is not an address' }]),
  ]
}
