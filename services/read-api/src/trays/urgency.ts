import { minuteMs } from '@visita/domain'
import type { Tray } from '@visita/projections'

export const colours = ['red', 'orange', 'grey'] as const
export type Colour = (typeof colours)[number]

const redMs = 120 * minuteMs
const orangeMs = 24 * 60 * minuteMs

/** Instants and lengths of time in milliseconds. */
interface Considered {
  readonly tray: Tray
  readonly status: string
  readonly start: number
  readonly now: number
  /** The last moment at which the customer may call off: whoever acts later acts too late for them. */
  readonly cancelMinMinutes: number
}

const whys: Record<Tray, (pending: boolean) => string> = {
  'to-confirm': () => 'Nobody has confirmed it.',
  reschedules: (pending) =>
    pending ? 'It was moved to another time, and nobody has confirmed it.' : 'It was moved to another time.',
  'no-contact': () => 'The customer has neither phone nor e-mail.',
}

/**
 * How urgent a visit of a tray is. Due is when the customer can no longer call off by themselves. Red: due within two hours, or past
 * due. Orange: due within a day. Grey: later.
 */
export function urgency({ tray, status, start, now, cancelMinMinutes }: Considered): {
  why: string
  dueAt: number
  colour: Colour
} {
  const dueAt = start - cancelMinMinutes * minuteMs
  const left = dueAt - now
  const colour = left <= redMs ? 'red' : left <= orangeMs ? 'orange' : 'grey'
  const late = now >= start ? ' It has begun.' : left < 0 ? ' It is past due.' : ''
  return { why: whys[tray](status === 'pending') + late, dueAt, colour }
}
