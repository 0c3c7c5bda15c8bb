import { analyzeSync, ForTag, LiquidError, type Template, TypeGuards, toValueSync } from 'liquidjs'
import { parse } from './liquid.ts'
import type { Scope } from './scope.ts'

/** Something in a text that cannot be: on which line, and what. */
export interface Misuse {
  readonly line: number
  readonly message: string
}

/** What loops may go over. Nothing else is a list, and what one of these holds is bounded. */
const lists = ['visits', 'resources'] as const
const loopState = { index: 1, index0: 0, rindex: 1, rindex0: 0, first: true, last: true, length: 1 }

/**
 * What is wrong with a text, `known` being all that may be said: variables that are not there, syntax, tags and filters that
 * there are none of, loops over what is no list, and loops within loops, which grow with their product.
 */
export function misuses(source: string, known: Scope): readonly Misuse[] {
  try {
    return [...walk(parse(source), { ...known }, false)]
  } catch (error) {
    if (!LiquidError.is(error)) throw error
    const { token, message } = error as LiquidError
    return [{ line: token.getPosition()[0] ?? 1, message: message.replace(/, line:\d+, col:\d+$/, '') }]
  }
}

/** Every variable that a text uses, as it is written: `visit.when`. The text can be parsed. */
export const variablesOf = (source: string): ReadonlySet<string> => {
  const names = new Set<string>()
  const visit = (templates: readonly Template[]) => {
    for (const template of templates) {
      for (const { path } of used(template)) names.add(path.join('.'))
      visit(childrenOf(template))
    }
  }
  visit(parse(source))
  return names
}

function* walk(templates: readonly Template[], known: object, inLoop: boolean): Generator<Misuse> {
  for (const template of templates) {
    for (const { path, line } of used(template)) {
      if (!resolves(path, known)) yield { line, message: `there is no ${path.join('.')} here` }
    }
    if (template instanceof ForTag) yield* walkLoop(template, known, inLoop)
    else yield* walk(childrenOf(template), known, inLoop)
  }
}

function* walkLoop(loop: ForTag, known: object, inLoop: boolean): Generator<Misuse> {
  const line = loop.token.getPosition()[0] ?? 1
  const { collection, variable } = loop
  const name = TypeGuards.isPropertyAccessToken(collection) ? collection.getText() : ''
  const list = lists.find((one) => one === name)
  if (list === undefined) yield { line, message: `a loop goes over ${lists.join(' or ')}` }
  else if (inLoop) yield { line, message: 'a loop cannot stand within a loop' }
  else {
    const [element] = (known as Scope)[list]
    yield* walk(childrenOf(loop), { ...known, [variable]: element, forloop: loopState }, true)
  }
}

const childrenOf = (template: Template): readonly Template[] =>
  template.children ? (toValueSync(template.children(false, true)) as Template[]) : []

interface Used {
  readonly path: readonly (string | number)[]
  readonly line: number
}

/** What a tag or an output names itself, apart from what stands inside it. */
function used(template: Template): readonly Used[] {
  const { token } = template
  const own = { token, render: () => '', arguments: () => template.arguments?.() ?? [] }
  return Object.values(analyzeSync([own]).variables)
    .flat()
    .map(({ segments, location }) => ({ path: segments.map((one) => (isKey(one) ? one : '[…]')), line: location.row }))
}

const isKey = (segment: unknown): segment is string | number =>
  typeof segment === 'string' || typeof segment === 'number'

/** Whether there is such a thing, in what may be said. */
function resolves(path: readonly (string | number)[], known: unknown): boolean {
  const [first, ...rest] = path
  if (first === undefined) return known !== null && known !== undefined
  if (typeof known === 'string') return first === 'size' && rest.length === 0
  if (Array.isArray(known)) {
    if (first === 'size') return rest.length === 0
    return (typeof first === 'number' || first === 'first' || first === 'last') && resolves(rest, known[0])
  }
  if (typeof known !== 'object' || known === null || !Object.hasOwn(known, first)) return false
  return resolves(rest, (known as Record<string | number, unknown>)[first])
}
