import { type Static, Type } from '@sinclair/typebox'
import { goesLive, livePercent, type NotificationEvent, type TenantEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { type Language, languages, orNull, UtcInstantText } from '@visita/http'
import { type NotificationRow, notificationRow } from '@visita/projections'
import { parseInstant, toInstant } from '@visita/runtime'
import type { Finding, ShadowReason } from './finding.ts'
import { decisive, findingsOf } from './findings.ts'
import { type Missing, settingsAt } from './missing.ts'
import { speaker } from './speak.ts'

/** So many messages are told of at most. */
export const mostMessages = 50

const StepSchema = Type.Object({
  at: UtcInstantText,
  code: Type.String({ description: 'What happened, for machines', examples: ['gate-stopped'] }),
  why: Type.String({ description: 'The same for people' }),
})

export const WhySchema = Type.Object(
  {
    visitId: orNull(Type.String()),
    customerId: orNull(Type.String()),
    language: Type.String({ enum: [...languages] }),
    answer: Type.String({
      description: 'Everything below in sentences, a line for each message and each that there is none of',
    }),
    messages: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.String(),
        reminder: orNull(Type.String()),
        recipient: Type.Object({ kind: Type.String(), id: Type.String() }),
        channel: Type.String(),
        ruleId: Type.String(),
        mode: Type.String(),
        status: Type.String(),
        resolution: orNull(Type.String()),
        dueAt: UtcInstantText,
        code: Type.String({ description: 'What decided whether they got it', examples: ['suppressed'] }),
        why: Type.String({ description: 'The same for people' }),
        steps: Type.Array(StepSchema, {
          description: 'What was planned, what each gate and attempt said, what came of it',
        }),
      }),
      { description: `The last ${mostMessages} at most, in the order of when they were due` },
    ),
    messagesLeft: Type.Integer({ description: 'Earlier ones, that are not told of' }),
    missing: Type.Array(
      Type.Object({
        kind: Type.String(),
        code: Type.String({ examples: ['rule-disabled'] }),
        ruleId: orNull(Type.String()),
        why: Type.String(),
      }),
      { description: 'What there was to tell of the visit, and nobody was to be told of' },
    ),
  },
  { $id: 'WhyNotification' },
)
type Document = Static<typeof WhySchema>

export interface Asked {
  readonly visitId: string | null
  readonly customerId: string | null
  readonly language: Language
  /** That times are told in. */
  readonly timezone: string
  readonly now: number
}

/** `streams` is every event of each message; `earlier`, how many messages there are beside. */
export function whyDocument(
  { visitId, customerId, language, timezone, now }: Asked,
  streams: readonly (readonly RecordedEvent<NotificationEvent>[])[],
  earlier: number,
  missing: readonly Missing[],
  tenantEvents: readonly RecordedEvent<TenantEvent>[],
): Document {
  const speak = speaker(language, timezone)
  const told = streams.flatMap((recorded) => {
    const row = notificationRow(recorded)
    if (!row) return []
    const events = recorded.map(({ type, data }) => ({ type, data }) as NotificationEvent)
    const pretends = pretending(row, tenantEvents)
    const findings = [...findingsOf(events, row), ...pretends]
    const decided = decisive(findings, row, toInstant(now))
    const subject = {
      kind: row.cause_kind,
      reminder: row.reminder,
      recipient: row.recipient_kind,
      channel: row.channel,
    }
    const why = [decided, ...pretends].map(speak.step).join(' ')
    return [
      {
        line: `${speak.about(subject)}${why}`,
        document: {
          ...{ id: row.notification_id, kind: row.cause_kind, reminder: row.reminder, channel: row.channel },
          recipient: { kind: row.recipient_kind, id: row.recipient_id },
          ...{ ruleId: row.rule_id, mode: row.mode, status: row.status, resolution: row.resolution, dueAt: row.due_at },
          ...{ code: decided.code, why },
          steps: findings.map((finding) => ({ at: finding.at, code: finding.code, why: speak.step(finding) })),
        },
      },
    ]
  })
  const gaps = missing.map((one) => ({
    line: `${speak.kind(one.kind, null)}: ${speak.missing(one)}`,
    document: { kind: one.kind, code: one.code, ruleId: one.rule, why: speak.missing(one) },
  }))
  const lines = [...told, ...gaps].map(({ line }) => line)
  return {
    ...{ visitId, customerId, language },
    answer: lines.length === 0 ? speak.nothing : lines.join('\n'),
    messages: told.map(({ document }) => document),
    messagesLeft: earlier,
    missing: gaps.map(({ document }) => document),
  }
}

/** Why a message only pretends, by what the tenant had said when it was requested. */
function pretending(row: NotificationRow, tenantEvents: readonly RecordedEvent<TenantEvent>[]): readonly Finding[] {
  if (row.mode !== 'shadow') return []
  return [{ code: 'pretends', at: row.requested_at, reason: shadowReason(row, tenantEvents) }]
}

function shadowReason(
  { requested_at, visit_id, visit_ids, waitlist_entry_id }: NotificationRow,
  tenantEvents: readonly RecordedEvent<TenantEvent>[],
): ShadowReason {
  const { policies } = settingsAt(tenantEvents, parseInstant(requested_at))
  const percent = policies ? livePercent(policies) : 0
  if (policies?.notifications !== 'live') return 'tenant'
  // Of several visits, the first one's place in the rollout counts.
  const id = visit_id ?? visit_ids?.[0] ?? waitlist_entry_id
  if (percent === 100 || (id !== null && goesLive(id, percent))) return 'no-channel'
  return percent === 0 || id !== null ? 'rollout' : 'unknown'
}
