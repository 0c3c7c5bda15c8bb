import { toInstant } from '@visita/runtime'
import { Temporal } from 'temporal-polyfill'
import { exitCode, ImportFailure } from './failure.ts'
import type { Mapping } from './mapping.ts'
import { minutesOf } from './mapping.ts'
import type { OutcomeStatus } from './outcome.ts'
import type { Malformed, Row } from './rows.ts'
import { slugsOf } from './slug.ts'

export interface Site {
  readonly id: string
  readonly name: string
  /** As many as its fullest day needs. */
  readonly agents: readonly string[]
}

/** Where and when a row is to be. */
export interface Seat {
  readonly locationId: string
  readonly resourceId: string
  /** RFC 3339, UTC. */
  readonly start: string
}

export interface Refused {
  readonly line: number
  readonly id: string
  readonly reason: string
  readonly detail: string
}

/** What a file asks for, settled before anything is sent. The same file and mapping give the same plan in every run. */
export interface Plan {
  readonly sites: readonly Site[]
  readonly days: readonly string[]
  /** Rows that have a seat. */
  readonly seated: number
  /** Records that have none, in the order of the file. */
  readonly refused: readonly Refused[]
  seatOf(row: Row): Seat | null
  /** What has become of the rows that have a seat, where the file says so: how many of each. */
  readonly outcomes: ReadonlyMap<OutcomeStatus, number>
  /** Every seat given at a site on a day. */
  seatsAt(site: Site, day: string): readonly TakenSeat[]
}

export interface TakenSeat {
  /** `<resource id> <start>`. */
  readonly seat: string
  /** What the file says of its row; null where it says nothing. */
  readonly outcome: OutcomeStatus | null
}

/** The rows of one site and day, of which only what decides their order is kept. */
type Group = {
  readonly bookedAt: number
  readonly id: string
  readonly ordinal: number
  readonly outcome: OutcomeStatus | null
}[]

/**
 * Seats the rows of each site and day in order of booking (then by id): the first agent's day is filled from its first
 * slot to its last, then the second's. So rows that are booked later and appended to the file move nobody.
 *
 * Keeps a number and an id for each row, and no row itself.
 * @throws ImportFailure when a site would need more agents than its ids can number
 */
export async function planImport(records: AsyncIterable<Row | Malformed>, mapping: Mapping): Promise<Plan> {
  const groups = new Map<string, Map<string, Group>>()
  const ids = new Set<string>()
  const outcomes = new Map<OutcomeStatus, number>()
  const refused: Refused[] = []
  let total = 0
  for await (const record of records) {
    total = Math.max(total, record.ordinal)
    const { line, id } = record
    if (record.kind === 'malformed') refused.push({ line, id, reason: 'malformed', detail: `The record ${record.why}` })
    else if (ids.has(id)) refused.push({ line, id, reason: 'repeated-id', detail: 'An earlier row has the same id' })
    else {
      ids.add(id)
      const days = setDefault(groups, record.location, () => new Map<string, Group>())
      const { bookedAt, ordinal } = record
      const outcome = record.outcome?.status ?? null
      if (outcome) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      setDefault(days, record.day, (): Group => []).push({ bookedAt, id, ordinal, outcome })
    }
  }

  const slots = slotsOf(mapping)
  const places = new Int32Array(total + 1).fill(-1)
  const slugs = slugsOf(groups.keys())
  const sites = new Map<string, Site>()
  for (const [name, days] of groups) {
    let agents = 0
    for (const [day, group] of days) {
      group.sort((a, b) => a.bookedAt - b.bookedAt || (a.id < b.id ? -1 : 1))
      for (const [place, { ordinal }] of group.entries()) places[ordinal] = place
      agents = Math.max(agents, Math.ceil(group.length / slots(day).length))
    }
    if (agents > 9999) throw new ImportFailure(exitCode.usage, `${name} would need ${agents} agents`)
    const id = slugs.get(name) ?? ''
    sites.set(name, { id, name, agents: Array.from({ length: agents }, (_, index) => agentId(id, index + 1)) })
  }

  function seatAt({ id, agents }: Site, day: string, place: number): Seat | null {
    const starts = slots(day)
    const resourceId = agents[Math.floor(place / starts.length)]
    const start = starts[place % starts.length]
    return resourceId === undefined || start === undefined ? null : { locationId: id, resourceId, start }
  }

  return {
    sites: [...sites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    days: [...new Set([...groups.values()].flatMap((days) => [...days.keys()]))].sort(),
    seated: ids.size,
    refused,
    outcomes,
    seatOf({ ordinal, location, day }) {
      const site = sites.get(location)
      const place = places[ordinal] ?? -1
      return site && place >= 0 ? seatAt(site, day, place) : null
    },
    seatsAt(site, day) {
      const group = groups.get(site.name)?.get(day) ?? []
      return group.map(({ outcome }, place) => {
        const seat = seatAt(site, day, place)
        return { seat: `${seat?.resourceId} ${seat?.start}`, outcome }
      })
    },
  }
}

/** `<site>-a01`, with as many digits as it takes. */
const agentId = (site: string, number: number): string => `${site}-a${String(number).padStart(2, '0')}`

/** The starts of a day's slots, in UTC: counted in elapsed time, so that a change of the clocks makes none overlap. */
function slotsOf({ timezone, hours, slotMinutes }: Mapping): (day: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  const step = slotMinutes * 60_000
  return (day) =>
    setDefault(known, day, () => {
      const midnight = Temporal.PlainDateTime.from(day)
      const at = (time: string) =>
        midnight.add({ minutes: minutesOf(time) }).toZonedDateTime(timezone).epochMilliseconds
      const [first, end] = [at(hours.start), at(hours.end)]
      const count = Math.max(1, Math.floor((end - first) / step))
      return Array.from({ length: count }, (_, index) => toInstant(first + index * step))
    })
}

function setDefault<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
