import type { LocationId, TenantId } from '../ids.ts'
import type { NotificationRule } from '../notification-rules/rule.ts'
import type { RuleEvent } from '../notification-rules/words.ts'
import type { Location, Policies, Role, Secret } from '../schema.ts'
import type { AccountChannel, ChannelAccount } from './channel-account.ts'

/** `now` is epoch milliseconds everywhere. */
export interface CreateTenant {
  readonly type: 'CreateTenant'
  readonly tenant: TenantId
  readonly name: string
  readonly policies: Policies
  readonly now: number
}

export interface SetPolicies {
  readonly type: 'SetPolicies'
  readonly policies: Policies
  readonly now: number
}

export interface ConfigureLocation {
  readonly type: 'ConfigureLocation'
  readonly location: Location
  readonly now: number
}

export interface ArchiveLocation {
  readonly type: 'ArchiveLocation'
  readonly locationId: LocationId
  /** Visits at this location that have not begun, as far as the caller can tell. */
  readonly hasVisitsAhead: boolean
  readonly now: number
}

/** The tenant's own account for a channel, in the place of the platform's. */
export interface SetChannelAccount {
  readonly type: 'SetChannelAccount'
  readonly account: ChannelAccount
  readonly secrets: Secret
  readonly now: number
}

/** From now on the platform's account carries the channel, if it has one. */
export interface RemoveChannelAccount {
  readonly type: 'RemoveChannelAccount'
  readonly channel: AccountChannel
  readonly now: number
}

interface Key {
  readonly keyId: string
  readonly label: string
  /** SHA-256 of the secret part, hex. The secret itself never comes here. */
  readonly secretHash: string
  readonly now: number
}

/** A key of one tenant, for any role but `platform`. */
export interface IssueKey extends Key {
  readonly type: 'IssueKey'
  readonly role: Role
}

/** A key of the platform itself. Only the stream of the reserved tenant takes it. */
export interface IssuePlatformKey extends Key {
  readonly type: 'IssuePlatformKey'
  readonly tenant: TenantId
}

export interface RevokeKey {
  readonly type: 'RevokeKey'
  readonly keyId: string
  readonly now: number
}

/** The whole document of one event. The same again is no event. */
export interface SetNotificationRules {
  readonly type: 'SetNotificationRules'
  readonly event: RuleEvent
  readonly rules: readonly NotificationRule[]
  readonly now: number
}

/** Back to what everybody has. */
export interface ResetNotificationRules {
  readonly type: 'ResetNotificationRules'
  readonly event: RuleEvent
  readonly now: number
}

export type TenantCommand =
  | CreateTenant
  | SetPolicies
  | ConfigureLocation
  | ArchiveLocation
  | SetChannelAccount
  | RemoveChannelAccount
  | IssueKey
  | IssuePlatformKey
  | RevokeKey
  | SetNotificationRules
  | ResetNotificationRules
