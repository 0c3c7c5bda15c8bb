import { Type } from '@sinclair/typebox'
import { strict, type TenantId } from '@visita/domain'
import { type HttpApp, invalidRequest } from '@visita/http'
import {
  configuration,
  modeDifferences,
  notifications,
  outcomesByMode,
  policiesOf,
  promiseFigures,
  type TenantDb,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { MomentText, momentOf } from '../moment.ts'
import { PromisesSchema, promises } from '../notification/promises.ts'
import { mostDifferences, ShadowReportSchema, shadowReport } from '../notification/shadow-report.ts'

const Query = Type.Object({ from: MomentText, to: MomentText }, strict)
const config = { roles: ['operator', 'admin'], positioned: true } as const
const tags = ['notifications']

/** How the sending of messages went over a stretch of time. */
export function notificationReportRoutes(app: HttpApp, { readStore, visible, clock }: Deps): void {
  app.get(
    '/v1/admin/notifications/sla',
    {
      config,
      schema: {
        summary: 'Whether critical messages went out when they were promised, by template and channel',
        description:
          'Of the live ones that were first due within the stretch. What waited for somebody’s morning, and what was not to be sent ' +
          'after all, is left out. A message that another channel took in time was in time.',
        tags,
        querystring: Query,
        response: { 200: PromisesSchema },
      },
    },
    async (request) => {
      const { tenant, query } = request
      await visible(request, [notifications.name, configuration.name])
      return withTenant(readStore, tenant, async (db) => {
        const stretch = await stretchOf(db, tenant, query)
        return promises(await promiseFigures(db, tenant, { ...stretch, now: clock.now() }), query)
      })
    },
  )

  app.get(
    '/v1/admin/notifications/shadow-report',
    {
      config,
      schema: {
        summary: 'What shadow mode would have sent, beside what was sent',
        description:
          'By the kind of message and its channel, over what was first due within the stretch; then, of visits that have messages of ' +
          'both modes, where the two do not come to the same.',
        tags,
        querystring: Query,
        response: { 200: ShadowReportSchema },
      },
    },
    async (request) => {
      const { tenant, query } = request
      await visible(request, [notifications.name, configuration.name])
      return withTenant(readStore, tenant, (db) =>
        // One snapshot: what differs was counted.
        db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (db) => {
            const stretch = await stretchOf(db, tenant, query)
            const counts = await outcomesByMode(db, tenant, stretch)
            return shadowReport(counts, await modeDifferences(db, tenant, stretch, { limit: mostDifferences }), query)
          }),
      )
    },
  )
}

/** @throws 400 where it ends before it begins */
async function stretchOf(db: TenantDb, tenant: TenantId, { from, to }: { readonly from: string; readonly to: string }) {
  const timezone = (await policiesOf(db, tenant))?.timezone ?? 'UTC'
  const stretch = { from: momentOf(from, 'from', timezone), to: momentOf(to, 'to', timezone) }
  if (stretch.to <= stretch.from) throw invalidRequest([{ in: 'query', path: '/to', message: 'is not after from' }])
  return stretch
}
