import type { VisitType } from '../schema.ts'
import type { VisitTypeEvent } from './events.ts'

export interface VisitTypeState {
  readonly visitType: VisitType | null
  readonly archived: boolean
}

export const initialVisitType: VisitTypeState = { visitType: null, archived: false }

export function evolveVisitType(state: VisitTypeState, event: VisitTypeEvent): VisitTypeState {
  switch (event.type) {
    case 'VisitTypeConfigured':
      return { visitType: event.data.visitType, archived: false }
    case 'VisitTypeArchived':
      return { ...state, archived: true }
    default:
      event satisfies never
      return state
  }
}
