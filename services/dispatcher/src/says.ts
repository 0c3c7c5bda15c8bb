import type {
  CancelNotification,
  DeferNotification,
  ExpireNotification,
  FailNotification,
  SupersedeNotification,
  SuppressNotification,
} from '@visita/domain'

type Ending =
  | SupersedeNotification
  | CancelNotification
  | SuppressNotification
  | ExpireNotification
  | FailNotification
  | DeferNotification
type WithoutGates<C> = C extends unknown ? Omit<C, 'gates' | 'now'> : never

/** The command that follows from an answer; the answers and the time come with it when it is given. */
export type Consequence = WithoutGates<Ending>

/** What a gate says: it may pass, or which command follows from that it may not. `why` is a word, never anybody's data. */
export type Says =
  | { readonly verdict: 'pass'; readonly why: string | null }
  | { readonly verdict: 'stop' | 'wait'; readonly why: string; readonly follows: Consequence }

export const pass = (why: string | null = null): Says => ({ verdict: 'pass', why })
export const stop = (why: string, follows: Consequence): Says => ({ verdict: 'stop', why, follows })

export const failing = (kind: FailNotification['class'], why: string): Says =>
  stop(why, { type: 'FailNotification', class: kind, code: why, deadLetter: false })
