import { readFile } from 'node:fs/promises'
import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { LocalTimeSchema, PoliciesSchema, strict, stringEnum, VisitTypeIdSchema } from '@visita/domain'
import { Temporal } from 'temporal-polyfill'
import { exitCode, ImportFailure } from './failure.ts'
import { outcomeStatuses } from './outcome.ts'

const column = (description: string) => Type.String({ minLength: 1, description })

/** What the columns of a file mean, and the agenda that its rows are seated in. `README.md` beside this says it in prose. */
export const MappingSchema = Type.Object(
  {
    columns: Type.Object(
      {
        id: column('identifies the row for good: what makes an import resumable'),
        customer: column('identifies the customer; becomes the external id'),
        bookedAt: column('when it was booked; rows are seated in this order'),
        day: column('the local day of the appointment, YYYY-MM-DD'),
        location: column('the name of the location'),
        status: Type.Optional(column('what has become of it; `outcomes` says what its values mean')),
        checkedInAt: Type.Optional(column('when they came; without it, at the start')),
        outcomeAt: Type.Optional(
          column('when it was completed, given up or cancelled; without it, when it should have been'),
        ),
      },
      strict,
    ),
    /** What each value of the column `status` means. */
    outcomes: Type.Optional(Type.Record(Type.String(), stringEnum(...outcomeStatuses))),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 3, default: ',' })),
    timezone: PoliciesSchema.properties.timezone,
    /** Local times between which seats are given. */
    hours: Type.Object({ start: LocalTimeSchema, end: LocalTimeSchema }, strict),
    /** ISO weekdays on which the agents are open to new bookings afterwards; Monday is 1. */
    openDays: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, uniqueItems: true })),
    slotMinutes: Type.Integer({ minimum: 5, maximum: 720 }),
    visitType: Type.Object({ id: VisitTypeIdSchema, name: Type.String({ minLength: 1, maxLength: 200 }) }, strict),
    /** What a customer is called, `{customer}` being the value of that column. */
    customerName: Type.String({ minLength: 1, maxLength: 100 }),
    /** What an agent is called: `{location}` and `{number}`. */
    agentName: Type.String({ minLength: 1, maxLength: 100 }),
    /** Begins every idempotency key. Two sources whose ids may coincide need two prefixes. */
    keyPrefix: Type.Optional(Type.String({ pattern: '^[!-~]{1,60}$', default: 'import' })),
    /** For `--create-tenant`. */
    tenant: Type.Optional(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 200 }),
          locale: PoliciesSchema.properties.locale,
          country: PoliciesSchema.properties.country,
          confirmation: Type.Optional(PoliciesSchema.properties.confirmation),
        },
        strict,
      ),
    ),
  },
  strict,
)

type Written = Static<typeof MappingSchema>
/** A mapping with its defaults filled in. */
export type Mapping = Written & Required<Pick<Written, 'delimiter' | 'openDays' | 'keyPrefix'>>

/** @throws ImportFailure naming every member that is wrong, and how */
export async function loadMapping(file: string): Promise<Mapping> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'cannot be read'
    throw new ImportFailure(exitCode.usage, `The mapping ${file} ${why}`, { cause })
  }
  return parseMapping(json, file)
}

export function parseMapping(json: unknown, file: string): Mapping {
  const problems = Value.Check(MappingSchema, json) ? meaningErrors(json) : formErrors(json)
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`).join('\n')
    throw new ImportFailure(exitCode.usage, `The mapping ${file} is not usable:\n${lines}`)
  }
  return { delimiter: ',', openDays: [1, 2, 3, 4, 5], keyPrefix: 'import', ...(json as Written) }
}

function formErrors(json: unknown): string[] {
  const first = new Map<string, string>()
  for (const { path, message, schema } of Value.Errors(MappingSchema, json)) {
    if (!first.has(path)) first.set(path, `${path || '/'}: ${explain(message, schema)}`)
  }
  return [...first.values()]
}

const explain = (message: string, schema: TSchema): string =>
  typeof schema.description === 'string' && message.includes('required')
    ? `${message} (${schema.description})`
    : message

/** What a schema cannot see. */
function meaningErrors(mapping: Written): string[] {
  const problems: string[] = []
  try {
    Temporal.PlainDate.from('2026-01-01').toZonedDateTime(mapping.timezone)
  } catch {
    problems.push(`/timezone: ${mapping.timezone} is not an IANA time zone`)
  }
  if (minutesOf(mapping.hours.end) - minutesOf(mapping.hours.start) < mapping.slotMinutes) {
    problems.push('/hours: must be long enough for one slot')
  }
  const columns = Object.values(mapping.columns)
  if (new Set(columns).size < columns.length) problems.push('/columns: a column cannot mean two things')
  const { status, checkedInAt, outcomeAt } = mapping.columns
  if ((status === undefined) !== (mapping.outcomes === undefined)) {
    problems.push('/outcomes: belongs to a column `status`, and that to it')
  }
  if (status === undefined && (checkedInAt ?? outcomeAt) !== undefined) {
    problems.push('/columns: checkedInAt and outcomeAt tell of a status, so `status` is needed')
  }
  if (!mapping.customerName.includes('{customer}')) problems.push('/customerName: must contain {customer}')
  if (!mapping.agentName.includes('{number}')) problems.push('/agentName: must contain {number}')
  return problems
}

/** Minutes from midnight of a local time `HH:mm`, `24:00` included. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Fills the `{member}`s of a template of the mapping. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, member: string) => values[member] ?? whole)
