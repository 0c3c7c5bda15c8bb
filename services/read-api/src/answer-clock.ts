/**
 * The clock of one answer. Whatever depends on the time asks `passed`, and so it is known until when the answer stays as
 * it is.
 */
export interface AnswerClock {
  /** Epoch milliseconds. */
  readonly now: number
  /** Whether that instant (epoch ms) has come. */
  readonly passed: (instant: number) => boolean
  /** The first instant at which something that was asked would be answered otherwise; never, for `Infinity`. */
  readonly until: () => number
}

export function answerClock(now: number): AnswerClock {
  let until = Number.POSITIVE_INFINITY
  return {
    now,
    passed(instant) {
      if (instant <= now) return true
      if (instant < until) until = instant
      return false
    },
    until: () => until,
  }
}
