import {
  addDays,
  dayBounds,
  type Interval,
  localDate,
  openingIntervals,
  type Resource,
  type ResourceId,
  StreamName,
  turns,
  type Waiting,
  type WaitlistEntryId,
  wants,
} from '@visita/domain'
import type { Agenda } from '../agenda.ts'
import type { Request } from '../request.ts'
import { createLook, type Look } from './look.ts'
import { offerTime } from './offer.ts'
import { scanned } from './pool.ts'

/**
 * Those who wait for time within the interval, in the order in which they joined, as the log has it. Some may have been
 * offered something, or have left, since.
 */
export type ListWaiting = (within: Interval) => Promise<readonly Waiting[]>

/** What the offers are made with. */
export interface OfferTools {
  readonly agenda: Agenda
  readonly request: Request
  readonly waitingWithin: ListWaiting
  readonly signal: AbortSignal
}

/** So many looks at what is open for one person, when others are faster each time. */
const mostLooks = 5

/**
 * Offers what is open on one resource's local day (`YYYY-MM-DD`) to those who wait, the first who joined first, until nothing
 * open is wanted any more. Whoever has an offer gets no second one. Safe to repeat, and to run twice at once. False: it was
 * stopped before everybody had their turn.
 */
export async function offerOpenTime(tools: OfferTools, resourceId: ResourceId, date: string): Promise<boolean> {
  const { agenda, request } = tools
  const { state } = await agenda.aggregates.resource.load(StreamName.resource(request.tenant, resourceId))
  const { resource, archived } = state
  if (!resource || archived || dayBounds(date, resource.timezone).until <= agenda.clock.now()) return true
  return offerDay(tools, resource, date, () => createLook(agenda, request.tenant, [resource]))
}

/** The same for every day of a resource that may be booked: its hours, or its capacity, may be others than before. */
export async function offerResourceTime(tools: OfferTools, resourceId: ResourceId): Promise<boolean> {
  const { agenda, request } = tools
  const { state } = await agenda.aggregates.resource.load(StreamName.resource(request.tenant, resourceId))
  const { resource, archived } = state
  if (!resource || archived) return true
  const { maxAdvanceDays } = await agenda.configuration.policies(request.tenant)
  const now = agenda.clock.now()
  const days = daysWithin([resource], now, Number.POSITIVE_INFINITY, maxAdvanceDays, now)
  const last = days.at(-1)
  if (!last) return true
  const waiting = await tools.waitingWithin({ from: now, until: dayBounds(last.date, resource.timezone).until })
  if (waiting.length === 0) return true
  const look = await createLook(agenda, request.tenant, [resource])
  for (const { date } of days) {
    if (!(await offerDay(tools, resource, date, async () => look))) return false
  }
  return true
}

async function offerDay(
  { agenda, request, waitingWithin, signal }: OfferTools,
  resource: Resource,
  date: string,
  lookAround: () => Promise<Look>,
): Promise<boolean> {
  const waiting = await waitingWithin(dayBounds(date, resource.timezone))
  if (waiting.length === 0) return true
  const look = await lookAround()
  await look.learn(waiting)
  const before = await look.day(resource, date)
  let day = before
  // What opens while this is under way is another look's: here those who joined earlier have had their turn.
  const openFor = (person: Waiting): readonly number[] => {
    const then = look.openFor(person, before)
    return day === before ? then : look.openFor(person, day).filter((start) => then.includes(start))
  }
  for (const { person } of turns(waiting, openFor, resource.timezone)) {
    if (signal.aborted) return false
    await offerOne(person)
  }
  return true

  async function offerOne(person: Waiting): Promise<void> {
    const lost = new Set<number>()
    for (let looks = 1; looks <= mostLooks; looks++) {
      const { state, revision } = await agenda.aggregates.waitlist.load(
        StreamName.waitlist(request.tenant, person.entryId),
        0,
      )
      if (state.status !== 'waiting') return
      const { entry } = state
      const starts = openFor(person).filter((start) => !lost.has(start) && wants(entry, start, resource.timezone))
      const found = await firstOffer(person, starts)
      if (!found) return
      const offered = await offerTime(agenda, request, { entry, revision }, found, look.policies.waitlistOfferMinutes)
      look.forgetDays()
      day = await look.day(resource, date)
      if (offered === 'offered') return
      if (offered === 'taken') lost.add(found.start)
    }
  }

  async function firstOffer(person: Waiting, starts: readonly number[]) {
    for (const start of starts) {
      const found = await look.offerable(person, resource, start)
      if (found) return found
    }
    return null
  }
}

/**
 * Looks for somebody who waits at every day of their window, the earliest first, until they have an offer; on each of those
 * days everybody who waits gets their turn. Answers when to go on (epoch ms): when more of the window comes within the
 * tenant's horizon, or now, when it was stopped in the middle; null where there is nothing more to look for.
 */
export async function seekTime(tools: OfferTools, entryId: WaitlistEntryId): Promise<number | null> {
  const { agenda, request } = tools
  const { aggregates, clock } = agenda
  const stream = StreamName.waitlist(request.tenant, entryId)
  const { state } = await aggregates.waitlist.load(stream)
  if (state.status !== 'waiting') return null
  const { entry } = state
  const look = await createLook(agenda, request.tenant)
  await look.learn([entry])
  const wanted = look.wanted(entry)
  const now = clock.now()
  const resources = wanted ? scanned(wanted.needs) : []
  const { maxAdvanceDays, holidays } = look.policies

  for (const { resource, date } of daysWithin(resources, Math.max(entry.from, now), entry.to, maxAdvanceDays, now)) {
    if (openingIntervals(resource, date, entry.typeId, holidays).length === 0) continue
    if (!(await offerDay(tools, resource, date, async () => look))) return now
    const { state } = await aggregates.waitlist.load(stream)
    if (state.status !== 'waiting') return null
  }
  // At each local midnight one day more may be booked; and whoever may serve tomorrow need not be there today.
  const { timezone } = look.policies
  const tomorrow = dayBounds(addDays(localDate(now, timezone), 1), timezone).from
  const horizon = dayBounds(addDays(localDate(now, timezone), maxAdvanceDays), timezone).until
  return entry.to > horizon ? tomorrow : null
}

/** Every local day of the resources that begins to matter at `from` and before `until` (epoch ms), in order of time. */
function daysWithin(
  resources: readonly Resource[],
  from: number,
  until: number,
  mostDays: number,
  now: number,
): readonly { readonly resource: Resource; readonly date: string }[] {
  const found = resources.flatMap((resource) => {
    const { timezone } = resource
    const last = addDays(localDate(now, timezone), mostDays)
    const days: { resource: Resource; date: string; begins: number }[] = []
    for (let date = localDate(from, timezone); date <= last; date = addDays(date, 1)) {
      const begins = dayBounds(date, timezone).from
      if (begins >= until) break
      days.push({ resource, date, begins })
    }
    return days
  })
  return found.sort((a, b) => a.begins - b.begins)
}
