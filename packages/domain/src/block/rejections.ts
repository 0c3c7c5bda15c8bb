import type { InvalidConfiguration } from '../configuration.ts'

export interface BlockNotFound {
  readonly type: 'block-not-found'
}

/** It is over and never comes back. Blocking anew takes a new id. */
export interface BlockEnded {
  readonly type: 'block-ended'
  readonly status: 'refused' | 'lifted'
}

/** It was accepted and laid. From then on it can be lifted, but visits in the way no longer refuse it. */
export interface BlockLaid {
  readonly type: 'block-laid'
}

export type BlockRejection = InvalidConfiguration | BlockNotFound | BlockEnded | BlockLaid
