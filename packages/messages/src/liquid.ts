import { Liquid, type Template } from 'liquidjs'
import type { Scope } from './scope.ts'

// Templates are what tenants write: nothing in them reaches a file, the network, a clock or a prototype, and none takes long.
// What is not named here does not exist: no includes, no assignments, no dates (they come written), no way out of escaping. How
// much a text may take is counted and not timed: on a machine that is busy, a limit in milliseconds would strike the innocent.

export const allowedTags = ['if', 'unless', 'case', 'for', 'comment'] as const
export const allowedFilters = [
  'append',
  'capitalize',
  'default',
  'downcase',
  'first',
  'last',
  'prepend',
  'size',
  'strip',
  'truncate',
  'truncatewords',
  'upcase',
  'url_encode',
] as const

function sandbox(outputEscape?: 'escape'): Liquid {
  const engine = new Liquid({
    ...(outputEscape && { outputEscape }),
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: 200_000,
    memoryLimit: 200_000,
  })
  const keep = (names: readonly string[], all: object) => Object.keys(all).filter((name) => !names.includes(name))
  for (const name of keep(allowedTags, engine.tags)) delete engine.tags[name]
  for (const name of keep(allowedFilters, engine.filters)) engine.unregisterFilter(name)
  return engine
}

const engines = { text: sandbox(), html: sandbox('escape') }
/** What is put into HTML is escaped, always. */
export type Escaping = keyof typeof engines

/** A text of a template, ready to be filled in as often as one likes. Throws liquidjs' `LiquidError` for what cannot be read. */
export function parse(source: string, escaping: Escaping = 'text'): Template[] {
  return engines[escaping].parse(source)
}

/** Throws where it takes too much. */
export const fill = (parsed: Template[], scope: Scope, escaping: Escaping = 'text'): string =>
  String(engines[escaping].renderSync(parsed, scope))
