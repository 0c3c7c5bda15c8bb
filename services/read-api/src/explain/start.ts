import { isDate, localInstant, wallClock } from '@visita/domain'

/** A start as somebody asks for it: an instant (epoch ms), or what the wall clock shows. */
export type AskedStart = number | { readonly date: string; readonly time: string }

export interface StartAt {
  /** Epoch ms; null for a time that the clock skips. */
  readonly instant: number | null
  readonly timezone: string
  readonly code: 'shown' | 'shown-twice' | 'skipped'
  /** What the clock shows, `YYYY-MM-DDTHH:mm`: what was asked for where it skips that. */
  readonly shown: string
  /** The first instant at which the clock is there or past it. */
  readonly nearest: number
}

/** `YYYY-MM-DDTHH:mm` on somebody's wall clock. Whether the date exists is for `localStart` to say. */
export const localStartPattern = '^(19|20|21)\\d\\d-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d$'

/** Null for a date that is on no calendar. */
export function localStart(text: string): AskedStart | null {
  const [date = '', time = ''] = text.split('T')
  return isDate(date) ? { date, time } : null
}

/** When that is. A time that the clock shows twice is taken the first time, as opening hours are. */
export function startAt(asked: AskedStart, timezone: string): StartAt {
  if (typeof asked === 'number') {
    return { instant: asked, timezone, code: 'shown', shown: shownAt(asked, timezone), nearest: asked }
  }
  const { date, time } = asked
  const shown = `${date}T${time}`
  const nearest = localInstant(date, time, timezone, 'start')
  if (shownAt(nearest, timezone) !== shown) return { instant: null, timezone, code: 'skipped', shown, nearest }
  const isTwice = localInstant(date, time, timezone, 'end') !== nearest
  return { instant: nearest, timezone, code: isTwice ? 'shown-twice' : 'shown', shown, nearest }
}

/** What the wall clock shows, `YYYY-MM-DDTHH:mm`. */
export function shownAt(instant: number, timezone: string): string {
  const { date, minutes } = wallClock(instant, timezone)
  const digits = (value: number) => String(value).padStart(2, '0')
  return `${date}T${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`
}
