import { createContext, runInContext } from 'node:vm'
import { recordStream, recordType } from '../log/record.ts'
import type { StoredEvent } from '../storage/storage.ts'
import { invalid } from './errors.ts'

export interface FilterRequest {
  by: 'stream' | 'type'
  regex: string
  prefixes: readonly string[]
}

/** Tells which events of a page pass. Asked page by page, so that a costly expression can be stopped. */
export type Filter = (events: readonly StoredEvent[]) => boolean[]

const MAX_REGEX = 4096
const MAX_PREFIXES = 4096
/** For one page; an expression that needs longer backtracks without end. */
const REGEX_LIMIT_MS = 250

/** @throws GrpcError INVALID_ARGUMENT for an expression that cannot be used. */
export const compileFilter = ({ by, regex, prefixes }: FilterRequest): Filter => {
  const subject = by === 'stream' ? recordStream : recordType
  if (regex === '') {
    if (prefixes.length === 0) throw invalid('a filter needs an expression or prefixes')
    if (prefixes.length > MAX_PREFIXES) throw invalid(`a filter may have ${MAX_PREFIXES} prefixes`)
    return (events) =>
      events.map((event) => {
        const text = subject(event.record)
        return prefixes.some((prefix) => text.startsWith(prefix))
      })
  }
  const expression = compile(regex)
  const test = isQuick(regex) ? testAll(expression) : testAllWithin(expression)
  return (events) => test(events.map((event) => subject(event.record)))
}

const compile = (regex: string): RegExp => {
  if (regex.length > MAX_REGEX) throw invalid(`a filter's expression may have ${MAX_REGEX} characters`)
  try {
    return new RegExp(regex, 'u')
  } catch {
    throw invalid('the filter is not a regular expression')
  }
}

/** Two repetitions at most, neither of a group, and nothing that looks back: at worst the cube of a name's length. */
const isQuick = (regex: string): boolean =>
  (regex.match(/[*+?{]/g) ?? []).length <= 2 && !/\)[*+?{]|\\[1-9k]/.test(regex)

const testAll =
  (expression: RegExp) =>
  (texts: string[]): boolean[] =>
    texts.map((text) => expression.test(text))

const context = createContext({ expression: /./, texts: [''] })

/** V8 interrupts a script that takes too long, its regular expressions included. */
const testAllWithin =
  (expression: RegExp) =>
  (texts: string[]): boolean[] => {
    Object.assign(context, { expression, texts })
    try {
      const flags: boolean[] = runInContext('texts.map((text) => expression.test(text))', context, {
        timeout: REGEX_LIMIT_MS,
      })
      return flags
    } catch {
      throw invalid('the filter takes too long')
    } finally {
      Object.assign(context, { texts: [] })
    }
  }
