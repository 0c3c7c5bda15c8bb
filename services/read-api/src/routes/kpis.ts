import { type Static, Type } from '@sinclair/typebox'
import { strict, stringEnum, type TenantId } from '@visita/domain'
import { type HttpApp, invalidRequest, orNull } from '@visita/http'
import {
  configuration,
  countVisits,
  figureGroups,
  notificationBacklog,
  notifications,
  policiesOf,
  sendingFigures,
  type TenantDb,
  type VisitCounts,
  visitFacts,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { DayText, momentOf } from '../moment.ts'

const count = (description: string) => Type.Integer({ description })
const ratio = (description: string) => orNull(Type.Number({ description: `${description}; null where there is none` }))

const figures = {
  booked: count('Visits that were requested, whatever became of them'),
  confirmed: count('Those that were ever confirmed, by a person or automatically'),
  completed: count('Those that stand as completed'),
  cancelled: count('Those that stand as cancelled'),
  noShow: count('Those that stand as no-shows; not those where a check-in that arrived late proved otherwise'),
  rescheduled: count('Those that were moved to another time at least once; other resources alone are no such move'),
  confirmationRate: ratio('confirmed / booked'),
  showRate: ratio('Those that came (checked in or completed), of those that came and the no-shows'),
  noShowRate: ratio('The no-shows, of the same'),
  rescheduleRate: ratio('rescheduled / booked'),
  meanMinutesToConfirm: ratio('From request to confirmation, as they happened, over all that were ever confirmed'),
}

const SendingSchema = Type.Object({
  channel: Type.String(),
  template: Type.String(),
  sent: count('Those that a provider took, whatever became of them'),
  delivered: count('Those that were delivered or read, as far as the provider tells'),
  failed: count('Those that did not get through; not those that were not to be sent'),
  p50SecondsToSend: ratio('From being due, or from its cause where that came later, until a provider took it'),
  p95SecondsToSend: ratio('The same'),
  promised: count('Critical ones that have kept their promise or had the time to; one that is not out yet is late'),
  inTime: count('Those of them that were taken within it'),
})

const BacklogSchema = Type.Object({
  channel: Type.String(),
  due: count('Due, and not being sent'),
  underMinute: count('Those due for less than a minute'),
  underFiveMinutes: count('For one to five'),
  underHour: count('For five to sixty'),
  older: count('For longer'),
  oldestSeconds: ratio('How long the oldest has been due'),
  processing: count('Being sent, or without a known outcome'),
  scheduled: count('Not due yet'),
  deadLetters: count('Waiting for a person'),
})

const KpisSchema = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    groupBy: orNull(Type.String()),
    ...figures,
    notifications: Type.Array(SendingSchema, {
      description: 'By channel and template, the live messages that were due on these days of the tenant’s time zone',
    }),
    backlog: Type.Array(BacklogSchema, { description: 'By channel, what waits now, whatever the days' }),
    groups: Type.Array(
      Type.Object({ key: orNull(Type.String({ description: 'Null for visits that have none' })), ...figures }),
    ),
  },
  { $id: 'Kpis' },
)

export function kpiRoutes(app: HttpApp, { readStore, visible, clock }: Deps): void {
  app.get(
    '/v1/admin/kpis',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'How many visits were booked, confirmed, kept, missed and moved, over any days',
        description:
          'Counts the visits of the days `from` to `to`, both included: each by the local day, in its own time zone, on which it ' +
          'starts as it stands now. A visit that was moved counts on its new day alone. The figures at the top count each visit ' +
          'once; `groups` has them again for each resource, location, type, origin or day that has any, in the order of the keys. ' +
          'By resource a visit counts for each of its resources, so that these groups add up to more.',
        tags: ['agenda'],
        querystring: Type.Object(
          { from: DayText, to: DayText, groupBy: Type.Optional(stringEnum(...figureGroups)) },
          strict,
        ),
        response: { 200: KpisSchema },
      },
    },
    async (request) => {
      const { tenant } = request
      const { from, to, groupBy = null } = request.query
      if (to < from) throw invalidRequest([{ in: 'query', path: '/to', message: 'is before from' }])
      await visible(request, [visitFacts.name, notifications.name, configuration.name])
      return withTenant(readStore, tenant, async (db) => {
        // One snapshot: what the groups count is what the total counts.
        return db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (db) => {
            const [all = nothing] = await countVisits(db, tenant, { from, to, groupBy: null })
            const groups = groupBy === null ? [] : await countVisits(db, tenant, { from, to, groupBy })
            const each = groups.map((group) => ({ key: group.key, ...figuresOf(group) }))
            const sending = await sendingOf(db, tenant, { from, to, now: clock.now() })
            return { from, to, groupBy, ...figuresOf(all), ...sending, groups: each }
          })
      })
    },
  )
}

/** What was sent of what was due on these days, and what waits. */
async function sendingOf(db: TenantDb, tenant: TenantId, { from, to, now }: { from: string; to: string; now: number }) {
  const timezone = (await policiesOf(db, tenant))?.timezone ?? 'UTC'
  const range = { from: momentOf(from, 'from', timezone), to: momentOf(to, 'to', timezone), now }
  const found = await sendingFigures(db, tenant, range)
  return {
    notifications: found.map(({ p50Seconds, p95Seconds, ...figures }) => ({
      ...figures,
      p50SecondsToSend: p50Seconds,
      p95SecondsToSend: p95Seconds,
    })),
    backlog: await notificationBacklog(db, tenant, now),
  }
}

const nothing: VisitCounts = {
  booked: 0,
  confirmed: 0,
  showed: 0,
  completed: 0,
  cancelled: 0,
  noShow: 0,
  rescheduled: 0,
  msToConfirm: 0,
}

const per = (part: number, whole: number) => (whole === 0 ? null : part / whole)

function figuresOf(
  counts: VisitCounts,
): Omit<Static<typeof KpisSchema>, 'from' | 'to' | 'groupBy' | 'notifications' | 'backlog' | 'groups'> {
  const { booked, confirmed, showed, completed, cancelled, noShow, rescheduled, msToConfirm } = counts
  return {
    ...{ booked, confirmed, completed, cancelled, noShow, rescheduled },
    confirmationRate: per(confirmed, booked),
    showRate: per(showed, showed + noShow),
    noShowRate: per(noShow, showed + noShow),
    rescheduleRate: per(rescheduled, booked),
    meanMinutesToConfirm: per(msToConfirm / 60_000, confirmed),
  }
}
