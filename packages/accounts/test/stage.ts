import {
  type AccountChannel,
  accountKeyOf,
  type ChannelAccount,
  StreamName,
  type TenantAccount,
  type TenantId,
  type TenantState,
  tenant as tenants,
} from '@visita/domain'
import { newPersonKey } from '@visita/event-store'
import { type AccountConfig, type AccountSecrets, createAccounts, platformAccounts, sealSecrets } from '../src/index.ts'

export const demo = 'demo' as TenantId
export const other = 'other' as TenantId

/** As the environment says them, whole. */
export const environment: AccountConfig = {
  VISITA_WHATSAPP_VERSION: 'v23.0',
  VISITA_WHATSAPP_PHONE_NUMBER_ID: '90001',
  VISITA_WHATSAPP_ACCESS_TOKEN: 'platform-token',
  VISITA_WHATSAPP_APP_SECRET: 'platform-app-secret',
  VISITA_WHATSAPP_VERIFY_TOKEN: 'platform-verify-token',
}
export const nothing: AccountConfig = { VISITA_WHATSAPP_VERSION: 'v23.0' }

export const whatsApp = (phoneNumberId: string) =>
  ({ channel: 'whatsapp', provider: 'whatsapp-cloud', settings: { phoneNumberId } }) as const

/** Tenants whose accounts are set by hand, and a vault in memory. Streams and Postgres have their own tests. */
export function stage(config: AccountConfig, cacheSize?: number) {
  const keys = new Map<string, Buffer>()
  const states = new Map<string, TenantState>()
  const reads = { keys: 0 }
  const keyOf = (tenant: string, id: string) => keys.get(`${tenant} ${id}`) ?? null
  const vault = {
    key: async (tenant: string, id: string) => {
      reads.keys++
      return keyOf(tenant, id)
    },
    createKey: async (tenant: string, id: string) => {
      const key = keyOf(tenant, id) ?? newPersonKey()
      keys.set(`${tenant} ${id}`, key)
      return key
    },
  }
  const stateOf = (tenant: TenantId) => states.get(StreamName.tenant(tenant)) ?? tenants.initial
  const put = (tenant: TenantId, of: ReadonlyMap<AccountChannel, TenantAccount>) =>
    states.set(StreamName.tenant(tenant), { ...stateOf(tenant), channelAccounts: of })
  let at = 0
  return {
    reads,
    accounts: createAccounts({
      tenants: {
        load: async (stream) => ({ state: states.get(stream) ?? tenants.initial, revision: 0n, position: 0n }),
      },
      vault,
      platform: platformAccounts(config),
      ...(cacheSize === undefined ? {} : { cacheSize }),
    }),
    async set(tenant: TenantId, account: ChannelAccount, secrets: AccountSecrets) {
      const own = { account, secrets: await sealSecrets(vault, tenant, account.channel, secrets), setAt: ++at }
      put(tenant, new Map(stateOf(tenant).channelAccounts).set(account.channel, own))
      return own
    },
    remove(tenant: TenantId, channel: AccountChannel) {
      const left = new Map(stateOf(tenant).channelAccounts)
      left.delete(channel)
      put(tenant, left)
    },
    /** The same accounts folded anew, as after the stream fell out of memory. */
    reload(tenant: TenantId) {
      put(
        tenant,
        new Map([...stateOf(tenant).channelAccounts].map(([channel, own]) => [channel, structuredClone(own)])),
      )
    },
    loseKey: (tenant: TenantId, channel: AccountChannel) => keys.delete(`${tenant} ${accountKeyOf(tenant, channel)}`),
  }
}
