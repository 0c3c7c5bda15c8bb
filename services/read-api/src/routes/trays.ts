import { Type } from '@sinclair/typebox'
import { epochOf, strict, stringEnum } from '@visita/domain'
import { type HttpApp, languageOf, orNull, pageOf, pageQuery, UtcInstantText } from '@visita/http'
import {
  configuration,
  customers,
  listTray,
  notifications,
  policiesOf,
  type Tray,
  VisitSchema,
  visitFacts,
  visitOfRow,
  visits,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { answerClock } from '../answer-clock.ts'
import type { Deps } from '../app.ts'
import { answerPage, startCursor } from '../paging.ts'
import { urgency } from '../trays/urgency.ts'
import { colours } from '../urgency.ts'

/** What every tray says of a visit in it. */
export const TrayItem = {
  visit: VisitSchema,
  customerName: orNull(Type.String()),
  why: Type.String({ description: 'Why it lies here, in the language that `accept-language` asks for' }),
  dueAt: { ...UtcInstantText, description: 'By when somebody should have acted; RFC 3339, UTC' },
  colour: stringEnum(...colours),
}
const TrayItemSchema = Type.Object(TrayItem, { $id: 'TrayItem' })

const summaries: Record<Tray, string> = {
  'to-confirm': 'Visits that nobody has confirmed, the most urgent first',
  reschedules: 'Visits that were moved to another time and have not taken place, the most urgent first',
  'no-contact':
    'Visits whose customer has neither phone nor e-mail or was reached by no channel, the most urgent first',
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
            'Pending or confirmed visits that have not ended, in the order in which they are due: when the customer can no longer call off, ' +
            'and what waits to be confirmed within the tenant’s `confirmationSlaMinutes` at the latest. Red: past due, or due within two ' +
            'hours; orange: due within a day; grey: later.',
          tags: ['agenda'],
          querystring: Type.Object(pageQuery, strict),
          response: { 200: pageOf(TrayItemSchema) },
        },
      },
      async (request) => {
        const { tenant } = request
        const { limit, cursor } = request.query
        const place = startCursor(cursor)
        const range = { limit, after: place && { dueAt: place.start, id: place.id } }
        const answering = answerClock(clock.now())
        const language = languageOf(request.headers['accept-language'])
        await visible(request, [visits.name, customers.name, configuration.name, visitFacts.name, notifications.name])
        const page = await withTenant(readStore, tenant, async (db) => {
          const policies = await policiesOf(db, tenant)
          return listTray(db, tenant, { tray, now: answering.now, policies }, range)
        })
        return answerPage(
          page,
          (row) => {
            const [start, dueAt] = [epochOf(row.starts_at), epochOf(row.due_at)]
            const told = urgency({
              tray,
              status: row.status,
              messageFailed: row.message_failed,
              start,
              dueAt,
              clock: answering,
              language,
            })
            return { visit: visitOfRow(row, manageUrl), customerName: row.full_name, dueAt: row.due_at, ...told }
          },
          ({ due_at, visit_id }) => ({ start: due_at, id: visit_id }),
        )
      },
    )
  }
}
