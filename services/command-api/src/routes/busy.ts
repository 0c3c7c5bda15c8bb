import { Type } from '@sinclair/typebox'
import { putBusy } from '@visita/agenda'
import { ResourceIdSchema, strict, VisitIdSchema } from '@visita/domain'
import { type HttpApp, InstantText, sendPosition } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const mostIntervals = 5000
/** As many intervals with the longest names, and some. */
const bodyLimit = 2 * 1024 * 1024

const BusyBody = Type.Object(
  {
    source: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    from: InstantText,
    to: InstantText,
    intervals: Type.Array(
      Type.Object(
        {
          start: InstantText,
          end: InstantText,
          externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
        },
        strict,
      ),
      { maxItems: mostIntervals },
    ),
  },
  strict,
)

/** What other calendars know of a resource's time. */
export function busyRoutes(app: HttpApp, deps: Deps): void {
  app.put(
    '/v1/admin/resources/:id/busy',
    {
      bodyLimit,
      config: { roles: ['admin'] },
      schema: {
        summary: 'Set the complete busy time of an external calendar within a window',
        tags: ['agenda'],
        params: Type.Object({ id: ResourceIdSchema }, strict),
        body: BusyBody,
        response: {
          200: Type.Object({ laid: Type.Integer(), lifted: Type.Integer(), conflicts: Type.Array(VisitIdSchema) }),
        },
      },
    },
    async (raw, reply) => {
      const { source, from, to, intervals } = raw.body
      const { laid, lifted, conflicts, position } = await putBusy(deps, requestOf(raw), raw.params.id, {
        source,
        from: parseInstant(from),
        to: parseInstant(to),
        intervals: intervals.map(({ start, end, externalId }) => ({
          start: parseInstant(start),
          end: parseInstant(end),
          externalId,
        })),
      })
      sendPosition(reply, position)
      if (laid + lifted === 0) reply.header('visita-unchanged', 'true')
      return { laid, lifted, conflicts: [...conflicts] }
    },
  )
}
