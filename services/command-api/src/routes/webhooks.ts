import { Type } from '@sinclair/typebox'
import { createWebhookAccounts } from '@visita/accounts'
import { type TenantId, TenantIdSchema } from '@visita/domain'
import { type HttpApp, ProblemError } from '@visita/http'
import { createDoor, createSafe, type DoorName } from '@visita/webhooks'
import type { Deps } from '../app.ts'

/** Of one call: Meta puts up to a thousand updates into one. */
const mostBytes = 4 * 1024 * 1024

/** Whose own account tells; without it, by what the call itself names, or the platform's. */
const ByTenant = { tenant: Type.Optional(TenantIdSchema) }
const tenantOf = ({ tenant }: { tenant?: TenantId }) => tenant ?? null

/** Where providers tell us things. They have no key: they sign. What they tell is kept, and done by whoever works that off. */
export function webhookRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, clock, metrics, masterKey, publicUrl, accounts, tenantsOfNumber } = deps
  const door = createDoor({
    accounts: createWebhookAccounts(accounts, tenantsOfNumber),
    ...{ readStore, clock, metrics, safe: createSafe(masterKey) },
  })
  const base = publicUrl.replace(/\/+$/, '')
  const tags = ['webhooks']
  const config = { open: true } as const

  app.get(
    '/v1/webhooks/whatsapp',
    {
      config,
      schema: {
        summary: 'Meta’s question when this address is registered',
        tags,
        querystring: Type.Object({
          ...ByTenant,
          'hub.mode': Type.Optional(Type.String()),
          'hub.verify_token': Type.Optional(Type.String()),
          'hub.challenge': Type.Optional(Type.String({ maxLength: 200 })),
        }),
        response: { 200: Type.String() },
      },
    },
    async (raw, reply) => {
      const answer = await door.challenge(raw.query, tenantOf(raw.query))
      if (answer === null) throw forbidden()
      return reply.type('text/plain; charset=utf-8').send(answer)
    },
  )

  // A signature is of bytes, so they stay as they came.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_, body, done) => done(null, body))
    for (const name of ['whatsapp', 'resend', 'twilio'] as const) {
      scope.post<{ Querystring: { tenant?: TenantId } }>(
        `/v1/webhooks/${name}`,
        {
          config: { ...config, deferred: true },
          bodyLimit: mostBytes,
          schema: { summary: summaries[name], tags, querystring: anything, response: { 200: Type.String() } },
        },
        async (raw, reply) => {
          const { body, headers, url } = raw
          const rawBody = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
          // By the address that the provider was given: a proxy may have rewritten all of the request's but its query.
          const given = `${base}/v1/webhooks/${name}${queryOf(url)}`
          const call = { rawBody, headers, url: given, tenant: tenantOf(raw.query) }
          if ((await door.receive(name, call)) === 'forged') throw forbidden()
          // Twilio reads an answer as instructions; none is none.
          return reply
            .code(200)
            .type(name === 'twilio' ? 'text/xml' : 'application/json')
            .send(answers[name])
        },
      )
    }
  })
}

/** Twilio's correlation stands in the query, and whatever else somebody has written into the address there. */
const anything = Type.Object(ByTenant)

const summaries: Readonly<Record<DoorName, string>> = {
  whatsapp: 'WhatsApp tells what became of messages, and what people write and tap',
  resend: 'Resend tells what became of e-mails',
  twilio: 'Twilio tells what became of text messages, and what people write back',
}
const answers: Readonly<Record<DoorName, string>> = { whatsapp: '{}', resend: '{}', twilio: '<Response/>' }

const queryOf = (url: string): string => {
  const at = url.indexOf('?')
  return at === -1 ? '' : url.slice(at)
}

const forbidden = () => new ProblemError(403, 'forbidden', 'Nobody who may tell us things has signed this')
