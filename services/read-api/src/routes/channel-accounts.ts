import { Type } from '@sinclair/typebox'
import { type AccountChannel, AccountChannelSchema, strict, stringEnum } from '@visita/domain'
import { type HttpApp, orNull, UtcInstantText } from '@visita/http'
import { channelAccounts, channelAccountsOf } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'

const ChannelAnswer = Type.Object({
  channel: AccountChannelSchema,
  source: stringEnum('own', 'platform', 'none'),
  provider: orNull(Type.String()),
  settings: orNull(Type.Object({}, { additionalProperties: true, description: 'Of an account of your own' })),
  setAt: orNull(UtcInstantText),
})

const channels: readonly AccountChannel[] = ['whatsapp', 'email', 'sms']

/** By whom the tenant's messages go out. What lets somebody into an account is in no read model, so it cannot be answered. */
export function channelAccountRoutes(app: HttpApp, { readStore, visible, platformProviders }: Deps): void {
  app.get(
    '/v1/admin/channels',
    {
      config: { roles: ['operator', 'admin'], positioned: true },
      schema: {
        summary: 'The account of each channel: your own, the platform’s, or none',
        tags: ['configuration'],
        querystring: Type.Object({}, strict),
        response: { 200: Type.Object({ items: Type.Array(ChannelAnswer) }) },
      },
    },
    async (request) => {
      await visible(request, [channelAccounts.name])
      const own = await withTenant(readStore, request.tenant, (db) => channelAccountsOf(db, request.tenant))
      return {
        items: channels.map((channel) => {
          const account = own.find((one) => one.channel === channel)
          if (account) {
            const { provider, settings, set_at } = account
            return { channel, source: 'own' as const, provider, settings, setAt: set_at }
          }
          const provider = platformProviders.get(channel) ?? null
          const source = provider === null ? 'none' : 'platform'
          return { channel, source, provider, settings: null, setAt: null } as const
        }),
      }
    },
  )
}
