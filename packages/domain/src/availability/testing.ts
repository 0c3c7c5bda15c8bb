import { Temporal } from 'temporal-polyfill'
import type { LocationId } from '../ids.ts'
import type { Resource } from '../schema.ts'
import { minutes } from '../testing.ts'
import type { Claim, Interval } from './claims.ts'
import type { Need, ResourcePool } from './pool.ts'

// The rules a second time, as slowly and plainly as they can be said: every minute is looked at, by the calendar and
// the clock that Temporal shows. Nothing of the code under test is used. Everything must lie on whole minutes.

interface LocalDay {
  readonly date: string
  /** Every minute of it, and what the clock shows then, in minutes since 00:00. */
  readonly minutes: readonly { readonly at: number; readonly clock: number }[]
}

const shown = (instant: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)

/** By zone and minute, since asking Temporal for every minute of every case would take hours. */
const knownDays = new Map<string, Map<number, LocalDay>>()

/** The local day that holds the instant. */
function dayAt(instant: number, zone: string): LocalDay {
  const known = knownDays.get(zone) ?? new Map<number, LocalDay>()
  knownDays.set(zone, known)
  const found = known.get(instant)
  if (found) return found
  const today = shown(instant, zone)
  const date = today.toPlainDate().toString()
  const all: { at: number; clock: number }[] = []
  const isNoted = (at: number) => {
    const wall = shown(at, zone)
    if (wall.day !== today.day) return false
    all.push({ at, clock: wall.hour * 60 + wall.minute })
    return true
  }
  for (let at = instant; isNoted(at); ) at -= minutes(1)
  all.reverse()
  for (let at = instant + minutes(1); isNoted(at); ) at += minutes(1)
  const day = { date, minutes: all }
  for (const { at } of all) known.set(at, day)
  return day
}

const clockOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** A range lasts from the first minute at which the clock has reached its start to the last at which it is before its end. */
function minutesInRange(day: LocalDay, { start, end }: { start: string; end: string }): readonly number[] {
  const first = day.minutes.findIndex(({ clock }) => clock >= clockOf(start))
  const last = day.minutes.findLastIndex(({ clock }) => clock < clockOf(end))
  return first === -1 ? [] : day.minutes.slice(first, last + 1).map(({ at }) => at)
}

const knownOpen = new WeakMap<ResourcePool, Map<string, ReadonlySet<number>>>()

/** The minutes of the resource's local day at which it is open for the pool's type of visit. */
function openMinutes(pool: ResourcePool, resource: Resource, instant: number): ReadonlySet<number> {
  const { timezone, schedule, visitTypeIds } = resource
  const day = dayAt(instant, timezone)
  const { date } = day
  const mine = knownOpen.get(pool) ?? new Map<string, ReadonlySet<number>>()
  knownOpen.set(pool, mine)
  const key = `${resource.id} ${date}`
  const known = mine.get(key)
  if (known) return known
  const typeId = pool.visitType.id
  const exception = schedule.exceptions.find((one) => one.date === date)
  const rules = schedule.weekly.filter(
    (rule) =>
      rule.days.includes(Temporal.PlainDate.from(date).dayOfWeek) &&
      !(rule.validFrom && date < rule.validFrom) &&
      !(rule.validUntil && date > rule.validUntil) &&
      (!rule.typeIds || rule.typeIds.includes(typeId)),
  )
  const isHoliday = schedule.holidays !== null && (pool.policies.holidays ?? []).some((one) => one.date === date)
  const ranges = exception ? exception.ranges : isHoliday ? [] : rules
  const serves = !visitTypeIds || visitTypeIds.includes(typeId)
  const open = new Set(serves ? ranges.flatMap((range) => minutesInRange(day, range)) : [])
  mine.set(key, open)
  return open
}

const minutesOf = (from: number, until: number) =>
  Array.from({ length: (until - from) / minutes(1) }, (_, index) => from + index * minutes(1))

