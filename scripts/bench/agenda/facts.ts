import { createHash } from 'node:crypto'
import { instantOf } from '@visita/domain'
import { business, chairId, openingOf, slotAt, startsPerDay } from '../business.ts'

// What both servers have stored: 50 agents, each with 20 visits on each of 100 days. Made by counting, so that both are given
// the very same.

export interface AgendaSize {
  readonly agents: number
  readonly days: number
  readonly customers: number
}
export const fullSize: AgendaSize = { agents: 50, days: 100, customers: 2_000 }

export interface StoredCustomer {
  readonly id: string
  readonly name: string
  /** One in forty cannot be reached. */
  readonly phone: string | null
}

export interface StoredVisit {
  readonly id: string
  readonly claimId: string
  readonly customerId: string
  readonly agentId: string
  readonly date: string
  readonly start: string
  readonly end: string
  /** One in five. */
  readonly pending: boolean
}

/** Half an hour of every tenth agent's day, with a visit under it. */
export interface StoredBlock {
  readonly id: string
  readonly agentId: string
  readonly date: string
  readonly start: string
  readonly end: string
}

export interface AgendaFacts {
  readonly agents: readonly string[]
  readonly dates: readonly string[]
  readonly customers: readonly StoredCustomer[]
  readonly visits: readonly StoredVisit[]
  readonly blocks: readonly StoredBlock[]
}

/** A UUID that says the same of the same. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

/** From the day after tomorrow on, so that no answer changes while it is compared. `now` is epoch milliseconds. */
export function agendaFacts({ agents: count, days, customers: people }: AgendaSize, now: number): AgendaFacts {
  const agents = Array.from({ length: count }, (_, index) => chairId(index))
  const openings = Array.from({ length: days }, (_, day) => openingOf(now, day + 2))
  const dates = openings.map((opening) => instantOf(opening).slice(0, 10))
  const customers = Array.from({ length: people }, (_, index) => ({
    id: uuidOf(`customer ${index}`),
    name: `Cliente ${index}`,
    phone: index % 40 === 0 ? null : `+5730${10_000_000 + index}`,
  }))
  const visits: StoredVisit[] = []
  const blocks: StoredBlock[] = []
  openings.forEach((opening, day) => {
    const date = dates[day] ?? ''
    agents.forEach((agentId, agent) => {
      const time = (slot: number) => instantOf(slotAt(opening, slot))
      if (agent % 10 === 0) {
        blocks.push({ id: uuidOf(`block ${day} ${agent}`), agentId, date, start: time(10), end: time(11) })
      }
      for (let slot = 0; slot < startsPerDay; slot++) {
        const index = visits.length
        visits.push({
          id: uuidOf(`visit ${index}`),
          claimId: uuidOf(`claim ${index}`),
          customerId: customers[(index * 7) % people]?.id ?? '',
          ...{ agentId, date, start: time(slot), end: time(slot + 1), pending: index % 5 === 0 },
        })
      }
    })
  })
  return { agents, dates, customers, visits, blocks }
}

export const { tenant, typeId } = business
