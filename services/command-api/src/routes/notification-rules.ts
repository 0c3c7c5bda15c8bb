import { Type } from '@sinclair/typebox'
import { commandContext, succeed } from '@visita/agenda'
import {
  messageLanguageOf,
  type NotificationRule,
  NotificationRulesSchema,
  type RuleEvent,
  ruleEventOf,
  StreamName,
  strict,
  type TenantId,
} from '@visita/domain'
import { type HttpApp, invalidRequest, type RequestFault, sendPosition } from '@visita/http'
import { preview } from '@visita/messages'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const ByEvent = Type.Object(
  {
    event: Type.String({
      maxLength: 64,
      description: '`visit.created`, `visit.canceled`, `visit.reminder.t24h` (any ISO 8601 duration) …',
      examples: ['visit.confirmed'],
    }),
  },
  strict,
)

const RulesAnswer = Type.Object({
  event: Type.String(),
  isDefault: Type.Boolean(),
  rules: NotificationRulesSchema,
  preview: Type.Array(
    Type.Object({
      ruleId: Type.String(),
      channel: Type.String(),
      language: Type.String(),
      version: Type.Integer(),
      text: Type.String({ description: 'As somebody would read it, with made-up data' }),
    }),
  ),
})

/** Who is told of an event, how: a document for each. What is planned already and not due yet is planned anew. */
export function notificationRuleRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, configuration, templates, clock } = deps
  const url = '/v1/admin/notification-rules/:event'
  const config = { roles: ['admin'] as const }
  const tags = ['configuration']

  /** What each rule says on each of its channels, in the tenant's language; where it says nothing, that place. */
  async function textsOf(tenant: TenantId, rules: readonly NotificationRule[]) {
    const { locale } = await configuration.policies(tenant)
    const language = messageLanguageOf(locale) ?? 'es'
    const places = rules.flatMap((rule, index) => rule.fallbackOrder.map((channel) => ({ rule, index, channel })))
    return Promise.all(
      places.map(async (place) => {
        const { rule, channel } = place
        const found = await templates.effective(tenant, rule.template, channel, language)
        // Spanish is better than nothing for somebody who waits, and no answer to whoever writes in Catalan.
        return { ...place, language, found: found?.language === language ? found : null }
      }),
    )
  }

  app.put(
    url,
    {
      config,
      schema: {
        summary: 'Say who is told of an event, and how',
        description:
          'The whole document. Each rule goes along its `fallbackOrder`: the next channel only where the one before did not get through. ' +
          'A reminder that has rules is sent, whether or not it is among the policies’ `reminders`. Agents are told `in_app`.',
        tags,
        params: ByEvent,
        body: Type.Object({ rules: NotificationRulesSchema }, strict),
        response: { 200: RulesAnswer },
      },
    },
    async (raw, reply) => {
      const event = askedEvent(raw.params.event)
      const { rules } = raw.body
      const texts = await textsOf(raw.tenant, rules)
      const faults = texts.flatMap(({ rule, index, channel, language, found }): RequestFault[] => {
        const message = `${rule.template} has no text for ${channel} in ${language}`
        return found ? [] : [{ in: 'body', path: `/rules/${index}/template`, message }]
      })
      if (faults.length > 0) throw invalidRequest(faults)
      const command = { type: 'SetNotificationRules', event, rules, now: clock.now() } as const
      const stream = StreamName.tenant(raw.tenant)
      tell(reply, succeed(await aggregates.tenant.execute(stream, command, commandContext(requestOf(raw)))))
      const shown = texts.flatMap(({ rule, channel, found }) => {
        if (!found) return []
        const { content } = preview(found.document, { key: rule.template, language: found.language })
        const { language, version } = found
        return [{ ruleId: rule.id, channel, language, version, text: textOf(content) }]
      })
      return { event, isDefault: false, rules, preview: shown }
    },
  )

  app.delete(
    url,
    {
      config,
      schema: {
        summary: 'Go back to the rules that everybody has',
        tags,
        params: ByEvent,
        response: { 204: Type.Null() },
      },
    },
    async (raw, reply) => {
      const event = askedEvent(raw.params.event)
      const command = { type: 'ResetNotificationRules', event, now: clock.now() } as const
      const stream = StreamName.tenant(raw.tenant)
      tell(reply, succeed(await aggregates.tenant.execute(stream, command, commandContext(requestOf(raw)))))
      return reply.code(204).send(null)
    },
  )
}

/** @throws 400 for what nobody is told of */
function askedEvent(text: string): RuleEvent {
  const event = ruleEventOf(text)
  if (event) return event
  throw invalidRequest([{ in: 'path', path: '/event', message: `is nothing that people are told of: ${text}` }])
}

const textOf = (content: ReturnType<typeof preview>['content']): string => {
  switch (content.channel) {
    case 'email':
      return `${content.subject}\n\n${content.text}`
    case 'in_app':
      return `${content.title}\n\n${content.body}`
    case 'whatsapp':
    case 'sms':
      return content.text
  }
}

function tell(reply: FastifyReply, { position, events }: { position: bigint; events?: readonly unknown[] }): void {
  sendPosition(reply, position)
  if (events?.length === 0) reply.header('visita-unchanged', 'true')
}
