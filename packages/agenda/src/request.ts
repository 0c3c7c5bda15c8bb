import type { TenantId } from '@visita/domain'
import type { CommandContext } from '@visita/event-store'

/** Everything a command says of who sent it: of a caller of the API, or of a policy that acts by itself. */
export interface Request {
  readonly tenant: TenantId
  /** `key:<id>` and the key's role; `system:<policy>` and `system`; or, by a manage link, `customer:<id>` and `customer`. */
  readonly caller: { readonly actor: string; readonly role: string }
  /** The request id: correlates whatever comes of it. */
  readonly requestId: string
  /** The event that made a policy act. */
  readonly causationId?: string
  /** Which way it came in; `api` unless it says so. */
  readonly channel?: string
}

/** One idempotent request: the caller's key and what was asked with it, both as keyed hashes. */
export interface IdempotentRequest extends Request {
  readonly idempotency: { readonly key: string; readonly fingerprint: string }
}

/** A channel books for customers, and a customer for themselves: both are bound by the tenant's windows. Staff are not. */
export const actsForCustomer = ({ caller }: Request): boolean => caller.role === 'channel' || caller.role === 'customer'

export function commandContext(
  { tenant, caller, requestId, causationId, channel = 'api' }: Request,
  more: Partial<CommandContext> = {},
): CommandContext {
  return {
    tenant,
    actor: caller.actor,
    role: caller.role,
    channel,
    correlationId: requestId,
    ...(causationId === undefined ? {} : { causationId }),
    ...more,
  }
}
