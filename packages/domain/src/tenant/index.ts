import type { Decider } from '../decider.ts'
import type { TenantCommand } from './commands.ts'
import { decideTenant } from './decide.ts'
import type { TenantEvent } from './events.ts'
import type { TenantRejection } from './rejections.ts'
import { evolveTenant, initialTenant, type TenantState } from './state.ts'

export * from './channel-account.ts'
export type * from './commands.ts'
export * from './events.ts'
export { confirmationSla, defaultPolicies, lateAgentAfter, platformTenant, type RequiredPolicies } from './policies.ts'
export type * from './rejections.ts'
export type { TenantKey, TenantLocation, TenantState } from './state.ts'

/** One business: its policies, its locations, and its keys (hashes only). The platform's keys live under a reserved id. */
export const tenant: Decider<TenantState, TenantCommand, TenantEvent, TenantRejection> = {
  category: 'tenant',
  initial: initialTenant,
  decide: decideTenant,
  evolve: evolveTenant,
}
