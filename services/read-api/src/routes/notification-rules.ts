import { Type } from '@sinclair/typebox'
import {
  fixedRuleEvents,
  NotificationRulesSchema,
  type PlanningSettings,
  type RuleEvent,
  reminderEvent,
  reminderOf,
  remindersOf,
  ruleEventOf,
  rulesOf,
  StreamName,
  strict,
  type TenantEvent,
  type TenantId,
  tenant as tenants,
} from '@visita/domain'
import { type HttpApp, notFound, orNull } from '@visita/http'
import type { Deps } from '../app.ts'

const RulesAnswer = Type.Object({
  event: Type.String(),
  reminder: orNull(Type.String({ description: 'ISO 8601, how long before the start', examples: ['PT24H'] })),
  isDefault: Type.Boolean({ description: 'The rules that everybody has: nothing was put' }),
  inForce: Type.Boolean({
    description: 'Whether there is anything to tell: of reminders, whether the tenant has this one',
  }),
  rules: NotificationRulesSchema,
})

/** The rules by which people are told of things, from the tenant's own stream: never behind. */
export function notificationRuleRoutes(app: HttpApp, { readStream, visible }: Deps): void {
  const config = { roles: ['operator', 'admin'], positioned: true } as const
  const tags = ['configuration']

  async function settingsOf(tenant: TenantId): Promise<Pick<PlanningSettings, 'policies' | 'notificationRules'>> {
    const events = await readStream(StreamName.tenant(tenant))
    const state = events.reduce(
      (state, event) => tenants.evolve(state, event as unknown as TenantEvent),
      tenants.initial,
    )
    const { policies, notificationRules } = state
    if (!policies) throw notFound()
    return { policies, notificationRules }
  }

  app.get(
    '/v1/admin/notification-rules',
    {
      config,
      schema: {
        summary: 'Who is told of what, and how: every event',
        tags,
        querystring: Type.Object({}, strict),
        response: { 200: Type.Object({ items: Type.Array(RulesAnswer) }) },
      },
    },
    async (request) => {
      await visible(request, [])
      const settings = await settingsOf(request.tenant)
      const events = [...fixedRuleEvents, ...remindersOf(settings).map(reminderEvent)]
      return { items: events.map((event) => answerOf(settings, event)) }
    },
  )

  app.get(
    '/v1/admin/notification-rules/:event',
    {
      config,
      schema: {
        summary: 'Who is told of one event, and how',
        tags,
        params: Type.Object({ event: Type.String({ maxLength: 64 }) }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: RulesAnswer },
      },
    },
    async (request) => {
      await visible(request, [])
      const event = ruleEventOf(request.params.event)
      if (!event) throw notFound()
      return answerOf(await settingsOf(request.tenant), event)
    },
  )
}

function answerOf(settings: Pick<PlanningSettings, 'policies' | 'notificationRules'>, event: RuleEvent) {
  const { rules, isDefault } = rulesOf(settings, event)
  const reminder = reminderOf(event)
  const inForce = reminder === null || remindersOf(settings).includes(reminder)
  return { event, reminder, isDefault, inForce, rules: [...rules] }
}
