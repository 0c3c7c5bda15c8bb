import type { LocationId, TenantId } from '../ids.ts'
import { epochOf } from '../instant.ts'
import { livePercent } from '../notification-rules/rollout.ts'
import type { OwnRules } from '../notification-rules/rule-book.ts'
import type { RuleEvent } from '../notification-rules/words.ts'
import type { Location, Policies, Role } from '../schema.ts'
import type { AccountChannel, TenantAccount } from './channel-account.ts'
import type { TenantEvent } from './events.ts'

export interface TenantKey {
  readonly role: Role
  readonly label: string
  readonly secretHash: string
  readonly issuedAt: number
  readonly revoked: boolean
}

export interface TenantLocation {
  readonly location: Location
  readonly archived: boolean
}

export interface TenantState {
  /** Null until the tenant is created; for ever on the platform's own stream. */
  readonly created: { readonly tenant: TenantId; readonly name: string; readonly policies: Policies } | null
  /** As they stand now. */
  readonly policies: Policies | null
  readonly locations: ReadonlyMap<LocationId, TenantLocation>
  readonly keys: ReadonlyMap<string, TenantKey>
  readonly channelAccounts: ReadonlyMap<AccountChannel, TenantAccount>
  /** Those events about which it has said something of its own. */
  readonly notificationRules: ReadonlyMap<RuleEvent, OwnRules>
  // What planned reminders hang on beside: see `reminderGeneration`.
  readonly reminderChanges: ReadonlyMap<string, number>
  readonly channelChanges: ReadonlyMap<AccountChannel, number>
  readonly rollouts: readonly number[]
}

export const initialTenant: TenantState = {
  created: null,
  policies: null,
  locations: new Map(),
  keys: new Map(),
  channelAccounts: new Map(),
  notificationRules: new Map(),
  reminderChanges: new Map(),
  channelChanges: new Map(),
  rollouts: [],
}

const put = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value) => new Map(map).set(key, value)

export function evolveTenant(state: TenantState, event: TenantEvent): TenantState {
  switch (event.type) {
    case 'TenantCreated': {
      const { tenant, name, policies } = event.data
      return withPolicies({ ...state, created: { tenant, name, policies } }, policies)
    }
    case 'TenantPoliciesSet':
      return withPolicies(state, event.data.policies)
    case 'LocationConfigured': {
      const { location } = event.data
      return { ...state, locations: put(state.locations, location.id, { location, archived: false }) }
    }
    case 'LocationArchived': {
      const { locationId } = event.data
      const known = state.locations.get(locationId)
      return known ? { ...state, locations: put(state.locations, locationId, { ...known, archived: true }) } : state
    }
    case 'KeyIssued': {
      const { keyId, role, label, secretHash, at } = event.data
      const key = { role, label, secretHash, issuedAt: epochOf(at), revoked: false }
      return { ...state, keys: put(state.keys, keyId, key) }
    }
    case 'KeyRevoked': {
      const { keyId } = event.data
      const known = state.keys.get(keyId)
      return known ? { ...state, keys: put(state.keys, keyId, { ...known, revoked: true }) } : state
    }
    case 'ChannelAccountSet': {
      const { account, secrets, at } = event.data
      const own = { account, secrets, setAt: epochOf(at) }
      const changed = state.channelAccounts.has(account.channel) ? state : withChange(state, account.channel)
      return { ...changed, channelAccounts: put(state.channelAccounts, account.channel, own) }
    }
    case 'ChannelAccountRemoved': {
      const channelAccounts = new Map(state.channelAccounts)
      channelAccounts.delete(event.data.channel)
      return { ...withChange(state, event.data.channel), channelAccounts }
    }
    case 'NotificationRulesSet':
      return withRules(state, event.data.event, event.data.rules)
    case 'NotificationRulesReset':
      return withRules(state, event.data.event, null)
    default:
      event satisfies never
      return state
  }
}

function withPolicies(state: TenantState, policies: Policies): TenantState {
  const [before, now] = [state.policies?.reminders ?? policies.reminders, policies.reminders]
  const reminderChanges = new Map(state.reminderChanges)
  for (const reminder of new Set([...before, ...now])) {
    if (before.includes(reminder) === now.includes(reminder)) continue
    reminderChanges.set(reminder, (reminderChanges.get(reminder) ?? 0) + 1)
  }
  const percent = livePercent(policies)
  const rollouts = state.rollouts.at(-1) === percent ? state.rollouts : [...state.rollouts, percent]
  return { ...state, policies, reminderChanges, rollouts }
}

/** There is an account where there was none, or none where there was one. */
const withChange = (state: TenantState, channel: AccountChannel): TenantState => ({
  ...state,
  channelChanges: put(state.channelChanges, channel, (state.channelChanges.get(channel) ?? 0) + 1),
})

function withRules(state: TenantState, event: RuleEvent, rules: OwnRules['rules']): TenantState {
  const changes = (state.notificationRules.get(event)?.changes ?? 0) + 1
  return { ...state, notificationRules: put(state.notificationRules, event, { rules, changes }) }
}
