import { type Static, Type } from '@sinclair/typebox'
import type { NotificationEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { orNull, UtcInstantText } from '@visita/http'
import { notificationRow } from '@visita/projections'
import { jobOf, NotificationJobSchema } from './job.ts'

const Text = orNull(Type.String())
const failure = { class: Text, code: Text }

const AttemptSchema = Type.Object({
  attempt: Type.Integer({ description: 'From 1' }),
  provider: Type.String(),
  to: orNull(Type.String({ description: 'The address that it went to; `erased` once its person is' })),
  requestHash: Type.String(),
  repeats: orNull(Type.String({ description: 'Why it was sent although the outcome of the one before is not known' })),
  startedAt: UtcInstantText,
  outcome: Type.String({ enum: ['open', 'accepted', 'refused', 'lost'] }),
  endedAt: orNull(UtcInstantText),
  ...failure,
  retryAt: orNull(UtcInstantText),
  lookAgainAt: orNull({ ...UtcInstantText, description: 'Until when the provider may still tell what became of it' }),
  providerMessageId: Text,
  answer: orNull(Type.Object({ httpStatus: orNull(Type.Integer()), latencyMs: Type.Integer(), body: Text })),
  statuses: Type.Array(
    Type.Object({
      status: Type.String({ enum: ['sent', 'delivered', 'read', 'undelivered'] }),
      providerAt: { ...UtcInstantText, description: 'By the provider’s clock' },
      toldAt: UtcInstantText,
      ...failure,
    }),
    { description: 'What the provider told later, in the order in which it did' },
  ),
})
type Attempt = Static<typeof AttemptSchema>

export const NotificationDetailSchema = Type.Object(
  {
    ...NotificationJobSchema.properties,
    revision: Type.Integer(),
    content: {
      ...Type.Unknown(),
      description: 'The message as it was frozen; `erased` once its person is; null before there is one',
    },
    gates: Type.Array(
      Type.Object({
        at: UtcInstantText,
        verdicts: Type.Array(
          Type.Object({
            gate: Type.String(),
            verdict: Type.String({ enum: ['pass', 'stop', 'wait'] }),
            why: Text,
          }),
        ),
      }),
      { description: 'Everything that was asked before sending, each time' },
    ),
    tries: Type.Array(AttemptSchema),
    history: Type.Array(
      Type.Object({
        event: Type.String(),
        revision: Type.Integer(),
        at: UtcInstantText,
        recordedAt: UtcInstantText,
        actor: Type.String({ description: 'Whose key, or which process of ours' }),
        role: Type.String(),
        channel: Type.String(),
      }),
      { description: 'Every event of the message, in the order of its stream' },
    ),
  },
  { $id: 'NotificationDetail' },
)
export type NotificationDetail = Static<typeof NotificationDetailSchema>

type Told = RecordedEvent<NotificationEvent>

/** `events` is the whole stream with its personal fields opened. Null where nothing was ever requested. */
export function notificationDetail(events: readonly Told[]): NotificationDetail | null {
  const row = notificationRow(events)
  if (!row) return null
  const told = events.map(({ type, data }) => ({ type, data }) as NotificationEvent)
  return {
    ...jobOf(row),
    revision: Number(events.at(-1)?.revision ?? 0n),
    content: contentOf(told),
    gates: told.flatMap((event) =>
      event.type === 'NotificationGatesJudged' ? [{ at: event.data.at, verdicts: event.data.gates }] : [],
    ),
    tries: told.reduce(withEvent, [] as readonly Attempt[]) as Attempt[],
    history: events.map(({ type, data, meta: { recordedAt, actor, role, channel }, revision }) => ({
      ...{ event: type, revision: Number(revision), at: data.at },
      ...{ recordedAt, actor, role, channel },
    })),
  }
}

/** JSON as its channel knows it; what is none reads as the text that it is, `erased` above all. */
function contentOf(events: readonly NotificationEvent[]): unknown {
  const scheduled = events.find((event) => event.type === 'NotificationScheduled')
  if (scheduled?.type !== 'NotificationScheduled') return null
  try {
    return JSON.parse(scheduled.data.content)
  } catch {
    return scheduled.data.content
  }
}

const statuses = {
  NotificationSent: 'sent',
  NotificationDelivered: 'delivered',
  NotificationRead: 'read',
  NotificationUndelivered: 'undelivered',
} as const

function withEvent(attempts: readonly Attempt[], event: NotificationEvent): readonly Attempt[] {
  const ended = (attempt: number, outcome: string, more: Partial<Attempt> = {}) =>
    changed(attempts, attempt, () => ({ outcome, endedAt: event.data.at, ...more }))
  switch (event.type) {
    case 'NotificationAttemptStarted': {
      const { attempt, provider, to, requestHash, repeats = null, at } = event.data
      const none = {
        endedAt: null,
        class: null,
        code: null,
        retryAt: null,
        lookAgainAt: null,
        providerMessageId: null,
        answer: null,
      }
      const started = { attempt, provider, to, requestHash, repeats, startedAt: at, ...none }
      return [...attempts, { ...started, outcome: 'open', statuses: [] }]
    }
    case 'NotificationAccepted': {
      const { attempt, providerMessageId, answer = null } = event.data
      return ended(attempt, 'accepted', { providerMessageId, answer })
    }
    case 'NotificationAttemptRefused': {
      const { attempt, class: kind, code, retryAt, answer = null } = event.data
      return ended(attempt, 'refused', { class: kind, code, retryAt, answer })
    }
    case 'NotificationAttemptLost': {
      const { attempt, lookAgainAt, answer = null } = event.data
      return ended(attempt, 'lost', { lookAgainAt, answer })
    }
    case 'NotificationSent':
    case 'NotificationDelivered':
    case 'NotificationRead':
    case 'NotificationUndelivered': {
      const { attempt, providerAt, at: toldAt } = event.data
      const why = event.type === 'NotificationUndelivered' ? event.data : { class: null, code: null }
      const status = { status: statuses[event.type], providerAt, toldAt, class: why.class, code: why.code }
      return changed(attempts, attempt, (one) => ({ statuses: [...one.statuses, status] }))
    }
    default:
      return attempts
  }
}

const changed = (attempts: readonly Attempt[], number: number, change: (one: Attempt) => Partial<Attempt>) =>
  attempts.map((one) => (one.attempt === number ? { ...one, ...change(one) } : one))
