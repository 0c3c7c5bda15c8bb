import { invalid, zoneErrors } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import { ruleErrors } from '../notification-rules/rule.ts'
import { ruleEventOf } from '../notification-rules/words.ts'
import { sameDocument } from '../same.ts'
import type { Role } from '../schema.ts'
import type {
  ArchiveLocation,
  ConfigureLocation,
  CreateTenant,
  RemoveChannelAccount,
  ResetNotificationRules,
  RevokeKey,
  SetChannelAccount,
  SetNotificationRules,
  SetPolicies,
  TenantCommand,
} from './commands.ts'
import type { TenantEvent } from './events.ts'
import { platformTenant, policyErrors } from './policies.ts'
import type { TenantRejection } from './rejections.ts'
import type { TenantState } from './state.ts'

type TenantDecision = Decision<TenantEvent, TenantRejection>

export function decideTenant(command: TenantCommand, state: TenantState): TenantDecision {
  switch (command.type) {
    case 'CreateTenant':
      return create(command, state)
    case 'IssuePlatformKey':
      if (command.tenant !== platformTenant || state.created) return reject({ type: 'key-role-refused' })
      return issueKey({ ...command, role: 'platform' }, state)
    case 'RevokeKey':
      return revokeKey(command, state)
    case 'IssueKey':
      if (!state.created) return reject({ type: 'tenant-not-found' })
      if (command.role === 'platform') return reject({ type: 'key-role-refused' })
      return issueKey(command, state)
    case 'SetPolicies':
      return setPolicies(command, state)
    case 'ConfigureLocation':
      return configureLocation(command, state)
    case 'ArchiveLocation':
      return archiveLocation(command, state)
    case 'SetChannelAccount':
      return setChannelAccount(command, state)
    case 'RemoveChannelAccount':
      return removeChannelAccount(command, state)
    case 'SetNotificationRules':
      return setNotificationRules(command, state)
    case 'ResetNotificationRules':
      return resetNotificationRules(command, state)
  }
}

function create({ tenant, name, policies, now }: CreateTenant, state: TenantState): TenantDecision {
  if (tenant === platformTenant) return reject({ type: 'reserved-tenant' })
  // Compared with what it was created from: a creation asked again is the same one, whatever was configured since.
  if (state.created) {
    return sameDocument(state.created, { tenant, name, policies }) ? accept() : reject({ type: 'tenant-exists' })
  }
  const problem = invalid(policyErrors(policies).map((error) => ({ ...error, path: `/policies${error.path}` })))
  if (problem) return reject(problem)
  return accept({ type: 'TenantCreated', data: { tenant, name, policies, at: instantOf(now) } })
}

function setPolicies({ policies, now }: SetPolicies, state: TenantState): TenantDecision {
  if (!state.created) return reject({ type: 'tenant-not-found' })
  if (sameDocument(state.policies, policies)) return accept()
  const problem = invalid(policyErrors(policies))
  if (problem) return reject(problem)
  return accept({ type: 'TenantPoliciesSet', data: { policies, at: instantOf(now) } })
}

function configureLocation({ location, now }: ConfigureLocation, state: TenantState): TenantDecision {
  if (!state.created) return reject({ type: 'tenant-not-found' })
  const known = state.locations.get(location.id)
  if (known && !known.archived && sameDocument(known.location, location)) return accept()
  const problem = invalid(zoneErrors('/timezone', location.timezone))
  if (problem) return reject(problem)
  return accept({ type: 'LocationConfigured', data: { location, at: instantOf(now) } })
}

function archiveLocation(command: ArchiveLocation, state: TenantState): TenantDecision {
  const { locationId, hasVisitsAhead, now } = command
  if (!state.created) return reject({ type: 'tenant-not-found' })
  const known = state.locations.get(locationId)
  if (!known) return reject({ type: 'location-not-found' })
  if (known.archived) return accept()
  if (hasVisitsAhead) return reject({ type: 'location-in-use' })
  return accept({ type: 'LocationArchived', data: { locationId, at: instantOf(now) } })
}

function setChannelAccount({ account, secrets, now }: SetChannelAccount, state: TenantState): TenantDecision {
  if (!state.created) return reject({ type: 'tenant-not-found' })
  const known = state.channelAccounts.get(account.channel)
  // Sealing the same text twice gives the same text, so nothing has to be opened to see that nothing changed.
  if (known && known.secrets === secrets && sameDocument(known.account, account)) return accept()
  return accept({ type: 'ChannelAccountSet', data: { account, secrets, at: instantOf(now) } })
}

function removeChannelAccount({ channel, now }: RemoveChannelAccount, state: TenantState): TenantDecision {
  if (!state.created) return reject({ type: 'tenant-not-found' })
  if (!state.channelAccounts.has(channel)) return accept()
  return accept({ type: 'ChannelAccountRemoved', data: { channel, at: instantOf(now) } })
}

function setNotificationRules({ event, rules, now }: SetNotificationRules, state: TenantState): TenantDecision {
  if (!state.created) return reject({ type: 'tenant-not-found' })
  if (sameDocument(state.notificationRules.get(event)?.rules ?? null, rules)) return accept()
  const problem = invalid([
    ...(ruleEventOf(event) ? [] : [{ path: '/event', message: `is nothing that people are told of: ${event}` }]),
    ...ruleErrors(event, rules),
  ])
  if (problem) return reject(problem)
  return accept({ type: 'NotificationRulesSet', data: { event, rules: [...rules], at: instantOf(now) } })
}

function resetNotificationRules({ event, now }: ResetNotificationRules, state: TenantState): TenantDecision {
  if (!state.created) return reject({ type: 'tenant-not-found' })
  if ((state.notificationRules.get(event)?.rules ?? null) === null) return accept()
  return accept({ type: 'NotificationRulesReset', data: { event, at: instantOf(now) } })
}

interface NewKey {
  readonly keyId: string
  readonly role: Role
  readonly label: string
  readonly secretHash: string
  readonly now: number
}

function issueKey({ keyId, role, label, secretHash, now }: NewKey, state: TenantState): TenantDecision {
  const known = state.keys.get(keyId)
  if (!known) return accept({ type: 'KeyIssued', data: { keyId, role, label, secretHash, at: instantOf(now) } })
  const same = known.role === role && known.label === label && known.secretHash === secretHash && !known.revoked
  return same ? accept() : reject({ type: 'key-exists' })
}

function revokeKey({ keyId, now }: RevokeKey, state: TenantState): TenantDecision {
  const known = state.keys.get(keyId)
  if (!known) return reject({ type: 'key-not-found' })
  return known.revoked ? accept() : accept({ type: 'KeyRevoked', data: { keyId, at: instantOf(now) } })
}
