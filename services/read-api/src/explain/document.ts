import { type Static, Type } from '@sinclair/typebox'
import { endOf, instantOf } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { encodePosition, type Language, orNull, UtcInstantText } from '@visita/http'
import type { Explanation } from './explain.ts'
import type { Because, Obstacle, PoolFinding, ResourceFinding } from './finding.ts'
import type { Situation } from './situation.ts'
import { type Speaker, type Subject, speaker } from './speak.ts'
import { shownAt } from './start.ts'

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
type RuleDocument = Static<typeof RuleSchema>

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

/** The explanation as an answer, in words of that language. */
export function explanationDocument(
  situation: Situation,
  { offered, findings, resources }: Explanation,
  language: Language,
): ExplanationDocument {
  const { asked, asOf, start, pool } = situation
  const { visitType } = situation.type.state
  const speak = speaker(language)
  const timezone = start?.timezone ?? 'UTC'
  const subject = { type: visitType?.name ?? asked.typeId, resource: asked.resourceId ?? '', timezone }
  const rules = findings.map((finding) => ruleOf(finding, speak, subject))
  const instant = start?.instant ?? null
  const explained = resources.map(({ id, resource, offered, findings }) => {
    const about = { ...subject, resource: resource?.name ?? id, timezone: resource?.timezone ?? timezone }
    return {
      resourceId: id,
      name: resource?.name ?? null,
      localStart: instant === null ? null : shownAt(instant, about.timezone),
      timezone: resource?.timezone ?? null,
      offered,
      rules: findings.map((finding) => ruleOf(finding, speak, about)),
    }
  })
  return {
    typeId: asked.typeId,
    start: instant === null ? null : instantOf(instant),
    end: instant === null || !pool ? null : instantOf(endOf(pool.visitType, instant)),
    timezone: start?.timezone ?? null,
    asOf: instantOf(asOf),
    offered,
    why: offered ? speak.offered : decisive(rules, explained),
    rules,
    resources: explained,
  }
}

/** The first rule that is in the way; or where all that lacks is one resource, what is in its way. */
function decisive(
  rules: readonly RuleDocument[],
  resources: readonly { readonly offered: boolean; readonly rules: readonly RuleDocument[] }[],
): string {
  const first = (all: readonly RuleDocument[]) => all.find(({ ok }) => !ok)?.why
  const [only, ...others] = resources.filter(({ offered }) => !offered)
  const isLacking = rules.some(({ rule, ok }) => rule === 'needs' && !ok)
  return (only && others.length === 0 && isLacking ? first(only.rules) : first(rules)) ?? ''
}

type Finding = Because<PoolFinding> | Because<ResourceFinding>

const ruleOf = (finding: Finding, speak: Speaker, subject: Subject): RuleDocument => ({
  rule: finding.rule,
  ok: finding.ok,
  code: finding.code,
  why: speak.sentence(finding, subject),
  ...(finding.because && { because: becauseOf(finding.because) }),
  ...detailsOf(finding),
})

function detailsOf(finding: Finding): Partial<RuleDocument> {
  switch (finding.rule) {
    case 'grid':
      return { minutes: finding.minutes, before: instantOrNull(finding.before), after: instantOrNull(finding.after) }
    case 'needs':
      return { needs: finding.needs.map(({ free, ...need }) => ({ ...need, free: [...free] })) }
    case 'opening-hours': {
      const open = finding.openings.map(({ from, until }) => ({ start: instantOf(from), end: instantOf(until) }))
      return { decidedBy: finding.decidedBy, open }
    }
    case 'notice':
      return { minutes: finding.minutes, earliest: instantOf(finding.earliest) }
    case 'horizon':
      return { lastDate: finding.lastDate }
    case 'claims':
      return { capacity: finding.capacity, inTheWay: finding.obstacles.map(obstacleOf) }
    default:
      return {}
  }
}

const obstacleOf = ({ covers, because, ...obstacle }: Obstacle) => ({
  ...obstacle,
  start: instantOf(obstacle.start),
  end: instantOf(obstacle.end),
  coversFrom: instantOf(covers.from),
  coversUntil: instantOf(covers.until),
  expiresAt: instantOrNull(obstacle.expiresAt),
  because: becauseOf(because),
})

const instantOrNull = (instant: number | null) => (instant === null ? null : instantOf(instant))

const becauseOf = ({ type, stream, revision, position, meta }: RecordedEvent) => ({
  event: type,
  stream,
  revision: Number(revision),
  position: encodePosition(position),
  at: meta.recordedAt,
  actor: meta.actor,
  role: meta.role,
  channel: meta.channel,
})
