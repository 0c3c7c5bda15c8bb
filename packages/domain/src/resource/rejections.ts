import type { InvalidConfiguration } from '../configuration.ts'

export interface ResourceNotFound {
  readonly type: 'resource-not-found'
}

/** It has claims ahead, which would lose the ground under them. */
export interface ResourceInUse {
  readonly type: 'resource-in-use'
}

/** Its claims ahead stand on the local days of this zone; in another they would lie on other days' streams. */
export interface TimezoneLocked {
  readonly type: 'timezone-locked'
  readonly timezone: string
}

export type ResourceRejection = ResourceNotFound | ResourceInUse | TimezoneLocked | InvalidConfiguration
