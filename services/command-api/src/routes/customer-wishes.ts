import { Type } from '@sinclair/typebox'
import { choosePreferences, eraseCustomer } from '@visita/agenda'
import { PersonIdSchema, PreferencesSchema, QuietHoursSchema, strict } from '@visita/domain'
import { type HttpApp, orNull, sendPosition } from '@visita/http'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const ById = Type.Object({ id: PersonIdSchema }, strict)

const ChoicesSchema = Type.Object({
  preferences: PreferencesSchema,
  quietHours: orNull(QuietHoursSchema),
  legalOptOut: Type.Boolean(),
})

/** What somebody wants of us for themselves: what they are told of, and that they are forgotten. */
export function customerWishRoutes(app: HttpApp, deps: Deps): void {
  const tags = ['customers']

  app.put(
    '/v1/customers/:id/preferences',
    {
      config: { roles: ['channel', 'admin'] },
      schema: {
        summary: 'Say what a customer wants to be told of',
        description:
          'Channel, or `all`, to kind of message, or `all`, to whether they want it: what is said most exactly counts, and yes where ' +
          'nothing is. Replaces what was said before. `quietHours` (their local time; null: the tenant’s) and `legalOptOut` ' +
          '(they have forbidden it: nothing at all is sent) stay where they are not given.',
        tags,
        params: ById,
        body: Type.Object(
          {
            preferences: PreferencesSchema,
            quietHours: Type.Optional(orNull(QuietHoursSchema)),
            legalOptOut: Type.Optional(Type.Boolean()),
          },
          strict,
        ),
        response: { 200: ChoicesSchema },
      },
    },
    async (raw, reply) => {
      const command = { type: 'SetPreferences', ...raw.body, now: deps.clock.now() } as const
      const { choices, position, unchanged } = await choosePreferences(deps, requestOf(raw), raw.params.id, command)
      sendPosition(reply, position)
      if (unchanged) reply.header('visita-unchanged', 'true')
      return reply.send(choices)
    },
  )

  app.delete(
    '/v1/customers/:id',
    {
      config: { roles: ['channel', 'admin'] },
      schema: {
        summary: 'Forget somebody for ever',
        description:
          'Their key is destroyed, and with it all that was ever kept of them: names, phones, texts, messages. Their visits, without ' +
          'them, stay in the history and in every figure. Also for who only came along to somebody’s visit. Cannot be undone.',
        tags,
        params: ById,
        response: { 202: Type.Object({ id: Type.String() }) },
      },
    },
    async (raw, reply) => {
      const { id } = raw.params
      sendPosition(reply, await eraseCustomer(deps, requestOf(raw), id, deps.takesPart))
      return reply.code(202).send({ id })
    },
  )
}
