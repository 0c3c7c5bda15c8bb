import type { InvalidConfiguration } from '../configuration.ts'

export interface VisitTypeNotFound {
  readonly type: 'visit-type-not-found'
}

export interface VisitTypeInUse {
  readonly type: 'visit-type-in-use'
}

export type VisitTypeRejection = VisitTypeNotFound | VisitTypeInUse | InvalidConfiguration
