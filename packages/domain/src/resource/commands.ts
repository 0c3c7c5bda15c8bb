import type { Resource } from '../schema.ts'

export interface ConfigureResource {
  readonly type: 'ConfigureResource'
  readonly resource: Resource
  /** Live claims on today or a later day of this resource, as far as the caller can tell. */
  readonly hasClaimsAhead: boolean
  readonly now: number
}

export interface ArchiveResource {
  readonly type: 'ArchiveResource'
  readonly hasClaimsAhead: boolean
  readonly now: number
}

export type ResourceCommand = ConfigureResource | ArchiveResource
