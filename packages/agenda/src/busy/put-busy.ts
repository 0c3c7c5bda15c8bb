import {
  addDays,
  BlockId,
  blockSlices,
  epochOf,
  type Interval,
  localDate,
  type Resource,
  type ResourceId,
  type SlotState,
  StreamName,
  type VisitId,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { invalidRequest, type RequestFault } from '@visita/http'
import { inParallel } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { atOnce, gatherMet } from '../blocks/places.ts'
import { commandContext, type Request } from '../request.ts'
import { type Busy, busyChange, busyWithin, echoesOf } from './plan.ts'

/** The complete busy time of one source in `[from, to)`; instants in epoch ms. */
export interface BusyTimes {
  readonly source: string
  readonly from: number
  readonly to: number
  readonly intervals: readonly {
    readonly start: number
    readonly end: number
    readonly externalId?: string | undefined
  }[]
}

export interface BusyPut {
  /** Stretches of busy time, each on one local day. */
  readonly laid: number
  readonly lifted: number
  /** The visits that lie under busy time. */
  readonly conflicts: readonly VisitId[]
  readonly position: bigint
}

const longestWindowMs = 366 * 86_400_000
const calendar: Interval = { from: epochOf('1900-01-01T00:00:00Z'), until: epochOf('2200-01-01T00:00:00Z') }

/**
 * Makes a source's busy time on one resource what it says, within its window: lays what is new as blocks of the
 * resource's local days, lifts what is no longer listed, and leaves alone everything else, be it another source's, a block of
 * ours, or beyond the window. What a calendar tells of our own visits is passed by. New time is laid before
 * former time is lifted, so that nothing is open in between; put again after a crash, the rest is done.
 * @throws 404 for a resource that is not there, 400 for times that mean nothing
 */
export async function putBusy(
  agenda: Agenda,
  request: Request,
  resourceId: ResourceId,
  times: BusyTimes,
): Promise<BusyPut> {
  const { tenant } = request
  const resource = await agenda.configuration.resource(tenant, resourceId)
  const faults = faultsOf(times)
  if (faults.length > 0) throw invalidRequest(faults)

  const days: Omit<Day, 'busy'>[] = []
  let position = 0n
  await inParallel(datesOf(resource, times), atOnce, async (date) => {
    const stream = StreamName.slot(tenant, resourceId, date)
    const { state, position: newest } = await agenda.aggregates.slot.load(stream, 0)
    days.push({ date, stream, resourceId, times, state })
    position = newestPosition(position, newest)
  })
  const wanted = cutIntoDays(resource, await withoutEchoes(agenda, request, times, days), times)

  const met = gatherMet(agenda.clock.now())
  let [laid, lifted] = [0, 0]
  await inParallel(days, atOnce, async (day) => {
    const busy = wanted.get(day.date) ?? []
    const done = await settleDay(agenda, request, { ...day, busy })
    laid += done.laid
    lifted += done.lifted
    position = newestPosition(position, done.position)
    for (const slice of busy) met.under(slice, done.state)
  })
  return { laid, lifted, conflicts: [...met.visits], position }
}

interface Day {
  readonly date: string
  readonly stream: StreamName
  readonly resourceId: ResourceId
  readonly times: BusyTimes
  /** What is wanted on this day. */
  readonly busy: readonly Busy[]
  readonly state: SlotState
}

async function settleDay(agenda: Agenda, request: Request, day: Day) {
  const { slot } = agenda.aggregates
  const { stream, resourceId, date, times } = day
  const { source, from, to } = times
  const now = agenda.clock.now()
  const claims = day.state.claims.filter((claim) => claim.kind === 'block' && claim.source === source)
  const change = busyChange(day.busy, claims, { from, until: to })

  // All of a day at once: the handler makes one append of them.
  const laid = await Promise.all(change.lay.map(lay))
  const lifted = await Promise.all(change.lift.map(({ id }) => lift(BlockId.parse(id))))
  const { state } = await slot.load(stream, Number.POSITIVE_INFINITY)
  return { state, laid: laid.length, lifted: lifted.length, position: newestPosition(...laid, ...lifted) }

  async function lay(busy: Busy): Promise<bigint> {
    let { ended } = day.state
    // An id that has ended never comes back, so a stretch that comes and goes has a new one each time.
    for (let turn = 0; ; turn++) {
      const blockId = BlockId.derive(request.tenant, 'busy', resourceId, source, date, busy.from, busy.until, turn)
      if (ended.includes(blockId)) continue
      const command = { type: 'BlockSlot', blockId, ...busy, onConflict: 'keep', source, now } as const
      const outcome = await slot.execute(stream, command, commandContext(request))
      if (outcome.kind === 'rejected') ended = outcome.state.ended
      if (outcome.kind !== 'accepted') continue
      await agenda.onStep?.('busy-slice')
      return outcome.position
    }
  }

  async function lift(blockId: BlockId): Promise<bigint> {
    const command = { type: 'UnblockSlot', blockId } as const
    const outcome = await slot.execute(stream, command, commandContext(request), { fresh: true })
    await agenda.onStep?.('busy-slice')
    return outcome.kind === 'accepted' ? outcome.position : 0n
  }
}

/** The local dates of the resource that the window meets. */
function datesOf({ timezone }: Resource, { from, to }: BusyTimes): readonly string[] {
  const last = localDate(to - 1, timezone)
  const dates: string[] = []
  for (let date = localDate(from, timezone); date <= last; date = addDays(date, 1)) dates.push(date)
  return dates
}

function cutIntoDays({ timezone }: Resource, intervals: readonly Busy[], { from, to }: BusyTimes) {
  const days = new Map<string, Busy[]>()
  for (const { from: start, until: end, ...named } of busyWithin(intervals, { from, until: to })) {
    for (const { date, ...slice } of blockSlices({ start, end, timezone, repeat: null }, timezone, always)) {
      const day = days.get(date) ?? []
      day.push({ ...named, ...slice })
      days.set(date, day)
    }
  }
  return days
}
const always: Interval = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }

