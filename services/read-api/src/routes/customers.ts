import { Type } from '@sinclair/typebox'
import { instantOf, PersonIdSchema, PreferencesSchema, QuietHoursSchema, strict } from '@visita/domain'
import { type HttpApp, notFound, orNull, UtcInstantText } from '@visita/http'
import { customers, findChoices, findCustomer, listVisits, VisitSchema, visitOfRow, visits } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'

const most = 50

const CustomerSchema = Type.Object(
  {
    id: Type.String(),
    name: orNull(Type.String()),
    phone: orNull(Type.String()),
    email: orNull(Type.String()),
    externalId: orNull(Type.String()),
    locale: orNull(Type.String()),
    timezone: orNull(Type.String()),
    consents: Type.Record(Type.String(), Type.Boolean()),
    /** What was said most exactly of a channel and a kind counts; yes, where nothing was. */
    preferences: PreferencesSchema,
    /** Null: the tenant's. */
    quietHours: orNull(QuietHoursSchema),
    /** They have forbidden it: nothing at all is sent. */
    legalOptOut: Type.Boolean(),
    registeredAt: UtcInstantText,
    /** Whoever was erased keeps an id and visits, and nothing else. */
    erased: Type.Boolean(),
    nextVisits: Type.Array(VisitSchema, { description: `Those that have not ended, soonest first; at most ${most}` }),
    history: Type.Array(VisitSchema, { description: `Those before, latest first; at most ${most}` }),
  },
  { $id: 'Customer' },
)

export function customerRoutes(app: HttpApp, { readStore, visible, clock, manageUrl }: Deps): void {
  app.get(
    '/v1/customers/:id',
    {
      config: { roles: ['channel', 'operator'], positioned: true },
      schema: {
        summary: 'A customer, with their visits',
        tags: ['customers'],
        params: Type.Object({ id: PersonIdSchema }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: CustomerSchema },
      },
    },
    async (request) => {
      const { tenant } = request
      const { id } = request.params
      await visible(request, [customers.name, visits.name])
      const now = instantOf(clock.now())
      const found = await withTenant(readStore, tenant, async (db) => {
        const row = await findCustomer(db, tenant, id)
        if (!row) return null
        const choices = await findChoices(db, tenant, id)
        const range = { limit: most, after: null }
        const next = await listVisits(db, tenant, { customerIds: [id], endsAfter: now }, range)
        const before = await listVisits(
          db,
          tenant,
          { customerIds: [id], endsBefore: now },
          { ...range, newestFirst: true },
        )
        return { row, choices, next, before }
      })
      if (!found) throw notFound()
      const { row, choices, next, before } = found
      return {
        id: row.customer_id,
        name: row.full_name,
        phone: row.phone,
        email: row.email,
        externalId: row.external_id,
        locale: row.locale,
        timezone: row.timezone,
        consents: { ...row.consents },
        ...choices,
        registeredAt: row.registered_at,
        erased: row.erased_at !== null,
        nextVisits: next.items.map((row) => visitOfRow(row, manageUrl)),
        history: before.items.map((row) => visitOfRow(row, manageUrl)),
      }
    },
  )
}
