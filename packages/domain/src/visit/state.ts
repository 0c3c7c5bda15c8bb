import { epochOf } from '../instant.ts'
import type { VisitEvent, VisitRequestedData } from './events.ts'
import type { VisitStatus } from './transitions.ts'

/** A visit as it was asked for, its instants in epoch milliseconds. Personal fields stay sealed. */
export interface VisitDetails extends Omit<VisitRequestedData, 'start' | 'end' | 'at' | 'attempt'> {
  readonly start: number
  readonly end: number
  readonly requestedAt: number
}

export type VisitState =
  /** Nothing was ever requested (`none`), or only attempts that the watchdog gave up (`abandoned`). */
  | { readonly status: 'none' | 'abandoned'; readonly attempt: number; readonly visit: null }
  | { readonly status: VisitStatus; readonly attempt: number; readonly visit: VisitDetails }

export const initialVisit: VisitState = { status: 'none', attempt: 0, visit: null }

export function evolveVisit(state: VisitState, event: VisitEvent): VisitState {
  switch (event.type) {
    case 'VisitRequested': {
      const { attempt, start, end, at, ...details } = event.data
      const visit = { ...details, start: epochOf(start), end: epochOf(end), requestedAt: epochOf(at) }
      return { status: 'pending', attempt, visit }
    }
    case 'VisitConfirmed':
      return moved(state, 'confirmed')
    case 'VisitCancelled':
      return moved(state, 'cancelled')
    case 'VisitAbandoned':
      return { status: 'abandoned', attempt: event.data.attempt, visit: null }
    default:
      event satisfies never
      return state
  }
}

const moved = (state: VisitState, status: VisitStatus): VisitState => (state.visit ? { ...state, status } : state)
