import type { VisitType } from '../schema.ts'

export interface ConfigureVisitType {
  readonly type: 'ConfigureVisitType'
  readonly visitType: VisitType
  readonly now: number
}

export interface ArchiveVisitType {
  readonly type: 'ArchiveVisitType'
  /** Visits of this type that have not begun, as far as the caller can tell. */
  readonly hasVisitsAhead: boolean
  readonly now: number
}

export type VisitTypeCommand = ConfigureVisitType | ArchiveVisitType
