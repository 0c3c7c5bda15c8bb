import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import Table from 'cli-table3'
import { type Answer, type Api, problemOf } from './api.ts'
import { inParallel } from './concurrency.ts'
import { exitCode, ImportFailure } from './failure.ts'
import type { Plan, Site, TakenSeat } from './plan.ts'
import { countsText } from './report.ts'
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

/** And of `GET /v1/admin/visits`. */
const VisitsSchema = Type.Object({
  items: Type.Array(
    Type.Object({ start: Type.String(), status: Type.String(), resourceIds: Type.Array(Type.String()) }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
})

/** A site's day on which the agenda and the file do not say the same. */
export interface Difference {
  readonly location: string
  readonly day: string
  readonly inFile: number
  readonly inAgenda: number
  /** Seats of the file, `<resource id> <start>` and the status, that no visit has, and visits that have no seat in the file. */
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
}

export interface Check {
  /** Site days that were compared. */
  readonly compared: number
  /** Visits that the agenda shows there, and how many of them stand how. */
  readonly visits: number
  readonly statuses: ReadonlyMap<string, number>
  readonly differences: readonly Difference[]
}

export interface CheckOptions {
  /** A position of the log that the read model must have reached, or null. */
  readonly position: string | null
  readonly concurrency?: number
}

/** A visit as it stands, at its seat. */
interface FoundSeat {
  readonly seat: string
  readonly status: string
}

/**
 * Compares the agenda of every site and day with what the file says, seat by seat: each row's visit stands where the
 * plan puts it, as its row says, and nothing else does. What was cancelled is on no agenda, and is looked up as visits.
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
  const headers = position === null ? {} : { 'visita-min-position': position }
  const get = (path: string) => api.call({ method: 'GET', url: `${target.readUrl}${path}`, key, headers })
  const differences: Difference[] = []
  const statuses = new Map<string, number>()
  let compared = 0
  let visits = 0
  const siteDays = plan.days.flatMap((day) => plan.sites.map((site) => ({ site, day })))
  await inParallel(concurrency, siteDays, async ({ site, day }) => {
    const wanted = plan.seatsAt(site, day)
    const off = wanted.filter(({ outcome }) => outcome === 'cancelled').map(({ seat }) => seat)
    const onAgenda = await seatsOn(get, site, day)
    const cancelled = off.length === 0 ? [] : await cancelledAmong(get, site, off)
    compared += 1
    visits += onAgenda.length
    for (const { status } of [...onAgenda, ...cancelled]) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const difference = compare(site, day, wanted, onAgenda, cancelled)
    if (difference) differences.push(difference)
  })
  differences.sort((a, b) => (a.day === b.day ? (a.location < b.location ? -1 : 1) : a.day < b.day ? -1 : 1))
  return { compared, visits, statuses, differences }
}

type Get = (path: string) => Promise<Answer>

async function seatsOn(get: Get, site: Site, day: string): Promise<FoundSeat[]> {
  const answer = await get(`/v1/admin/agenda/day?date=${day}&locationId=${site.id}`)
  if (answer.status === 404) return []
  if (answer.status !== 200 || !Value.Check(AgendaSchema, answer.body)) {
    throw new ImportFailure(exitCode.usage, `The agenda of ${site.id} cannot be read: ${problemOf(answer)}`)
  }
  return answer.body.resources.flatMap(({ id, visits }) =>
    visits
      .filter(({ status }) => status !== 'cancelled')
      .map(({ start, status }) => ({ seat: `${id} ${start}`, status })),
  )
}

/** Those of the seats that a cancelled visit of an import has. Others may have been cancelled and booked again: they are not asked for. */
async function cancelledAmong(get: Get, site: Site, seats: readonly string[]): Promise<FoundSeat[]> {
  const starts = seats.map((seat) => seat.slice(seat.indexOf(' ') + 1)).sort()
  const [from = '', to = ''] = [starts[0], starts.at(-1)]
  const stretch = `from=${from}&to=${to.replace(/Z$/, '')}.001Z`
  const found: FoundSeat[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: string = cursor === '' ? '' : `&cursor=${cursor}`
    const query = `status=cancelled&origin=import&locationId=${site.id}&${stretch}&limit=200${page}`
    const answer = await get(`/v1/admin/visits?${query}`)
    if (answer.status !== 200 || !Value.Check(VisitsSchema, answer.body)) {
      throw new ImportFailure(exitCode.usage, `The visits of ${site.id} cannot be read: ${problemOf(answer)}`)
    }
    for (const { resourceIds, start, status } of answer.body.items) {
      const seat = `${resourceIds[0]} ${start}`
      if (seats.includes(seat)) found.push({ seat, status })
    }
    cursor = answer.body.nextCursor
  }
  return found
}

/** Null when both have the same seats, each as often and standing so. */
function compare(
  site: Site,
  day: string,
  wanted: readonly TakenSeat[],
  onAgenda: readonly FoundSeat[],
  cancelled: readonly FoundSeat[],
): Difference | null {
  const left = [...onAgenda, ...cancelled]
  const missing: string[] = []
  for (const { seat, outcome } of wanted) {
    const at = left.findIndex((found) => found.seat === seat && stands(found.status, outcome))
    if (at >= 0) left.splice(at, 1)
    else missing.push(outcome === null ? seat : `${seat} ${outcome}`)
  }
  // A second cancelled visit at the same seat is nobody's loss.
  const unexpected = left.filter(({ status }) => status !== 'cancelled').map(({ seat, status }) => `${seat} ${status}`)
  if (missing.length === 0 && unexpected.length === 0) return null
  return { location: site.name, day, inFile: wanted.length, inAgenda: onAgenda.length, missing, unexpected }
}

/** Whether a visit stands as its row says; of what is only booked the file says no more. */
const stands = (status: string, outcome: TakenSeat['outcome']): boolean =>
  outcome === null || outcome === 'booked' ? status !== 'cancelled' : status === outcome

const mostShown = 30

/** The check for a person. */
export function checkText({ compared, visits, statuses, differences }: Check): string {
  const how = statuses.size === 0 ? '' : ` (${countsText([...statuses])})`
  const summary = `${compared} days of locations compared, ${visits} visits in the agenda${how}`
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
