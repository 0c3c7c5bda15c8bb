import type { TSchema } from '@sinclair/typebox'
import { isInstant } from '@visita/runtime'
import { Ajv, type ErrorObject, type Options } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { invalidRequest, type ProblemError, type RequestFault } from './problem.ts'

const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`)

/** Asking Intl costs tens of microseconds, and the same few zones come again and again. */
const knownZones = new Set<string>()

const isTimeZone = (text: string): boolean => {
  if (knownZones.has(text)) return true
  // Offsets such as +01:00 are refused: a place's zone has a name, and its rules change.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    if (knownZones.size < 1000) knownZones.add(text)
    return true
  } catch {
    return false
  }
}

/** The formats that a schema may name, each with the words for somebody who missed it. */
const formats: Record<string, { validate: (text: string) => boolean; expected: string }> = {
  'date-time': {
    validate: isInstant,
    expected: 'must be an RFC 3339 instant with an offset or Z, to the millisecond, such as 2026-03-02T09:00:00Z',
  },
  date: { validate: isDate, expected: 'must be a date that exists, as YYYY-MM-DD' },
  time: { validate: (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), expected: 'must be a time of day, as HH:mm' },
  'time-zone': { validate: isTimeZone, expected: 'must be an IANA time zone such as Europe/Madrid' },
  uuid: {
    validate: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text),
    expected: 'must be a lower-case UUID',
  },
  email: {
    validate: (text) => text.length <= 254 && /^[^\s@<>(),;:"[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
    expected: 'must be an e-mail address',
  },
}

/** Words that schemas carry for the documentation or for other rooms, and that validate nothing. */
const annotations = ['x-personal', 'x-examples', 'example', 'expected', 'secret', 'discriminator']

function createAjv(options: Options): Ajv {
  const ajv = new Ajv({
    // Every fault at once: a form wants to mark all its fields. The body limit bounds how many there can be.
    allErrors: true,
    useDefaults: true,
    removeAdditional: false,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    ...options,
  })
  for (const [name, { validate }] of Object.entries(formats)) ajv.addFormat(name, { type: 'string', validate })
  return ajv.addVocabulary(annotations)
}

const exact = createAjv({ coerceTypes: false })

/** Compiles route schemas: bodies and paths as they are, queries and headers (which are text) with types coerced. */
export function createValidatorCompiler(): FastifySchemaCompiler<unknown> {
  const coercing = createAjv({ coerceTypes: 'array' })
  return ({ schema, httpPart }) =>
    (httpPart === 'querystring' || httpPart === 'headers' ? coercing : exact).compile(schema as TSchema)
}

/**
 * Throws when a body schema would let unknown fields pass, wherever in it: the same mistake in a client must meet a
 * refusal, not silence. Called for each route at start, so that it cannot be forgotten.
 */
export function requireClosedObjects(schema: unknown, where: string): void {
  if (typeof schema !== 'object' || schema === null) return
  if (Array.isArray(schema)) {
    for (const item of schema) requireClosedObjects(item, where)
    return
  }
  const node = schema as Record<string, unknown>
  const isObject = node.type === 'object' || node.properties !== undefined
  // A record (patternProperties, or a schema for all members) says what its unknown members are.
  const closing = ['additionalProperties', 'unevaluatedProperties', 'patternProperties']
  if (isObject && closing.every((word) => node[word] === undefined)) {
    throw new Error(`${where}: an object in its body schema does not say additionalProperties: false`)
  }
  if (node.properties) {
    for (const [member, inner] of Object.entries(node.properties)) requireClosedObjects(inner, `${where}/${member}`)
  }
  for (const word of ['items', 'anyOf', 'allOf', 'oneOf', 'additionalProperties'] as const) {
    requireClosedObjects(node[word], where)
  }
}

const parts = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const
const mostFaults = 20

function faultOf(error: ErrorObject, part: RequestFault['in']): RequestFault {
  const params = error.params as Record<string, unknown>
  const at = (member: unknown) => `${error.instancePath}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`
  switch (error.keyword) {
    case 'required':
      return { in: part, path: at(params.missingProperty), message: 'is required' }
    case 'additionalProperties':
      return { in: part, path: at(params.additionalProperty), message: 'is not a known field' }
    case 'enum':
      return {
        in: part,
        path: error.instancePath,
        message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}`,
      }
    case 'format': {
      const message = formats[String(params.format)]?.expected ?? `must be of the format ${String(params.format)}`
      return { in: part, path: error.instancePath, message }
    }
    default:
      return { in: part, path: error.instancePath, message: error.message ?? 'is wrong' }
  }
}

/** Of schemas that belong to the program, so there are few of them. */
const known = new WeakMap<TSchema, ReturnType<Ajv['compile']>>()

/** What is wrong with a body, or a part of it, whose schema depends on the rest of the request; told as every other fault is. */
export function bodyFaults(schema: TSchema, value: unknown, at = ''): RequestFault[] {
  const check = known.get(schema) ?? exact.compile(schema)
  known.set(schema, check)
  if (check(value)) return []
  return (check.errors ?? []).slice(0, mostFaults).map((error) => {
    const fault = faultOf(error, 'body')
    return { ...fault, path: `${at}${fault.path}` }
  })
}

/** What Fastify reports of a failed validation, as 400 `invalid-request`. */
export function validationProblem(errors: readonly unknown[], context: string | undefined): ProblemError {
  const part = parts[context as keyof typeof parts] ?? 'body'
  return invalidRequest((errors as ErrorObject[]).slice(0, mostFaults).map((error) => faultOf(error, part)))
}
