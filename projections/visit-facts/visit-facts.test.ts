import { randomUUID } from 'node:crypto'
import {
  epochOf,
  instantOf,
  StreamName,
  type VisitEvent,
  type VisitStatus,
  visit,
  visitTransitions,
} from '@visita/domain'
import { test } from 'tap'
import { type CountedGroup, countVisits, type FigureGroup, figureGroups, visitFacts } from '../index.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

/** Numbers that are the same in every run. */
function dice(seed: number) {
  let state = seed
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const one = <T>(items: readonly [T, ...T[]] | readonly T[]): T => items[next(items.length)] as T
  return { next, one }
}

const zones = ['America/Sao_Paulo', 'Europe/Madrid', 'Pacific/Auckland', 'America/Santiago'] as const
const types = {
  confirmed: 'VisitConfirmed',
  cancelled: 'VisitCancelled',
  en_route: 'VisitSetOut',
  checked_in: 'VisitCheckedIn',
  completed: 'VisitCompleted',
  no_show: 'VisitNoShowMarked',
} as const
const from = Date.parse('2026-03-26T00:00:00Z')

/** Makes up the life of one visit, records it, and gives its events. */
function live(on: Stage, { next, one }: ReturnType<typeof dice>, tenant = demo): VisitEvent[] {
  const visitId = randomUUID()
  const told: VisitEvent[] = []
  let clock = from - next(1_000_000_000)
  const tell = (type: VisitEvent['type'], data: object) => {
    clock += next(90_000_000)
    const event = { type, data: { visitId, ...data, at: instantOf(clock) } } as unknown as VisitEvent
    on.record(StreamName.visit(tenant, visitId as never), event)
    told.push(event)
  }
  const place = () => {
    const start = from + next(7 * 96) * 900_000
    const resources = [...new Set([one(['ana', 'bea', 'cai']), one(['ana', 'room'])])]
    const claims = resources.map((resourceId) => ({ claimId: randomUUID(), resourceId, date: '2026-03-26' }))
    const span = { start: instantOf(start), end: instantOf(start + 1_800_000), timezone: one(zones) }
    return { ...span, claims, locationId: one(['centro', 'norte', null]) }
  }
  let at = place()
  if (next(9) === 0) tell('VisitAbandoned', { attempt: 1 })
  tell('VisitRequested', {
    ...{
      tenant,
      attempt: 1,
      typeId: one(['viewing', 'call']),
      customerId: randomUUID(),
      ...at,
      unitId: null,
      seats: 1,
    },
    ...{ origin: one(['api', 'whatsapp', 'import']), participants: [], notes: null, override: null },
  })
  let status: VisitStatus = 'pending'
  let attempt = 1
  for (let steps = next(7); steps > 0; steps -= 1) {
    const ways: readonly VisitStatus[] = visitTransitions[status]
    if (status === 'no_show' && next(2)) {
      tell('VisitCheckedIn', {})
      status = 'checked_in'
    } else if ((status === 'pending' || status === 'confirmed') && next(3) === 0) {
      const to = place()
      const reassigned = next(2) === 0 ? { ...at, claims: to.claims } : to
      attempt += 1
      const moved = { attempt, former: at, ...reassigned, reason: null, override: null }
      tell(reassigned === to ? 'VisitRescheduled' : 'VisitReassigned', moved)
      at = reassigned
    } else if (ways.length > 0) {
      status = one(ways)
      const automatic = status === 'confirmed' || status === 'no_show' ? { automatic: true } : {}
      const reason = status === 'cancelled' ? { reason: null } : {}
      tell(types[status as keyof typeof types], { ...automatic, ...reason })
    }
  }
  return told
}

/** The same figures, counted over the histories one by one, with another calendar. */
function counted(histories: readonly VisitEvent[][], groupBy: FigureGroup | null, first: string, last: string) {
  const groups = new Map<string | null, Record<string, number>>()
  for (const events of histories) {
    const { status, visit: known } = events.reduce(visit.evolve, visit.initial)
    if (!known) continue
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: known.timezone }).format(known.start)
    if (day < first || day > last) continue
    const confirmed = events.find(({ type }) => type === 'VisitConfirmed')
    const keys = {
      resource: known.claims.map(({ resourceId }) => resourceId),
      ...{ location: [known.locationId], type: [known.typeId], origin: [known.origin], day: [day] },
    }
    for (const key of groupBy === null ? [null] : keys[groupBy]) {
      const group = groups.get(key) ?? {}
      groups.set(key, group)
      const add = (name: string, by: number | boolean) => {
        group[name] = (group[name] ?? 0) + Number(by)
      }
      add('booked', 1)
      add('confirmed', confirmed !== undefined)
      add('showed', status === 'checked_in' || status === 'completed')
      add('completed', status === 'completed')
      add('cancelled', status === 'cancelled')
      add('noShow', status === 'no_show')
      add(
        'rescheduled',
        events.some(({ type }) => type === 'VisitRescheduled'),
      )
      add('msToConfirm', confirmed ? epochOf(confirmed.data.at) - known.requestedAt : 0)
    }
  }
  return groups
}

const byKey = (groups: readonly CountedGroup[]) => new Map(groups.map(({ key, ...counts }) => [key, counts]))

test('the figures are those of a plain count over any histories, however often they are told', async (t) => {
  for (const seed of [1, 2]) {
    const on = await stage(t, [visitFacts])
    const random = dice(seed)
    const histories = Array.from({ length: 100 }, () => live(on, random))
    live(on, random, other)
    await on.settled()
    const ranges = [
      ['2026-03-20', '2026-04-10'],
      ['2026-03-28', '2026-03-29'],
      ['2026-03-29', '2026-03-29'],
      ['2026-05-01', '2026-05-02'],
    ] as const
    const same = async (when: string) => {
      for (const groupBy of [null, ...figureGroups]) {
        for (const [first, last] of ranges) {
          const found = await on.ask(demo, (db) => countVisits(db, demo, { from: first, to: last, groupBy }))
          t.same(byKey(found), counted(histories, groupBy, first, last), `${when}: ${groupBy} ${first} ${last}`)
        }
      }
    }
    await same('at first')
    await on.stop()
    on.start({ redeliver: true, batch: 3 })
    histories.push(live(on, random))
    await on.settled()
    await same('told again after a restart')
    await on.rebuild()
    await same('rebuilt')
  }
})
