import type { InvalidConfiguration } from '../configuration.ts'

export interface TenantNotFound {
  readonly type: 'tenant-not-found'
}

/** The tenant is there, made of other data. */
export interface TenantExists {
  readonly type: 'tenant-exists'
}

/** This id belongs to the platform, which is no tenant and holds nothing but keys. */
export interface ReservedTenant {
  readonly type: 'reserved-tenant'
}

export interface LocationNotFound {
  readonly type: 'location-not-found'
}

export interface LocationInUse {
  readonly type: 'location-in-use'
}

export interface KeyNotFound {
  readonly type: 'key-not-found'
}

/** The key id is taken: by a key of other data, or by one that was revoked. */
export interface KeyExists {
  readonly type: 'key-exists'
}

/** A tenant's keys never carry the platform's role, nor the platform's keys another one. */
export interface KeyRoleRefused {
  readonly type: 'key-role-refused'
}

export type TenantRejection =
  | TenantNotFound
  | TenantExists
  | ReservedTenant
  | LocationNotFound
  | LocationInUse
  | KeyNotFound
  | KeyExists
  | KeyRoleRefused
  | InvalidConfiguration
