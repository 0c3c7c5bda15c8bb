import type { TenantEvent } from '@visita/domain'
import { defineProjection, put, remove, table, tenantOf } from '../define.ts'

/** Which accounts tenants have of their own. Their secrets are not in it; they stay sealed in the log. */
export const channelAccounts = defineProjection<TenantEvent>({
  name: 'channel-accounts',
  version: 1,
  tables: [table('read.channel_account', 'tenant_id', 'channel')],
  on: {
    ChannelAccountSet: (event) => {
      const { account, at } = event.data
      const { channel, provider, settings } = account
      return [
        put('read.channel_account', {
          tenant_id: tenantOf(event),
          channel,
          provider,
          settings,
          phone_number_id: account.provider === 'whatsapp-cloud' ? account.settings.phoneNumberId : null,
          set_at: at,
        }),
      ]
    },
    ChannelAccountRemoved: (event) => [
      remove('read.channel_account', { tenant_id: tenantOf(event), channel: event.data.channel }),
    ],
  },
})