/** Those that are not our own visits told back to us. Visits that have moved or gone since may still be told of. */
async function withoutEchoes(
  { readModel }: Agenda,
  { tenant }: Request,
  { intervals }: BusyTimes,
  days: readonly Omit<Day, 'busy'>[],
): Promise<readonly Busy[]> {
  const own = new Set<string>(days.flatMap(({ state }) => state.claims.map(({ visitId }) => visitId ?? '')))
  const named = intervals.map((interval) => ({ ...interval, ids: echoesOf(interval.externalId ?? '') }))
  const unknown = new Set(named.flatMap(({ ids }) => ids.filter((id) => !own.has(id))))
  if (unknown.size > 0) for (const id of await readModel.visitsAmong(tenant, [...unknown])) own.add(id)
  return named
    .filter(({ ids }) => !ids.some((id) => own.has(id)))
    .map(({ start, end, externalId }) => ({
      from: start,
      until: end,
      ...(externalId === undefined ? {} : { externalId }),
    }))
}

function faultsOf({ from, to, intervals }: BusyTimes): readonly RequestFault[] {
  const faults: RequestFault[] = []
  const fault = (path: string, message: string) => faults.push({ in: 'body', path, message })
  if (from < calendar.from) fault('/from', 'must lie in the years 1900 to 2199')
  if (to > calendar.until) fault('/to', 'must lie in the years 1900 to 2199')
  if (to <= from) fault('/to', 'must be after from')
  else if (to - from > longestWindowMs) fault('/to', 'must be at most 366 days after from')
  for (const [index, { start, end }] of intervals.entries()) {
    if (end <= start) fault(`/intervals/${index}/end`, 'must be after the start')
  }
  return faults
}
