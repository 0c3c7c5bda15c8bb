import { epochOf } from '../instant.ts'
import type { VisitEvent, VisitMovedData, VisitRequestedData } from './events.ts'
import type { VisitStatus } from './transitions.ts'

/** A visit as it stands, its instants in epoch milliseconds. Personal fields stay sealed. */
export interface VisitDetails extends Omit<VisitRequestedData, 'start' | 'end' | 'at' | 'attempt'> {
  readonly start: number
  readonly end: number
  readonly requestedAt: number
  /** Only while the status is `no_show`: who marked it, and as of when (epoch ms). */
  readonly noShow: { readonly automatic: boolean; readonly at: number } | null
  readonly noteIds: readonly string[]
  readonly outcome: string | null
  /** Only where it was cancelled with its series: from when on that was called off, epoch ms. */
  readonly seriesFrom?: number
  /** Manage links carry the generation that they were made in; a lower one has been revoked. */
  readonly linksGeneration: number
}

/** Where in its own stream a visit stands. */
interface Revisions {
  /** Of its last event, from 0; -1 before the first. */
  readonly revision: number
  /** Of the last event that set its time, its place or its resources. What tells of these is right for as long as this stays; -1 where there is none. */
  readonly placedAtRevision: number
}

/** Nothing was ever requested (`none`), or only attempts that the watchdog gave up (`abandoned`). */
interface NoVisit extends Revisions {
  readonly status: 'none' | 'abandoned'
  readonly attempt: number
  readonly visit: null
}

export interface KnownVisit extends Revisions {
  readonly status: VisitStatus
  /** The newest booking or move, made or given up. */
  readonly attempt: number
  readonly visit: VisitDetails
}

export type VisitState = NoVisit | KnownVisit

export const initialVisit: VisitState = { status: 'none', attempt: 0, revision: -1, placedAtRevision: -1, visit: null }

export function evolveVisit(state: VisitState, event: VisitEvent): VisitState {
  const revision = state.revision + 1
  const placedAtRevision = isPlacing(event) ? revision : state.placedAtRevision
  return evolved({ ...state, revision, placedAtRevision }, event)
}

/** Whether it sets when, where or with whom the visit is. */
export const isPlacing = ({ type }: Pick<VisitEvent, 'type'>): boolean =>
  type === 'VisitRequested' || type === 'VisitRescheduled' || type === 'VisitReassigned'

function evolved(state: VisitState, event: VisitEvent): VisitState {
  switch (event.type) {
    case 'VisitRequested': {
      const { attempt, start, end, at, ...details } = event.data
      const visit = {
        ...details,
        start: epochOf(start),
        end: epochOf(end),
        requestedAt: epochOf(at),
        noShow: null,
        noteIds: [],
        outcome: null,
        linksGeneration: 0,
      }
      return { ...state, status: 'pending', attempt, visit }
    }
    case 'VisitConfirmed':
      return advanced(state, 'confirmed')
    case 'VisitCancelled': {
      const { seriesFrom } = event.data
      return changed(advanced(state, 'cancelled'), seriesFrom === undefined ? {} : { seriesFrom: epochOf(seriesFrom) })
    }
    case 'VisitSetOut':
      return advanced(state, 'en_route')
    case 'VisitCheckedIn':
      return changed(advanced(state, 'checked_in'), { noShow: null })
    case 'VisitCompleted':
      return advanced(state, 'completed')
    case 'VisitNoShowMarked': {
      const { automatic, at } = event.data
      return changed(advanced(state, 'no_show'), { noShow: { automatic, at: epochOf(at) } })
    }
    case 'VisitRescheduled':
    case 'VisitReassigned':
      return moved(state, event.data)
    case 'VisitAbandoned':
      return { ...state, status: 'abandoned', attempt: event.data.attempt, visit: null }
    case 'VisitMoveAbandoned':
      return { ...state, attempt: event.data.attempt }
    case 'VisitNoteAdded':
      return changed(state, { noteIds: [...(state.visit?.noteIds ?? []), event.data.noteId] })
    case 'VisitOutcomeRecorded':
      return changed(state, { outcome: event.data.result })
    case 'VisitParticipantAdded':
      return changed(state, { participants: [...(state.visit?.participants ?? []), event.data.participant] })
    case 'VisitLinksRevoked':
      return changed(state, { linksGeneration: event.data.generation })
    default:
      event satisfies never
      return state
  }
}

function moved(state: VisitState, { attempt, ...to }: VisitMovedData): VisitState {
  if (!state.visit) return state
  const { timezone, claims, locationId, assignment } = to
  const { assignment: _, ...rest } = state.visit
  const place = { start: epochOf(to.start), end: epochOf(to.end), timezone, claims, locationId }
  return { ...state, attempt, visit: { ...rest, ...place, ...(assignment ? { assignment } : {}) } }
}

const advanced = (state: VisitState, status: VisitStatus): VisitState => (state.visit ? { ...state, status } : state)

const changed = (state: VisitState, changes: Partial<VisitDetails>): VisitState =>
  state.visit ? { ...state, visit: { ...state.visit, ...changes } } : state
