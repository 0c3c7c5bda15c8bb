import { endOf, instantOf } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { encodePosition, type Language } from '@visita/http'
import type { Explanation } from './explain.ts'
import type { Because, Obstacle, PoolFinding, ResourceFinding } from './finding.ts'
import type { ExplanationDocument, RuleDocument } from './schema.ts'
import type { Situation } from './situation.ts'
import { type Speaker, type Subject, speaker } from './speak.ts'
import { shownAt } from './start.ts'

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
