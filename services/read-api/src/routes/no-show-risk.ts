import { Type } from '@sinclair/typebox'
import {
  defaultNoShowWeights,
  epochOf,
  instantOf,
  type NoShowRisk,
  type NoShowWeights,
  noShowRisk,
  strict,
  type VisitId,
} from '@visita/domain'
import { type HttpApp, type Language, languageOf, pageOf, pageQuery } from '@visita/http'
import {
  awaitedVisit,
  configuration,
  customers,
  listVisitsToScore,
  notifications,
  type Page,
  pageOfRows,
  policiesOf,
  type VisitToScore,
  visitFacts,
  visitOfRow,
  visits,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { answerClock } from '../answer-clock.ts'
import type { Deps } from '../app.ts'
import { answerPage, type StartCursor, startCursor } from '../paging.ts'
import { riskWords } from '../trays/risk-words.ts'
import { colourOf, lastCallOff } from '../urgency.ts'
import { TrayItem } from './trays.ts'

const ItemSchema = Type.Object(
  {
    ...TrayItem,
    risk: Type.Object({
      percent: Type.Integer({ description: 'How likely nobody comes, 0 to 100' }),
      reasons: Type.Array(
        Type.Object({
          factor: Type.String({
            description: '`lead`, `missed`, `kept`, `unconfirmed`, `unread-reminders`, `hour` or `weekday`',
          }),
          value: Type.Integer({ description: 'Days, visits, reminders, the hour, the ISO weekday' }),
          points: Type.Integer({ description: 'Ten are one in log odds; negative ones speak for coming' }),
          text: Type.String(),
        }),
        { description: 'The weightiest first' },
      ),
    }),
  },
  { $id: 'NoShowRiskItem' },
)

/** As far ahead as somebody would call a customer about it. */
const aheadMs = 7 * 86_400_000
/** Read at once, since only some of them are at risk. */
const atOnce = 500

export function noShowRiskRoutes(app: HttpApp, { readStore, visible, clock, manageUrl }: Deps): void {
  app.get(
    '/v1/admin/trays/no-show-risk',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'Visits of the next seven days to which perhaps nobody comes, the first to be due first',
        description:
          'Every reason adds points to a sum that anybody can check, weighed by the tenant’s policy `noShowRisk`; here from its `from` per cent on. ' +
          'Due when the customer can no longer call off: until then a call may still free the time. Red: past due, or due within two ' +
          'hours; orange: due within a day; grey: later.',
        tags: ['agenda'],
        querystring: Type.Object(pageQuery, strict),
        response: { 200: pageOf(ItemSchema) },
      },
    },
    async (request) => {
      const { tenant } = request
      const { limit, cursor } = request.query
      const after = startCursor(cursor)
      const answering = answerClock(clock.now())
      const language = languageOf(request.headers['accept-language'])
      await visible(request, [visits.name, visitFacts.name, customers.name, notifications.name, configuration.name])
      const { policies, page } = await withTenant(readStore, tenant, async (db) => {
        const policies = await policiesOf(db, tenant)
        const weights = policies?.noShowRisk ?? defaultNoShowWeights
        const where = { status: ['pending', 'confirmed'], from: answering.now, until: answering.now + aheadMs }
        const read = (from: StartCursor | null) => listVisitsToScore(db, tenant, where, { limit: atOnce, after: from })
        return { policies, page: await atRisk(read, weights, { limit, after }) }
      })
      return answerPage(
        page,
        ({ row, risk }) => {
          const due = lastCallOff(epochOf(row.starts_at), policies)
          return {
            visit: visitOfRow(row, manageUrl),
            customerName: row.full_name,
            ...explained(risk, language),
            dueAt: instantOf(due),
            colour: colourOf(due, answering),
          }
        },
        ({ row }) => placeOf(row),
      )
    },
  )
}

const placeOf = ({ starts_at, visit_id }: VisitToScore): StartCursor => ({
  start: starts_at,
  id: visit_id as VisitId,
})

interface Scored {
  readonly row: VisitToScore
  readonly risk: NoShowRisk
}

/** The first so many at risk after a place. Scores are made here and not in SQL: there is one way to make them. */
async function atRisk(
  read: (after: StartCursor | null) => Promise<Page<VisitToScore>>,
  weights: NoShowWeights,
  { limit, after }: { readonly limit: number; readonly after: StartCursor | null },
): Promise<Page<Scored>> {
  const found: Scored[] = []
  for (let from = after; ; ) {
    const { items, last } = await read(from)
    const scored = items.map((row) => ({ row, risk: noShowRisk(awaitedVisit(row), weights) }))
    found.push(...scored.filter(({ risk }) => risk.percent >= weights.from))
    if (last === null || found.length > limit) return pageOfRows(found, limit)
    from = placeOf(last)
  }
}

/** The score, and in the reader’s language what speaks for a no-show; what speaks against it is among the reasons only. */
function explained({ percent, reasons }: NoShowRisk, language: Language) {
  const { why, reason } = riskWords[language]
  const told = reasons.map((one) => ({ ...one, text: reason[one.factor](one.value) }))
  const against = told.filter(({ points }) => points > 0).map(({ text }) => text)
  return { risk: { percent, reasons: told }, why: why(percent, against.join('; ')) }
}
