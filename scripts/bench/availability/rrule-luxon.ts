import { createRequire } from 'node:module'
import { DateTime, Interval } from 'luxon'
import type { Slot, Workload } from './workloads.ts'

// The package names an ES module that Node does not find; what it finds has no named exports.
const { RRule } = createRequire(import.meta.url)('rrule') as typeof import('rrule')

const weekdays = [RRule.MO, RRule.TU, RRule.WE, RRule.TH, RRule.FR, RRule.SA, RRule.SU]

/**
 * The same question as one would ask it with rrule and luxon: opening hours as recurrence rules in floating time, as rrule's
 * own documentation advises (its `tzid` is slower and gives dates that need mending), slots by `splitBy`, claims by
 * `overlaps`, minutes counted in UTC, which needs no zone. Rules and busy intervals are made beforehand, the latter by day, and rrule may use its cache, as ours does.
 */
export function rruleLuxonProgram({ timezone: zone, visitType, policies, now, range, agents }: Workload): () => Slot[] {
  const prepared = agents.map(({ resource, busy }) => ({
    id: resource.id,
    hours: resource.schedule.weekly.map(({ days, start, end }) => {
      const opens = DateTime.fromISO(`2026-01-01T${start}`, { zone: 'utc' })
      const rule = new RRule({
        freq: RRule.WEEKLY,
        byweekday: days.map((day) => weekdays[day - 1] ?? RRule.MO),
        dtstart: opens.toJSDate(),
      })
      return { rule, length: DateTime.fromISO(`2026-01-01T${end}`, { zone: 'utc' }).diff(opens) }
    }),
    busy: new Map(
      [...busy].map(([date, claims]) => [
        date,
        claims.map(({ from, until }) =>
          Interval.fromDateTimes(
            DateTime.fromMillis(from, { zone: 'utc' }),
            DateTime.fromMillis(until, { zone: 'utc' }),
          ),
        ),
      ]),
    ),
  }))
  const { durationMinutes, slotIntervalMinutes, bufferBeforeMinutes, bufferAfterMinutes } = visitType

  return () => {
    const [from, until] = [DateTime.fromMillis(range.from, { zone }), DateTime.fromMillis(range.until, { zone })]
    const earliest = DateTime.fromMillis(now, { zone }).plus({ minutes: policies.minNoticeMinutes })
    const horizon = DateTime.fromMillis(now, { zone })
      .startOf('day')
      .plus({ days: policies.maxAdvanceDays + 1 })
    const free = new Map<number, { end: number; agents: { id: string; load: number }[] }>()
    for (const { id, hours, busy } of prepared) {
      for (const { rule, length } of hours) {
        const floating = {
          from: from.setZone('utc', { keepLocalTime: true }),
          until: until.setZone('utc', { keepLocalTime: true }),
        }
        for (const opening of rule.between(floating.from.toJSDate(), floating.until.toJSDate(), true)) {
          const opens = DateTime.fromJSDate(opening, { zone: 'utc' }).setZone(zone, { keepLocalTime: true })
          const closes = DateTime.fromJSDate(opening, { zone: 'utc' })
            .plus(length)
            .setZone(zone, { keepLocalTime: true })
          const today = busy.get(opens.toISODate() ?? '') ?? []
          for (const slot of Interval.fromDateTimes(opens.toUTC(), closes.toUTC()).splitBy({
            minutes: slotIntervalMinutes,
          })) {
            const { start } = slot
            if (!start || start < earliest || start >= horizon) continue
            const end = start.plus({ minutes: durationMinutes })
            if (end > closes) continue
            const claim = Interval.fromDateTimes(
              start.minus({ minutes: bufferBeforeMinutes }),
              end.plus({ minutes: bufferAfterMinutes }),
            )
            if (today.some((taken) => taken.overlaps(claim))) continue
            const known = free.get(start.toMillis())
            const agent = { id, load: today.length }
            if (known) known.agents.push(agent)
            else free.set(start.toMillis(), { end: end.toMillis(), agents: [agent] })
          }
        }
      }
    }
    return [...free]
      .sort(([a], [b]) => a - b)
      .map(([start, { end, agents: open }]) => ({
        start,
        end,
        resourceIds: open.sort((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1)).map(({ id }) => id),
      }))
  }
}
