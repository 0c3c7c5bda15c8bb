import type { AccountChannel, TenantId } from '@visita/domain'
import type { Accounts, WebhookSecrets } from './accounts.ts'

/**
 * Whose signature may stand under a webhook, for whoever receives it without knowing yet whose it is. Candidates are tried in
 * order; what one verifies counts for its tenant alone, so that nobody speaks of another's messages by an account of their own.
 */
export interface WebhookAccounts {
  /** By WhatsApp's id of a number, as the body says it: tenants whose own it is, then the platform. */
  ofNumber(phoneNumberId: string): Promise<readonly WebhookSecrets[]>
  /** By the tenant that a message of ours names, or the address does; null where nothing names one. Its own, then the platform's. */
  ofTenant(tenant: TenantId | null, channel: AccountChannel): Promise<readonly WebhookSecrets[]>
}

export function createWebhookAccounts(
  accounts: Pick<Accounts, 'webhookSecrets'>,
  tenantsOfNumber: (phoneNumberId: string) => Promise<readonly TenantId[]>,
): WebhookAccounts {
  const candidates = async (tenants: readonly TenantId[], channel: AccountChannel) => {
    const all = await Promise.all([...tenants, null].map((tenant) => accounts.webhookSecrets(tenant, channel)))
    const seen = new Set<string>()
    return all.filter((one): one is WebhookSecrets => {
      if (!one) return false
      const slot = `${one.tenant ?? ''} ${one.signing}`
      return !seen.has(slot) && Boolean(seen.add(slot))
    })
  }
  return {
    ofNumber: async (phoneNumberId) => candidates(await tenantsOfNumber(phoneNumberId), 'whatsapp'),
    ofTenant: (tenant, channel) => candidates(tenant === null ? [] : [tenant], channel),
  }
}
