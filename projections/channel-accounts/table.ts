import type { ChannelAccount } from '@visita/domain'

export interface ChannelAccountRow {
  tenant_id: string
  channel: ChannelAccount['channel']
  provider: ChannelAccount['provider']
  settings: ChannelAccount['settings']
  phone_number_id: string | null
  set_at: string
}

export interface ChannelAccountTables {
  'read.channel_account': ChannelAccountRow
}
