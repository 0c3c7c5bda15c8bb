import { type Channel, inApp } from '@visita/channels'
import {
  type AccountChannel,
  accountKeyOf,
  type ChannelAccount,
  type NotificationChannel,
  StreamName,
  sameDocument,
  type TenantAccount,
  type TenantId,
  type TenantState,
} from '@visita/domain'
import type { Loaded } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import { LRUCache } from 'lru-cache'
import { channelOf, type OpenAccount, spareOf } from './account.ts'
import type { PlatformAccounts } from './platform.ts'
import { openSecrets } from './secrets.ts'

/** An account as everybody may see it. */
export type Account = ChannelAccount & {
  /** `own`: the tenant's. `platform`: that of whoever runs the service. */
  readonly source: 'own' | 'platform'
  /** Epoch ms; null for the platform's, which come with the process. */
  readonly setAt: number | null
}

/** An account, and the channel that speaks by it. */
export interface Carrier {
  readonly account: Account
  readonly channel: Channel
}

/** What a webhook is signed by. What it verifies counts for `tenant` alone; null is every tenant without an account of its own. */
export interface WebhookSecrets {
  readonly tenant: TenantId | null
  readonly signing: string
  /** What Meta repeats when the address is registered; null at other providers. */
  readonly verifyToken: string | null
}

/** By whom each tenant's messages go out: its own account for a channel, or else the platform's. */
export interface Accounts {
  /** The channels by which something can leave for this tenant. The inbox is always among them. */
  configured(tenant: TenantId): Promise<ReadonlySet<NotificationChannel>>
  /** Null: there is no account. The same object as long as the account is the same. */
  channel(tenant: TenantId, channel: NotificationChannel): Promise<Channel | null>
  /** What carries it while its account does not; null where nothing does. */
  spare(tenant: TenantId, channel: NotificationChannel): Promise<Carrier | null>
  /** Null: there is none, and none is needed for the inbox. */
  account(tenant: TenantId, channel: NotificationChannel): Promise<Account | null>
  /**
   * Of the tenant's own account, or else of the platform's. `null` asks for the platform's. Null where there is no account, or
   * one whose provider tells nothing (a mail server).
   */
  webhookSecrets(tenant: TenantId | null, channel: AccountChannel): Promise<WebhookSecrets | null>
}

export interface AccountsOptions {
  /** The tenants' streams, folded: `aggregates.tenant`. */
  readonly tenants: { load(stream: string, maxAgeMs: number): Promise<Loaded<TenantState>> }
  /** On a store of `visita_writer`. */
  readonly vault: Pick<Vault, 'key'>
  readonly platform: PlatformAccounts
  /** Channels of tenants' own accounts that are kept ready. */
  readonly cacheSize?: number
  /** How old what is known of a tenant may be, where no live subscription keeps it current. */
  readonly maxAgeMs?: number
}

interface Ready {
  readonly own: TenantAccount
  readonly account: OpenAccount
  readonly channel: Channel
  readonly spare: Carrier | null
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { tenants, vault, platform, cacheSize = 1_000, maxAgeMs = 1_000 } = options
  const ready = new LRUCache<string, Ready>({ max: cacheSize })
  const inbox = inApp()
  const platformChannels = new Map(
    [...platform.accounts].map(([channel, account]) => [channel, channelOf(account, platform.addresses)]),
  )

  const carrierOf = (account: OpenAccount, of: Pick<Account, 'source' | 'setAt'>): Carrier => {
    const { secrets: _, ...shown } = account
    return { account: { ...shown, ...of }, channel: channelOf(account, platform.addresses) }
  }
  const platformSpares = new Map(
    [...platform.spares].map(([channel, account]) => [
      channel,
      carrierOf(account, { source: 'platform', setAt: null }),
    ]),
  )

  const ownAccounts = async (tenant: TenantId) =>
    (await tenants.load(StreamName.tenant(tenant), maxAgeMs)).state.channelAccounts

  /** What is ready is used as long as the stream says the same; opened anew otherwise. */
  async function readyOf(tenant: TenantId, channel: AccountChannel): Promise<Ready | null> {
    const own = (await ownAccounts(tenant)).get(channel)
    const slot = `${tenant} ${channel}`
    if (!own) {
      ready.delete(slot)
      return null
    }
    const kept = ready.get(slot)
    if (kept && isSame(kept.own, own)) return kept
    const key = await vault.key(tenant, accountKeyOf(tenant, channel))
    const account = openSecrets(tenant, own, key)
    const standby = spareOf(account)
    const spare = standby && carrierOf(standby, { source: 'own', setAt: own.setAt })
    const made = { own, account, channel: channelOf(account, platform.addresses), spare }
    ready.set(slot, made)
    return made
  }

  return {
    async configured(tenant) {
      const own = await ownAccounts(tenant)
      return new Set<NotificationChannel>(['in_app', ...own.keys(), ...platform.accounts.keys()])
    },

    async channel(tenant, channel) {
      if (channel === 'in_app') return inbox
      return (await readyOf(tenant, channel))?.channel ?? platformChannels.get(channel) ?? null
    },

    async spare(tenant, channel) {
      if (channel === 'in_app') return null
      const own = await readyOf(tenant, channel)
      return own ? own.spare : (platformSpares.get(channel) ?? null)
    },

    async account(tenant, channel) {
      if (channel === 'in_app') return null
      const own = (await ownAccounts(tenant)).get(channel)
      if (own) return { ...own.account, source: 'own', setAt: own.setAt }
      const account = platform.accounts.get(channel)
      if (!account) return null
      const { secrets: _, ...shown } = account
      return { ...shown, source: 'platform', setAt: null }
    },

    async webhookSecrets(tenant, channel) {
      const own = tenant === null ? null : await readyOf(tenant, channel)
      const account = own?.account ?? platform.accounts.get(channel)
      if (!account) return null
      const told = signedBy(account)
      if (told) return { tenant: own ? tenant : null, ...told }
      // A tenant's own number at the platform's Meta app: the app signs, and it is the tenant's all the same.
      const ofPlatform = own && channel === 'whatsapp' ? platform.accounts.get(channel) : undefined
      const app = ofPlatform && signedBy(ofPlatform)
      return app ? { tenant, ...app } : null
    },
  }
}

const isSame = (kept: TenantAccount, now: TenantAccount) =>
  kept === now || (kept.secrets === now.secrets && sameDocument(kept.account, now.account))

function signedBy(account: OpenAccount): Omit<WebhookSecrets, 'tenant'> | null {
  switch (account.provider) {
    case 'whatsapp-cloud': {
      const { appSecret, verifyToken } = account.secrets
      return appSecret === undefined ? null : { signing: appSecret, verifyToken: verifyToken ?? null }
    }
    case 'resend':
      return { signing: account.secrets.webhookSecret, verifyToken: null }
    case 'twilio':
      return { signing: account.secrets.authToken, verifyToken: null }
    case 'smtp':
      return null
  }
}
