import { Type } from '@sinclair/typebox'
import { commandContext, problemOf, succeed } from '@visita/agenda'
import { type NotificationId, NotificationIdSchema, StreamName, strict, stringEnum } from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { type HttpApp, InstantText, sendPosition } from '@visita/http'
import { parseInstant, toInstant } from '@visita/runtime'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const tags = ['notifications']
const mostAtOnce = 200

const Channel = stringEnum('whatsapp', 'email', 'sms', 'in_app')

const RedriveBody = Type.Object(
  {
    channel: Type.Optional(Channel),
    failureClass: Type.Optional(
      Type.String({
        pattern: '^[a-z][a-z0-9-]{0,63}$',
        description: 'Such as `unavailable`',
        examples: ['unavailable'],
      }),
    ),
    from: Type.Optional({ ...InstantText, description: 'First due then or later' }),
    to: Type.Optional({ ...InstantText, description: 'First due before then' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: mostAtOnce, default: 100 })),
  },
  strict,
)

const RetriedSchema = Type.Object({ id: Type.String(), status: Type.String() })

const RedrivenSchema = Type.Object({
  retried: Type.Integer({ description: 'Those that are tried again' }),
  left: Type.Integer({ description: 'Those that still wait: ask again until there are none' }),
  tooLate: Type.Integer({ description: 'Those that are of no use any more, so that nobody can try them again' }),
})

/** What operators do with messages that did not get through. */
export function notificationRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, clock, failedMessages } = deps

  const retry = (raw: FastifyRequest, id: NotificationId) =>
    aggregates.notification.execute(
      StreamName.notification(raw.tenant, id),
      { type: 'RetryNotification', now: clock.now() },
      commandContext(requestOf(raw)),
    )

  app.post(
    '/v1/admin/notifications/jobs/:id/retry',
    {
      config: { roles: ['operator'] },
      schema: {
        summary: 'Try a message again that failed, waits for a person, or of which nobody knows whether it went out',
        description:
          'It has all its tries again, and goes out as soon as every gate lets it. One that perhaps went out may come twice. Asked ' +
          'again before it was tried, nothing more happens. 409 `notification-not-failed` for one that has not failed, was ' +
          'not to be sent or went on another channel, `notification-too-late` for one that is of no use any more.',
        tags,
        params: Type.Object({ id: NotificationIdSchema }, strict),
        body: Type.Union([Type.Object({}, strict), Type.Null()]),
        response: { 202: RetriedSchema },
      },
    },
    async (raw, reply) => {
      const outcome = succeed(await retry(raw, raw.params.id))
      sendPosition(reply, outcome.position)
      if (outcome.kind === 'accepted' && outcome.events.length === 0) reply.header('visita-unchanged', 'true')
      if (outcome.state.status === 'none') throw problemOf({ type: 'notification-not-found' })
      return reply.code(202).send({ id: raw.params.id, status: outcome.state.status })
    },
  )

  app.post(
    '/v1/admin/notifications/redrive',
    {
      config: { roles: ['operator'] },
      schema: {
        summary: 'Try dead letters again, a portion at a time',
        description:
          'Critical ones first, then those that soonest are of no use any more. Cut short or asked twice, nothing is tried twice: what ' +
          'was tried again is none of them any more.',
        tags,
        body: RedriveBody,
        response: { 202: RedrivenSchema },
      },
    },
    async (raw, reply) => {
      const { limit = 100, from, to, ...filter } = raw.body
      const range = { ...edge('from', from), ...edge('to', to) }
      const found = await failedMessages(raw.tenant, { ...filter, ...range }, { now: clock.now(), limit })
      const outcomes = await Promise.all(found.ids.map((id) => retry(raw, id)))
      const retried = outcomes.filter((outcome) => outcome.kind === 'accepted')
      const position = newestPosition(0n, ...retried.map((outcome) => outcome.position))
      if (position > 0n) sendPosition(reply, position)
      // Whoever was refused is none of them any more either: somebody else was at it meanwhile.
      const left = found.count - found.ids.length
      return reply.code(202).send({ retried: retried.length, left, tooLate: found.tooLate })
    },
  )
}

/** As rows have it. */
const edge = (name: 'from' | 'to', text: string | undefined) =>
  text === undefined ? {} : { [name]: toInstant(parseInstant(text)) }
