import { minuteMs, type Policies } from '@visita/domain'
import type { AnswerClock } from './answer-clock.ts'

export const colours = ['red', 'orange', 'grey'] as const
export type Colour = (typeof colours)[number]

const redMs = 120 * minuteMs
const orangeMs = 24 * 60 * minuteMs

/**
 * How soon something has to be done, for all trays and incidents alike. Red: past due, or due within two hours, which is as far as
 * the day's next visits are shown. Orange: due within a day. Grey: it can wait.
 */
export function colourOf(dueAt: number, { passed }: AnswerClock): Colour {
  if (passed(dueAt - redMs)) return 'red'
  return passed(dueAt - orangeMs) ? 'orange' : 'grey'
}

/** When a customer can no longer call off by themselves (epoch ms): whoever acts later acts too late for them. */
export const lastCallOff = (start: number, policies: Pick<Policies, 'cancelMinMinutes'> | null): number =>
  start - (policies?.cancelMinMinutes ?? 0) * minuteMs
