import { type Static, Type } from '@sinclair/typebox'
import { type PlannedMessage, recipientKey } from '@visita/domain'
import { orNull, UtcInstantText } from '@visita/http'
import type { NotificationRow } from '@visita/projections'
import { toInstant } from '@visita/runtime'
import type { Would } from './would.ts'

const Outcome = (description: string) => Type.String({ description, examples: ['sent'] })

const ItemSchema = Type.Object({
  kind: Type.String(),
  reminder: orNull(Type.String()),
  recipient: Type.Object({ kind: Type.String(), id: Type.String() }),
  visitIds: Type.Array(Type.String()),
  causeEventId: Type.String(),
  would: orNull(
    Type.Object(
      {
        ruleId: Type.String(),
        mode: Type.String({ description: '`shadow`: planned, and nothing would have left' }),
        channel: Type.String({ description: 'The first that would have carried it' }),
        fallbackOrder: Type.Array(Type.String()),
        critical: Type.Boolean(),
        dueAt: UtcInstantText,
        outcome: Outcome('`sent`, `ahead` (it would still be to come) or `held-back`'),
        why: orNull(Type.String({ description: 'Why it would be held back, or go out later than it is due' })),
        at: orNull(UtcInstantText),
      },
      { description: 'By the rules asked about; null: there would have been none' },
    ),
  ),
  was: orNull(
    Type.Object(
      {
        id: Type.String(),
        ruleId: Type.String(),
        mode: Type.String(),
        channel: Type.String({ description: 'The one that it got through on, else the first' }),
        dueAt: UtcInstantText,
        outcome: Outcome('`sent`, `waiting` or `held-back`'),
        why: orNull(Type.String()),
        at: orNull(UtcInstantText),
      },
      { description: 'What there was of it; null: there was none' },
    ),
  ),
})
type Item = Static<typeof ItemSchema>

const Counts = Type.Object({ sent: Type.Integer(), ahead: Type.Integer(), heldBack: Type.Integer() })
const TotalsSchema = Type.Object({
  would: Counts,
  was: Counts,
  added: Type.Integer({ description: 'Messages that there would have been, and were not' }),
  dropped: Type.Integer({ description: 'Messages that there were, and would not have been' }),
  byKind: Type.Array(
    Type.Object({ kind: Type.String(), channel: Type.String(), would: Type.Integer(), was: Type.Integer() }),
    {
      description: 'How many would have been sent, or are to come, beside how many were',
    },
  ),
})

export const WhatIfSchema = Type.Object(
  {
    from: UtcInstantText,
    to: UtcInstantText,
    events: Type.Integer({ description: 'Looked at for this page' }),
    items: Type.Array(ItemSchema, { description: 'In the order in which they are due' }),
    totals: { ...TotalsSchema, description: 'Of this page; add up the pages' },
    nextCursor: orNull(Type.String({ description: 'There is more in the log: ask again with it' })),
  },
  { $id: 'WhatIf' },
)

export interface Planned {
  readonly message: PlannedMessage
  readonly would: Would
}

const keyOf = (eventId: string, kind: string, reminder: string | null, recipient: string) =>
  [eventId, kind, reminder, recipient].join(' ')

/** Each message that there would have been beside the one that there was, which may have gone along several channels. */
export function itemsOf(planned: readonly Planned[], rows: readonly NotificationRow[]): readonly Item[] {
  const chains = Map.groupBy(rows, (row) =>
    keyOf(row.cause_event_id, row.cause_kind, row.reminder, `${row.recipient_kind}:${row.recipient_id}`),
  )
  const told = planned.map(({ message, would }): Item => {
    const { cause, recipient, visitIds, ruleId, mode, fallbackOrder, priority, dueAt } = message
    const recipientId = recipientKey(recipient)
    const key = keyOf(cause.eventId, cause.kind, cause.reminder, recipientId)
    const was = wasOf(chains.get(key) ?? [])
    chains.delete(key)
    return {
      ...{ kind: cause.kind, reminder: cause.reminder, causeEventId: cause.eventId, visitIds: [...visitIds], was },
      recipient: { kind: recipient.kind, id: recipientId.slice(recipient.kind.length + 1) },
      would: {
        ...{ ruleId, mode, channel: would.channel, fallbackOrder: [...fallbackOrder], critical: priority === 0 },
        ...{ dueAt: toInstant(dueAt), outcome: would.outcome, why: would.why },
        at: would.at === null ? null : toInstant(would.at),
      },
    }
  })
  const rest = [...chains.values()].flatMap((chain): Item[] => {
    const [row] = chain
    if (!row) return []
    return [
      {
        ...{ kind: row.cause_kind, reminder: row.reminder, causeEventId: row.cause_event_id, would: null },
        recipient: { kind: row.recipient_kind, id: row.recipient_id },
        visitIds: row.visit_ids ? [...row.visit_ids] : row.visit_id ? [row.visit_id] : [],
        was: wasOf(chain),
      },
    ]
  })
  return [...told, ...rest]
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ item }) => item)
}

/** By when it is due, which sorts as text. */
const placeOf = ({ would, was, kind, recipient, causeEventId }: Item): string =>
  [would?.dueAt ?? was?.dueAt, kind, recipient.kind, recipient.id, causeEventId].join(' ')

/** What became of a message on all of its channels. */
function wasOf(chain: readonly NotificationRow[]): Item['was'] {
  const gotThrough = chain.find(wasSent)
  const row = gotThrough ?? chain.find(isWaiting) ?? chain[0]
  if (!row) return null
  const outcome = gotThrough ? 'sent' : isWaiting(row) ? 'waiting' : 'held-back'
  const why = row.resolution_why ?? row.failure_class ?? row.resolution
  return {
    ...{ id: row.notification_id, ruleId: row.rule_id, mode: row.mode, channel: row.channel, dueAt: row.due_at },
    ...{ outcome, why: outcome === 'held-back' ? why : null, at: gotThrough ? (row.accepted_at ?? row.due_at) : null },
  }
}

const wasSent = ({ accepted_at, resolution }: NotificationRow) => accepted_at !== null || resolution === 'shadowed'
const isWaiting = ({ status }: NotificationRow) => status === 'pending' || status === 'processing'

export function totalsOf(items: readonly Item[]): Static<typeof TotalsSchema> {
  const would = { sent: 0, ahead: 0, heldBack: 0 }
  const was = { sent: 0, ahead: 0, heldBack: 0 }
  const place = { sent: 'sent', ahead: 'ahead', waiting: 'ahead', 'held-back': 'heldBack' } as const
  const byKind = new Map<string, { kind: string; channel: string; would: number; was: number }>()
  const count = (side: 'would' | 'was', kind: string, one: { channel: string; outcome: string } | null) => {
    if (!one) return
    const where = place[one.outcome as keyof typeof place]
    ;(side === 'would' ? would : was)[where] += 1
    if (where === 'heldBack') return
    const key = `${kind} ${one.channel}`
    const row = byKind.get(key) ?? { kind, channel: one.channel, would: 0, was: 0 }
    byKind.set(key, { ...row, [side]: row[side] + 1 })
  }
  for (const item of items) {
    count('would', item.kind, item.would)
    count('was', item.kind, item.was)
  }
  return {
    ...{ would, was },
    added: items.filter(({ was }) => was === null).length,
    dropped: items.filter(({ would }) => would === null).length,
    byKind: [...byKind.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  }
}
