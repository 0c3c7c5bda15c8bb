import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import Table from 'cli-table3'
import { type Api, problemOf } from './api.ts'
import { inParallel } from './concurrency.ts'
import { exitCode, ImportFailure } from './failure.ts'
import type { Plan, Site } from './plan.ts'
import type { Target } from './target.ts'

/** What is needed of `GET /v1/admin/agenda/day`; the rest of the answer is not looked at. */
const AgendaSchema = Type.Object({
  resources: Type.Array(
    Type.Object({
      id: Type.String(),
      visits: Type.Array(Type.Object({ id: Type.String(), status: Type.String(), start: Type.String() })),
    }),
  ),
})

/** A site's day on which the agenda and the file do not say the same. */
export interface Difference {
  readonly location: string
  readonly day: string
  readonly inFile: number
  readonly inAgenda: number
  /** Seats of the file, `<resource id> <start>`, that no visit has, and visits that have no seat in the file. */
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
}

export interface Check {
  /** Site days that were compared. */
  readonly compared: number
  /** Visits that the agenda shows there. */
  readonly visits: number
  readonly differences: readonly Difference[]
}

export interface CheckOptions {
  /** A position of the log that the read model must have reached, or null. */
  readonly position: string | null
  readonly concurrency?: number
}

/**
 * Compares the agenda of every site and day with what the file says, seat by seat: each row's visit stands where the
 * plan puts it, and nothing else does.
 * @throws ImportFailure when the read API does not answer, or will not
 */
export async function checkAgenda(
  api: Api,
  target: Target,
  plan: Plan,
  { position, concurrency = 4 }: CheckOptions,
): Promise<Check> {
  const key = target.keys.operator
  if (key === null) throw new ImportFailure(exitCode.usage, 'Reading the agenda needs an operator key: --operator-key')
  const differences: Difference[] = []
  let compared = 0
  let visits = 0
  const siteDays = plan.days.flatMap((day) => plan.sites.map((site) => ({ site, day })))
  await inParallel(concurrency, siteDays, async ({ site, day }) => {
    const headers = position === null ? {} : { 'visita-min-position': position }
    const url = `${target.readUrl}/v1/admin/agenda/day?date=${day}&locationId=${site.id}`
    const answer = await api.call({ method: 'GET', url, key, headers })
    const nobody = answer.status === 404
    if (!nobody && (answer.status !== 200 || !Value.Check(AgendaSchema, answer.body))) {
      throw new ImportFailure(exitCode.usage, `The agenda of ${site.id} cannot be read: ${problemOf(answer)}`)
    }
    const inAgenda = nobody ? [] : seatsIn(answer.body as Static<typeof AgendaSchema>)
    compared += 1
    visits += inAgenda.length
    const difference = compare(site, day, plan.seatsAt(site, day), inAgenda)
    if (difference) differences.push(difference)
  })
  differences.sort((a, b) => (a.day === b.day ? (a.location < b.location ? -1 : 1) : a.day < b.day ? -1 : 1))
  return { compared, visits, differences }
}

const seatsIn = ({ resources }: Static<typeof AgendaSchema>): string[] =>
  resources.flatMap(({ id, visits }) =>
    visits.filter(({ status }) => status !== 'cancelled').map(({ start }) => `${id} ${start}`),
  )

/** Null when both have the same seats, each as often. */
function compare(site: Site, day: string, inFile: readonly string[], inAgenda: readonly string[]): Difference | null {
  const left = [...inAgenda]
  const missing = inFile.filter((seat) => {
    const at = left.indexOf(seat)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  if (missing.length === 0 && left.length === 0) return null
  return { location: site.name, day, inFile: inFile.length, inAgenda: inAgenda.length, missing, unexpected: left }
}

const mostShown = 30

/** The check for a person. */
export function checkText({ compared, visits, differences }: Check): string {
  const summary = `${compared} days of locations compared, ${visits} visits in the agenda`
  if (differences.length === 0) return `${summary}: each counts exactly what the file counts.`
  const head = ['day', 'location', 'in the file', 'in the agenda', 'missing', 'unexpected']
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const { day, location, inFile, inAgenda, missing, unexpected } of differences.slice(0, mostShown)) {
    table.push([day, location, inFile, inAgenda, some(missing), some(unexpected)])
  }
  const more = differences.length > mostShown ? `\n… and ${differences.length - mostShown} more` : ''
  return `${table.toString()}${more}\n${summary}: ${differences.length} differ from the file.`
}

const some = (seats: readonly string[]): string =>
  seats.slice(0, 2).join('\n') + (seats.length > 2 ? `\n… ${seats.length - 2} more` : '')
