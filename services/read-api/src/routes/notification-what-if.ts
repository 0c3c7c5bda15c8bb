import { Type } from '@sinclair/typebox'
import { beyond, tenantPage } from '@visita/audit'
import {
  dayMs,
  type NotificationChannel,
  type NotificationRule,
  NotificationRulesSchema,
  type PlanningSettings,
  PoliciesSchema,
  planMessages,
  type RuleEvent,
  ruleErrors,
  ruleEventOf,
  StreamName,
  strict,
  type TenantEvent,
  type TenantId,
  type TenantState,
  tenant as tenants,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import {
  decodeCursor,
  encodeCursor,
  type HttpApp,
  InstantText,
  invalidRequest,
  notFound,
  type RequestFault,
} from '@visita/http'
import { findStretches, messagesCausedBy, notifications } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { parseInstant, toInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { itemsOf, type Planned, totalsOf, WhatIfSchema } from '../what-if/document.ts'
import { occasionsOf, tellingEvents } from '../what-if/occasions.ts'
import { castOf } from '../what-if/people.ts'
import { wouldBe } from '../what-if/would.ts'

/** A week at a time is what it is for; a month is what it bears. */
const mostMs = 31 * dayMs

const { reminders, quietHours } = PoliciesSchema.properties

const Body = Type.Object(
  {
    from: { ...InstantText, description: 'Of what was recorded then or later' },
    to: { ...InstantText, description: 'And before; at most 31 days later' },
    rules: Type.Optional(
      Type.Record(Type.String({ maxLength: 64 }), NotificationRulesSchema, {
        description: 'By event, in place of those in force',
        examples: [{ 'visit.no_show': [] }],
      }),
    ),
    policies: Type.Optional(Type.Partial(Type.Object({ reminders, quietHours }), strict)),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 200, description: 'Events to look at' }),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  strict,
)

const Place = Type.String({ pattern: '^\\d{1,19}$' })
const CursorSchema = Type.Array(Type.Object({ after: Place, until: Place }, strict), { minItems: 1, maxItems: 2 })

/** What people would have been told by other rules. Nothing is planned, written or sent. */
export function notificationWhatIfRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, log, readStream, visible, platformProviders, clock } = deps

  app.post(
    '/v1/admin/notifications/what-if',
    {
      config: { roles: ['operator', 'admin'], positioned: true },
      schema: {
        summary: 'What would have been sent by other rules, over what happened then',
        description:
          'Plans messages for everything that was recorded in the stretch, as if the rules asked about had been in force with all else ' +
          'of the tenant as it is now, and lets each pass the gates of its time: the visit as it stood, what people want, their ' +
          'quiet hours, whether there is an address. Beside it, what there was. What depends on other messages (budgets, rates, ' +
          'outages) is not pretended. By pages of the log: one looks at `limit` events, and may have no message.',
        tags: ['notifications'],
        querystring: Type.Object({}, strict),
        body: Body,
        response: { 200: WhatIfSchema },
      },
    },
    async (request) => {
      const { tenant, body } = request
      const { from, to } = stretchOf(body)
      await visible(request, [notifications.name])
      const state = await tenantOf(tenant)
      const settings = changedBy(state, body)
      const question = { tenant, from, to, types: tellingEvents }
      const stretches =
        body.cursor === undefined ? await findStretches(readStore, log, question) : stretchesAfter(body.cursor)
      const { events, next } = await tenantPage(log, stretches, question, body.limit)
      const { planned, rows } = await compare(tenant, state, settings, events)
      const items = [...itemsOf(planned, rows)]
      const left = next === null ? [] : beyond(stretches, next)
      return {
        ...{ from: toInstant(from), to: toInstant(to), events: events.length, items, totals: totalsOf(items) },
        nextCursor: left.length === 0 ? null : cursorOf(left),
      }
    },
  )

  async function tenantOf(
    tenant: TenantId,
  ): Promise<TenantState & { readonly policies: PlanningSettings['policies'] }> {
    const events = await readStream(StreamName.tenant(tenant))
    const state = events.reduce(
      (state, event) => tenants.evolve(state, event as unknown as TenantEvent),
      tenants.initial,
    )
    const { policies } = state
    if (!policies) throw notFound()
    return { ...state, policies }
  }

  async function compare(
    tenant: TenantId,
    { channelAccounts }: TenantState,
    settings: PlanningSettings,
    events: readonly RecordedEvent[],
  ) {
    const { occasions, pasts } = await occasionsOf(deps, tenant, events)
    const { reachable, ...cast } = await castOf(readStream, tenant, occasions)
    const configured = new Set<NotificationChannel>(['in_app', ...channelAccounts.keys(), ...platformProviders.keys()])
    const given = { policies: settings.policies, pasts, reachable, now: clock.now() }
    const planned = occasions.flatMap((occasion): Planned[] => {
      // As it was planned then: what happens is told at once.
      const ground = { tenant, settings, configured, ...cast, now: occasion.cause.recordedAt }
      return planMessages(ground, occasion).map((message) => ({ message, would: wouldBe(message, given) }))
    })
    const eventIds = events.map(({ id }) => id)
    const personIds = occasions.flatMap((one) => (one.about === 'offer' ? [one.customerId] : []))
    const asked = { eventIds, visitIds: [...pasts.keys()], personIds }
    const rows = await withTenant(readStore, tenant, (db) => messagesCausedBy(db, tenant, asked))
    return { planned, rows }
  }
}

/** @throws 400 for a stretch that ends before it begins, or is too long */
function stretchOf({ from: first, to: last }: { readonly from: string; readonly to: string }) {
  const [from, to] = [parseInstant(first), parseInstant(last)]
  if (to <= from) throw invalidRequest([{ in: 'body', path: '/to', message: 'must be later than from' }])
  if (to - from > mostMs) {
    throw invalidRequest([{ in: 'body', path: '/to', message: 'must be at most 31 days after from' }])
  }
  return { from, to }
}

/** The tenant's settings with what is asked about in place of what is so. @throws 400 for rules that could not be put */
function changedBy(
  state: TenantState & Pick<PlanningSettings, 'policies'>,
  {
    rules = {},
    policies = {},
  }: { rules?: Record<string, NotificationRule[]>; policies?: Partial<PlanningSettings['policies']> },
): PlanningSettings {
  const notificationRules = new Map(state.notificationRules)
  const faults: RequestFault[] = []
  for (const [name, own] of Object.entries(rules)) {
    const event: RuleEvent | null = ruleEventOf(name)
    const at = `/rules/${name}`
    if (event === null) faults.push({ in: 'body', path: at, message: 'is nothing that people are told of' })
    else {
      notificationRules.set(event, { rules: own, changes: 0 })
      const wrong = ruleErrors(event, own)
      faults.push(
        ...wrong.map(({ path, message }) => ({ in: 'body' as const, path: path.replace('/rules', at), message })),
      )
    }
  }
  if (faults.length > 0) throw invalidRequest(faults)
  return { ...state, policies: { ...state.policies, ...policies }, notificationRules }
}

const stretchesAfter = (cursor: string) =>
  decodeCursor(cursor, CursorSchema).map(({ after, until }) => ({ after: BigInt(after), until: BigInt(until) }))

const cursorOf = (stretches: ReturnType<typeof beyond>): string =>
  encodeCursor(stretches.map(({ after, until }) => ({ after: String(after ?? 0n), until: String(until) })))
