import type { InvalidConfiguration } from '../configuration.ts'

export interface SeriesNotFound {
  readonly type: 'series-not-found'
}

/** The series is there already. Whether the same caller made it by the same key, the caller compares. */
export interface SeriesExists {
  readonly type: 'series-exists'
}

/** All of it was wanted, and these do not fit; or none of it fits. */
export interface SeriesDoesNotFit {
  readonly type: 'series-does-not-fit'
  /** The occurrences that do not. */
  readonly numbers: readonly number[]
}

/** The plan has no such occurrence, or says that it is not feasible. */
export interface OccurrenceNotFound {
  readonly type: 'occurrence-not-found'
  readonly number: number
}

/** These occurrences have no result yet. */
export interface SeriesUnsettled {
  readonly type: 'series-unsettled'
  readonly numbers: readonly number[]
}

export type SeriesRejection =
  | InvalidConfiguration
  | SeriesNotFound
  | SeriesExists
  | SeriesDoesNotFit
  | OccurrenceNotFound
  | SeriesUnsettled
