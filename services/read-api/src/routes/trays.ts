import { Type } from '@sinclair/typebox'
import { epochOf, instantOf, strict, stringEnum } from '@visita/domain'
import { type HttpApp, orNull, pageOf, pageQuery, UtcInstantText } from '@visita/http'
import {
  configuration,
  customers,
  listTray,
  policiesOf,
  type Tray,
  VisitSchema,
  visitFacts,
  visitOfRow,
  visits,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { answerPage, startCursor } from '../paging.ts'
import { colours, urgency } from '../trays/urgency.ts'

const TrayItemSchema = Type.Object(
  {
    visit: VisitSchema,
    customerName: orNull(Type.String()),
    why: Type.String({ description: 'Why it lies here, in a sentence' }),
    dueAt: { ...UtcInstantText, description: 'When the customer can no longer call off by themselves; RFC 3339, UTC' },
    colour: stringEnum(...colours),
  },
  { $id: 'TrayItem' },
)

const summaries: Record<Tray, string> = {
  'to-confirm': 'Visits that nobody has confirmed, the most urgent first',
  reschedules: 'Visits that were moved to another time and have not taken place, the most urgent first',
  'no-contact': 'Visits whose customer has neither phone nor e-mail, the most urgent first',
}

export function trayRoutes(app: HttpApp, { readStore, visible, clock, manageUrl }: Deps): void {
  for (const tray of Object.keys(summaries) as Tray[]) {
    app.get(
      `/v1/admin/trays/${tray}`,
      {
        config: { roles: ['operator'], positioned: true },
        schema: {
          summary: summaries[tray],
          description:
            'Pending or confirmed visits that have not ended, in the order in which they are due. Red: due within two hours, or past ' +
            'due; orange: due within a day; grey: later.',
          tags: ['agenda'],
          querystring: Type.Object(pageQuery, strict),
          response: { 200: pageOf(TrayItemSchema) },
        },
      },
      async (request) => {
        const { tenant } = request
        const { limit, cursor } = request.query
        const range = { limit, after: startCursor(cursor) }
        const now = clock.now()
        await visible(request, [visits.name, customers.name, configuration.name, visitFacts.name])
        const { page, policies } = await withTenant(readStore, tenant, async (db) => ({
          policies: await policiesOf(db, tenant),
          page: await listTray(db, tenant, { tray, now }, range),
        }))
        const cancelMinMinutes = policies?.cancelMinMinutes ?? 0
        return answerPage(
          page,
          (row) => {
            const start = epochOf(row.starts_at)
            const { why, dueAt, colour } = urgency({ tray, status: row.status, start, now, cancelMinMinutes })
            const visit = visitOfRow(row, manageUrl)
            return { visit, customerName: row.full_name, why, dueAt: instantOf(dueAt), colour }
          },
          ({ starts_at, visit_id }) => ({ start: starts_at, id: visit_id }),
        )
      },
    )
  }
}
