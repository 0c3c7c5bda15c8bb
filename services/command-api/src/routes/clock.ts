import { randomUUID } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { StreamName, strict } from '@visita/domain'
import { type HttpApp, InstantText, UtcInstantText } from '@visita/http'
import { parseInstant, toInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'

const NowSchema = Type.Object({ now: UtcInstantText })

/** The manual clock. It is set in the log, where every service follows it, and so it also survives a restart. */
export function clockRoutes(app: HttpApp, { store, clock }: Deps): void {
  app.get(
    '/v1/_clock',
    {
      config: { roles: ['platform'] },
      schema: { summary: 'Read the manual clock', tags: ['clock'], response: { 200: NowSchema } },
    },
    async () => ({ now: toInstant(clock.now()) }),
  )

  app.put(
    '/v1/_clock',
    {
      config: { roles: ['platform'] },
      schema: {
        summary: 'Set the manual clock of every service',
        tags: ['clock'],
        body: Type.Object({ now: InstantText }, strict),
        response: { 200: NowSchema },
      },
    },
    async (raw) => {
      const now = parseInstant(raw.body.now)
      const at = toInstant(now)
      await store.append(
        StreamName.clock(),
        [
          {
            id: randomUUID(),
            type: 'ClockSet',
            data: { now: at },
            meta: {
              tenant: null,
              actor: raw.caller.actor,
              role: raw.caller.role,
              channel: 'api',
              correlationId: raw.id,
              occurredAt: at,
              recordedAt: at,
            },
          },
        ],
        'any',
      )
      await clock.wait(now, AbortSignal.timeout(5000))
      return { now: at }
    },
  )
}
