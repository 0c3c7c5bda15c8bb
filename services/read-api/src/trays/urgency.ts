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
  /** A critical message about it reached nobody, though there is a phone or an e-mail. */
  readonly messageFailed: boolean
  readonly clock: AnswerClock
  readonly language: Language
}

/** How urgent a visit of a tray is, in the colours of the whole agenda, and why, in the reader's language. */
export function urgency({ tray, status, start, dueAt, messageFailed, clock, language }: Considered): {
  why: string
  colour: Colour
} {
  const { why, begun, pastDue, ...words } = trayWords[language]
  const said = tray === 'no-contact' && messageFailed ? words.messageFailed : why[tray](status === 'pending')
  const late = clock.passed(start) ? ` ${begun}` : clock.passed(dueAt + 1) ? ` ${pastDue}` : ''
  return { why: said + late, colour: colourOf(dueAt, clock) }
}
