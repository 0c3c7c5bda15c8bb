import { Temporal } from 'temporal-polyfill'
import { wallClock } from '../wall-clock.ts'
import type { NoShowWeights } from './weights.ts'

/** What is known of a visit and its customer before it takes place. Instants are epoch milliseconds. */
export interface AwaitedVisit {
  readonly requestedAt: number
  readonly start: number
  /** IANA zone of the visit. */
  readonly timezone: string
  readonly confirmed: boolean
  /** Earlier visits of the customer, by what became of them. */
  readonly missed: number
  readonly kept: number
  readonly unreadReminders: number
}

export type NoShowFactor = 'lead' | 'missed' | 'kept' | 'unconfirmed' | 'unread-reminders' | 'hour' | 'weekday'

/** One thing that speaks for a no-show, or with negative points against it. */
export interface NoShowReason {
  readonly factor: NoShowFactor
  /** Days, visits, reminders, the hour (0 to 23), the ISO weekday; 1 for `unconfirmed`. */
  readonly value: number
  readonly points: number
}

export interface NoShowRisk {
  /** How likely nobody comes, 0 to 100. */
  readonly percent: number
  /** The weightiest first; with the base they add up to the log odds, times ten. */
  readonly reasons: readonly NoShowReason[]
}

/** A sum of points that anybody can check by hand, read as log odds: 100 / (1 + e^(−sum/10)). */
export function noShowRisk(visit: AwaitedVisit, weights: NoShowWeights): NoShowRisk {
  const { date, minutes } = wallClock(visit.start, visit.timezone)
  const day = Temporal.PlainDate.from(date)
  const lead = Math.max(0, Temporal.PlainDate.from(wallClock(visit.requestedAt, visit.timezone).date).until(day).days)
  const hour = Math.floor(minutes / 60)
  const each = (count: number, { points, most }: NoShowWeights['missed']) => Math.min(count, most) * points
  const sum = (steps: readonly { readonly points: number }[]) => steps.reduce((total, { points }) => total + points, 0)
  const reached = weights.leadDays.filter(({ from }) => from <= lead).sort((a, b) => b.from - a.from)
  const all: NoShowReason[] = [
    { factor: 'lead', value: lead, points: reached[0]?.points ?? 0 },
    { factor: 'missed', value: visit.missed, points: each(visit.missed, weights.missed) },
    { factor: 'kept', value: visit.kept, points: each(visit.kept, weights.kept) },
    { factor: 'unconfirmed', value: 1, points: visit.confirmed ? 0 : weights.unconfirmed },
    {
      factor: 'unread-reminders',
      value: visit.unreadReminders,
      points: each(visit.unreadReminders, weights.unreadReminder),
    },
    {
      factor: 'hour',
      value: hour,
      points: sum(weights.hours.filter(({ from, until }) => from <= hour && hour < until)),
    },
    {
      factor: 'weekday',
      value: day.dayOfWeek,
      points: sum(weights.weekdays.filter(({ days }) => days.includes(day.dayOfWeek))),
    },
  ]
  const reasons = all.filter(({ points }) => points !== 0).sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
  const percent = Math.round(100 / (1 + Math.exp(-(weights.base + sum(reasons)) / 10)))
  return { percent, reasons }
}