/** Whether one resource could have the visit at this start, at this place, with this many seats. */
export function oracleIsOpen(
  pool: ResourcePool,
  resource: Resource,
  start: number,
  seats = pool.seats,
  locationId: LocationId | undefined = undefined,
): boolean {
  const { visitType, policies, now } = pool
  const { timezone, capacity } = resource
  const day = dayAt(start, timezone)
  const visit = minutesOf(start, start + minutes(visitType.durationMinutes))
  const claim = minutesOf(
    start - minutes(visitType.bufferBeforeMinutes),
    start + minutes(visitType.durationMinutes + visitType.bufferAfterMinutes),
  )
  if (!claim.every((at) => dayAt(at, timezone).date === day.date)) return false

  const claims = pool.claimsOn(resource, day.date)
  const isLive = (other: Claim) => other.expiresAt === undefined || other.expiresAt > now
  const covers = (other: Interval, at: number) => other.from <= at && at < other.until
  const travels = (resource.kind === 'agent' || resource.kind === 'vehicle') && (policies.travelMinutes ?? 0) > 0
  const keeps = (hold: Claim) =>
    hold.kind === 'hold' &&
    hold.id === pool.holdId &&
    isLive(hold) &&
    hold.seats >= seats &&
    claim.every((at) => covers(hold, at)) &&
    (!travels || locationId === undefined || hold.locationId === locationId)
  if (claims.some(keeps)) return true

  if (!pool.skipRules) {
    const open = openMinutes(pool, resource, start)
    if (!visit.every((at) => open.has(at))) return false
    if (start < now + minutes(policies.minNoticeMinutes)) return false
    const horizon = shown(now, timezone).toPlainDate().add({ days: policies.maxAdvanceDays })
    if (Temporal.PlainDate.compare(Temporal.PlainDate.from(day.date), horizon) > 0) return false
  }

  const others = claims.filter(
    (other) =>
      isLive(other) &&
      (other.kind === 'hold' ? other.id !== pool.holdId : !pool.visitId || other.visitId !== pool.visitId),
  )
  const fits = claim.every((at) => {
    const taken = others.filter((other) => covers(other, at))
    return taken.reduce((sum, other) => sum + (other.kind === 'block' ? capacity : other.seats), seats) <= capacity
  })
  if (!fits) return false
  if (!travels || !locationId) return true
  const way = minutes(policies.travelMinutes ?? 0)
  const onTheWay = minutesOf((claim[0] ?? 0) - way, (claim.at(-1) ?? 0) + minutes(1) + way)
  return !others.some(
    (other) => other.locationId && other.locationId !== locationId && onTheWay.some((at) => covers(other, at)),
  )
}

/** Whether these resources may meet, and where: null where they may not. */
function meetingsOf(
  pool: ResourcePool,
  chosen: readonly Resource[],
  named: readonly Resource[],
): readonly (LocationId | undefined)[] {
  if (!pool.policies.travelMinutes) return [pool.locationId]
  const isPlace = ({ kind }: Resource) => kind === 'room' || kind === 'unit'
  const homes = (some: readonly Resource[]) => [...new Set(some.flatMap(({ locationId }) => locationId ?? []))]
  const places = homes(chosen.filter(isPlace))
  if (pool.locationId) return places.every((there) => there === pool.locationId) ? [pool.locationId] : []
  if (places.length > 0) return places.length === 1 ? places : []
  const people = chosen.filter((resource) => !isPlace(resource))
  const namedHomes = homes(people.filter((resource) => named.includes(resource)))
  const otherHomes = homes(people.filter((resource) => !named.includes(resource)))
  if (namedHomes.length > 0) return namedHomes.filter((there) => otherHomes.every((home) => home === there))
  if (otherHomes.length > 1) return []
  return [otherHomes[0]]
}

/** All ways to take `count` of a list. */
function subsets<Value>(values: readonly Value[], count: number): Value[][] {
  const [first, ...rest] = values
  if (count === 0) return [[]]
  if (first === undefined) return []
  return [...subsets(rest, count - 1).map((subset) => [first, ...subset]), ...subsets(rest, count)]
}

const combinations = (needs: readonly Need[]): Resource[][] =>
  needs.reduce<Resource[][]>(
    (all, { count, named, others }) =>
      all.flatMap((some) => subsets(others, count - named.length).map((chosen) => [...some, ...named, ...chosen])),
    [[]],
  )

/** Every set of resources that could have the visit, and where, by trying them all. */
export function oracleAssignments(
  pool: ResourcePool,
  start: number,
  seats = pool.seats,
): readonly { readonly resources: readonly Resource[]; readonly locationId: LocationId | undefined }[] {
  const named = pool.needs.flatMap((need) => need.named)
  const known = new Map<string, boolean>()
  const isOpen = (resource: Resource, there: LocationId | undefined) => {
    const key = `${resource.id} ${there}`
    const answer = known.get(key) ?? oracleIsOpen(pool, resource, start, seats, there)
    known.set(key, answer)
    return answer
  }
  return combinations(pool.needs).flatMap((resources) =>
    meetingsOf(pool, resources, named)
      .filter((there) => resources.every((resource) => isOpen(resource, there)))
      .map((locationId) => ({ resources, locationId })),
  )
}

/** Whether the start is on the grid of the resource: whole intervals after it opened, and the visit ends while it is open. */
export function oracleIsOnGrid(pool: ResourcePool, resource: Resource, start: number): boolean {
  const { durationMinutes, slotIntervalMinutes } = pool.visitType
  const open = openMinutes(pool, resource, start)
  if (!open.has(start)) return false
  if (!minutesOf(start, start + minutes(durationMinutes)).every((at) => open.has(at))) return false
  let opened = start
  while (open.has(opened - minutes(1))) opened -= minutes(1)
  return (start - opened) % minutes(slotIntervalMinutes) === 0
}
