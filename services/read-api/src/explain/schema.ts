import { type Static, Type } from '@sinclair/typebox'
import { orNull, UtcInstantText } from '@visita/http'

const BecauseSchema = Type.Object(
  {
    event: Type.String({ description: 'Its type, such as `SlotReserved`', examples: ['SlotReserved'] }),
    stream: Type.String({ examples: ['slot-demo_ana_2026-03-03'] }),
    revision: Type.Integer(),
    position: Type.String({ description: 'Its place in the log, as `visita-position` names it' }),
    at: { ...UtcInstantText, description: 'When it was recorded; RFC 3339, UTC' },
    actor: Type.String({ description: 'Whose key, or which process of ours', examples: ['key:k3j9x0a1'] }),
    role: Type.String(),
    channel: Type.String({ description: 'Through which door', examples: ['api'] }),
  },
  { $id: 'Because', description: 'The event that made it so' },
)

const Stretch = { start: UtcInstantText, end: UtcInstantText }
const Text = orNull(Type.String())

const ObstacleSchema = Type.Object({
  kind: Type.String({ enum: ['reservation', 'hold', 'block'] }),
  id: Type.String(),
  visitId: Text,
  ...Stretch,
  coversFrom: { ...UtcInstantText, description: 'With its buffers' },
  coversUntil: UtcInstantText,
  seats: Type.Integer({ description: 'Says nothing on a block, which takes them all' }),
  expiresAt: orNull(UtcInstantText),
  purpose: orNull(Type.String({ description: 'For whom a hold is kept: `booking`, `offer` or `series`' })),
  source: orNull(Type.String({ description: 'The external calendar whose busy time it is' })),
  locationId: orNull(Type.String({ description: 'Where it takes place, where that is known' })),
  meets: Type.String({
    enum: ['visit', 'buffer', 'travel'],
    description: 'What it meets: the visit itself, a buffer, or the way between two locations',
  }),
  because: BecauseSchema,
})

const RuleSchema = Type.Object(
  {
    rule: Type.String({ examples: ['opening-hours'] }),
    ok: Type.Boolean(),
    code: Type.String({ description: 'What the rule found, for machines', examples: ['outside'] }),
    why: Type.String({ description: 'The same for people, in the language that was asked for' }),
    because: Type.Optional(BecauseSchema),
    minutes: Type.Optional(Type.Integer({ description: 'Of the grid, or of the notice' })),
    before: Type.Optional(orNull(UtcInstantText)),
    after: Type.Optional(orNull(UtcInstantText)),
    needs: Type.Optional(
      Type.Array(
        Type.Object({
          kind: Type.String(),
          count: Type.Integer(),
          able: Type.Integer({ description: 'How many could serve at all' }),
          free: Type.Array(Type.String(), { description: 'Those that are free then' }),
        }),
      ),
    ),
    decidedBy: Type.Optional(
      Type.String({ description: 'Of opening hours: `weekly`, `exception`, `own-holiday` or `public-holiday`' }),
    ),
    open: Type.Optional(Type.Array(Type.Object(Stretch), { description: 'When it is open that day' })),
    earliest: Type.Optional(UtcInstantText),
    lastDate: Type.Optional(Type.String({ description: 'The last date that could be booked' })),
    capacity: Type.Optional(Type.Integer()),
    inTheWay: Type.Optional(Type.Array(ObstacleSchema)),
  },
  { $id: 'ExplainedRule' },
)
export type RuleDocument = Static<typeof RuleSchema>

export const ExplanationSchema = Type.Object(
  {
    typeId: Type.String(),
    start: orNull({ ...UtcInstantText, description: 'Null for a local time that the clock skips that day' }),
    end: orNull(UtcInstantText),
    timezone: orNull(Type.String({ description: 'The zone that local times are told in' })),
    asOf: UtcInstantText,
    offered: Type.Boolean({ description: 'Exactly whether `GET /v1/availability` had this start then' }),
    why: Type.String({ description: 'What decided, in one sentence' }),
    rules: Type.Array(RuleSchema, { description: 'Of the type, the day’s grid and all resources together' }),
    resources: Type.Array(
      Type.Object({
        resourceId: Type.String(),
        name: Text,
        localStart: orNull(Type.String({ description: '`YYYY-MM-DDTHH:mm` on its own wall clock' })),
        timezone: Text,
        offered: Type.Boolean({ description: 'Whether none of its own rules is in the way' }),
        rules: Type.Array(RuleSchema),
      }),
    ),
  },
  {
    $id: 'Explanation',
    examples: [
      {
        ...{
          typeId: 'viewing',
          start: '2026-03-03T18:00:00Z',
          end: '2026-03-03T18:30:00Z',
          timezone: 'America/Sao_Paulo',
        },
        ...{ asOf: '2026-03-03T17:03:00Z', offered: false, why: 'Está bloqueado: un bloqueo de 15:00 a 15:30 (…).' },
        rules: [{ rule: 'type', ok: true, code: 'configured', why: 'El tipo de visita «Visita guiada» existe.' }],
        resources: [
          {
            ...{
              resourceId: 'ana',
              name: 'Ana',
              localStart: '2026-03-03T15:00',
              timezone: 'America/Sao_Paulo',
              offered: false,
            },
            rules: [
              {
                ...{
                  rule: 'claims',
                  ok: false,
                  code: 'blocked',
                  why: 'Está bloqueado: un bloqueo de 15:00 a 15:30 (…).',
                },
                because: {
                  ...{
                    event: 'SlotBlocked',
                    stream: 'slot-demo_ana_2026-03-03',
                    revision: 4,
                    position: 'AQAAAAAAAQ8NCZkKqA',
                  },
                  ...{ at: '2026-03-03T17:01:12Z', actor: 'key:k3j9x0a1', role: 'operator', channel: 'api' },
                },
              },
            ],
          },
        ],
      },
    ],
  },
)
export type ExplanationDocument = Static<typeof ExplanationSchema>
