import { Type } from '@sinclair/typebox'
import { readAccount, sealSecrets } from '@visita/accounts'
import { commandContext, succeed } from '@visita/agenda'
import {
  AccountChannelSchema,
  type ChannelAccount,
  StreamName,
  strict,
  stringEnum,
  type TenantId,
} from '@visita/domain'
import { type HttpApp, invalidRequest, ProblemError, sendPosition } from '@visita/http'
import type { Deps } from '../app.ts'
import { createNumberOwners } from '../read-model.ts'
import { requestOf } from '../request-of.ts'

const open = (description: string) => Type.Record(Type.String({ maxLength: 40 }), Type.Unknown(), { description })

const AccountBody = Type.Object(
  {
    provider: stringEnum('whatsapp-cloud', 'resend', 'smtp', 'twilio'),
    settings: open(
      'whatsapp-cloud: phoneNumberId, wabaId?, version?. resend: from. smtp: from, host, port, security (tls, starttls), user (or null). twilio: accountSid, from',
    ),
    secrets: open(
      'Never shown again. whatsapp-cloud: accessToken, and of an app of your own appSecret and verifyToken. resend: apiKey, webhookSecret. smtp: password. twilio: authToken',
    ),
  },
  strict,
)
const AccountAnswer = Type.Object({
  channel: AccountChannelSchema,
  source: stringEnum('own'),
  provider: Type.String(),
  settings: Type.Record(Type.String(), Type.Unknown()),
})

/** The tenant's own accounts with those who carry its messages. What lets somebody in is sealed here, and never answered. */
export function channelAccountRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, vault, clock, platform } = deps
  const ownersOf = createNumberOwners(deps.readStore, deps.store)
  const url = '/v1/admin/channels/:channel'
  const config = { roles: ['admin'] as const }
  const tags = ['configuration']
  const params = Type.Object({ channel: AccountChannelSchema })

  /** Whoever writes to a number must reach its owner, and nobody else. */
  async function isAnothersNumber(tenant: TenantId, { provider, settings }: ChannelAccount): Promise<boolean> {
    if (provider !== 'whatsapp-cloud') return false
    const { phoneNumberId } = settings
    const shared = platform.accounts.get('whatsapp')
    if (shared?.provider === 'whatsapp-cloud' && shared.settings.phoneNumberId === phoneNumberId) return true
    const owners = await ownersOf(phoneNumberId)
    // Of two who took it in the same moment neither is locked out: the signature under a webhook tells them apart.
    return owners.length > 0 && !owners.includes(tenant)
  }

  app.put(
    url,
    {
      config,
      schema: {
        summary: 'Use an account of your own for a channel',
        tags,
        params,
        body: AccountBody,
        response: { 200: AccountAnswer },
      },
    },
    async (raw, reply) => {
      const { tenant } = raw
      const { channel } = raw.params
      const given = readAccount(channel, raw.body, { platformTells: platform.accounts.has('whatsapp') })
      if ('faults' in given) throw invalidRequest(given.faults.map((fault) => ({ in: 'body', ...fault })))
      const { account } = given
      if (await isAnothersNumber(tenant, account)) {
        throw new ProblemError(409, 'number-taken', 'This number is somebody else’s account already')
      }
      const secrets = await sealSecrets(vault, tenant, channel, given.secrets)
      const done = succeed(
        await aggregates.tenant.execute(
          StreamName.tenant(tenant),
          { type: 'SetChannelAccount', account, secrets, now: clock.now() },
          commandContext(requestOf(raw)),
        ),
      )
      sendPosition(reply, done.position)
      if (done.kind === 'accepted' && done.events.length === 0) reply.header('visita-unchanged', 'true')
      return { channel, source: 'own' as const, provider: account.provider, settings: account.settings }
    },
  )

  app.delete(
    url,
    {
      config,
      schema: {
        summary: "Go back to the platform's account for a channel, if it has one",
        tags,
        params,
        response: { 204: Type.Null() },
      },
    },
    async (raw, reply) => {
      const { channel } = raw.params
      const done = succeed(
        await aggregates.tenant.execute(
          StreamName.tenant(raw.tenant),
          { type: 'RemoveChannelAccount', channel, now: clock.now() },
          commandContext(requestOf(raw)),
        ),
      )
      sendPosition(reply, done.position)
      if (done.kind === 'accepted' && done.events.length === 0) reply.header('visita-unchanged', 'true')
      return reply.code(204).send(null)
    },
  )
}
