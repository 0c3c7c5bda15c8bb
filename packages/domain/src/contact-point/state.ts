import { epochOf } from '../instant.ts'
import type { ContactPointEvent } from './events.ts'

export interface ContactPointState {
  /** When they were last heard from, by our number that heard them; epoch milliseconds. */
  readonly lastHeardAt: Readonly<Record<string, number>>
  readonly optedOut: boolean
  /** When they last said whether they want to be written to; null: never. */
  readonly saidAt: number | null
  readonly bounced: boolean
  readonly complained: boolean
}

export const initialContactPoint: ContactPointState = {
  lastHeardAt: {},
  optedOut: false,
  saidAt: null,
  bounced: false,
  complained: false,
}

export function evolveContactPoint(state: ContactPointState, event: ContactPointEvent): ContactPointState {
  switch (event.type) {
    case 'ContactPointHeardFrom': {
      const { phoneNumberId, heardAt } = event.data
      return { ...state, lastHeardAt: { ...state.lastHeardAt, [phoneNumberId]: epochOf(heardAt) } }
    }
    case 'ContactPointOptedOut':
      return { ...state, optedOut: true, saidAt: epochOf(event.data.saidAt) }
    case 'ContactPointOptedIn':
      // Whoever writes that they want it is there, and does want it.
      return { ...state, optedOut: false, complained: false, bounced: false, saidAt: epochOf(event.data.saidAt) }
    case 'ContactPointBounced':
      return { ...state, bounced: true }
    case 'ContactPointComplained':
      return { ...state, complained: true }
    default:
      event satisfies never
      return state
  }
}
