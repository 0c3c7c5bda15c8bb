import type { Language } from '@visita/http'
import type { Tray } from '@visita/projections'
import type { AnswerClock } from '../answer-clock.ts'
import { type Colour, colourOf } from '../urgency.ts'
import { trayWords } from './words.ts'

/** Instants are epoch milliseconds. */
interface Considered {
  readonly tray: Tray
  readonly status: string
  readonly start: number
  /** As the tray has it, see `listTray`. */
  readonly dueAt: number
  readonly clock: AnswerClock
  readonly language: Language
}

/** How urgent a visit of a tray is, in the colours of the whole agenda, and why, in the reader's language. */
export function urgency({ tray, status, start, dueAt, clock, language }: Considered): { why: string; colour: Colour } {
  const { why, begun, pastDue } = trayWords[language]
  const late = clock.passed(start) ? ` ${begun}` : clock.passed(dueAt + 1) ? ` ${pastDue}` : ''
  return { why: why[tray](status === 'pending') + late, colour: colourOf(dueAt, clock) }
}
