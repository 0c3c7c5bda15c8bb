import type { Static, TObject, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** The environment does not say what the schema asks for. `problems` has one line for each variable, all at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** What an environment variable's text means under its schema. Text that does not fit stays text, to be reported. */
function fromText(schema: TSchema, text: string): unknown {
  if ((schema.type === 'integer' || schema.type === 'number') && /^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (schema.type === 'boolean') {
    if (/^(true|1|yes|on)$/i.test(text)) return true
    if (/^(false|0|no|off)$/i.test(text)) return false
  }
  return text
}

/** TypeBox does not look at `enum` in a string's schema, so it is looked at here. */
const fits = (schema: TSchema, value: unknown): boolean =>
  Value.Check(schema, value) && (!Array.isArray(schema.enum) || schema.enum.includes(value))

/** What the schema expects, in words. A schema may say it better itself with an `expected` member. */
function expectation(schema: TSchema): string {
  if (typeof schema.expected === 'string') return schema.expected
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(', ')}`
  if (schema.type === 'integer' || schema.type === 'number') {
    const from = schema.minimum === undefined ? '' : ` from ${schema.minimum}`
    const to = schema.maximum === undefined ? '' : ` to ${schema.maximum}`
    return `${schema.type === 'integer' ? 'a whole number' : 'a number'}${from}${to}`
  }
  if (schema.type === 'boolean') return 'true or false'
  return schema.pattern === undefined ? 'another value' : `text matching ${schema.pattern}`
}

/**
 * Reads the variables that `schema` names out of `env`, with their types and defaults. An empty variable counts as
 * unset. Throws `ConfigError` naming every variable that is missing or wrong; the value itself is only quoted when the
 * schema does not say `secret: true`.
 */
export function loadConfig<S extends TObject>(schema: S, env: Readonly<Record<string, string | undefined>>): Static<S> {
  const problems: string[] = []
  const config: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties) as [string, TSchema][]) {
    const text = env[name]?.trim()
    if (text === undefined || text === '') {
      if (property.default !== undefined) config[name] = property.default
      else if (schema.required?.includes(name)) problems.push(`${name} is not set: expected ${expectation(property)}`)
      continue
    }
    const value = fromText(property, text)
    if (fits(property, value)) config[name] = value
    else {
      const was = property.secret ? '' : `, was ${JSON.stringify(text.slice(0, 100))}`
      problems.push(`${name} is wrong: expected ${expectation(property)}${was}`)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config as Static<S>
}
