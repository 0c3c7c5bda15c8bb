import { type Static, Type } from '@sinclair/typebox'
import { strict, stringEnum } from '@visita/domain'
import { type HttpApp, invalidRequest, orNull } from '@visita/http'
import { countVisits, figureGroups, type VisitCounts, visitFacts } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { DayText } from '../moment.ts'

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

const KpisSchema = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    groupBy: orNull(Type.String()),
    ...figures,
    groups: Type.Array(
      Type.Object({ key: orNull(Type.String({ description: 'Null for visits that have none' })), ...figures }),
    ),
  },
  { $id: 'Kpis' },
)

export function kpiRoutes(app: HttpApp, { readStore, visible }: Deps): void {
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
      await visible(request, [visitFacts.name])
      return withTenant(readStore, tenant, async (db) => {
        // One snapshot: what the groups count is what the total counts.
        return db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async (db) => {
            const [all = nothing] = await countVisits(db, tenant, { from, to, groupBy: null })
            const groups = groupBy === null ? [] : await countVisits(db, tenant, { from, to, groupBy })
            const each = groups.map((group) => ({ key: group.key, ...figuresOf(group) }))
            return { from, to, groupBy, ...figuresOf(all), groups: each }
          })
      })
    },
  )
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

function figuresOf(counts: VisitCounts): Omit<Static<typeof KpisSchema>, 'from' | 'to' | 'groupBy' | 'groups'> {
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
