import { type Static, Type } from '@sinclair/typebox'
import { orNull } from '@visita/http'
import type { ModeDifference, OutcomeCount } from '@visita/projections'

/** So many differences are listed at most. */
export const mostDifferences = 200

const ModeSchema = Type.Object({
  planned: Type.Integer({ description: 'Every message that was wanted' }),
  fallbacks: Type.Integer({
    description: 'Those of them that took the place of another channel’s: only live ones fall back',
  }),
  sent: Type.Integer({ description: 'Those that went out; in shadow mode, that would have' }),
  waiting: Type.Integer(),
  heldBack: Type.Array(
    Type.Object({
      why: Type.String({ description: 'A suppression, an expiry, a withdrawal or a class of failure' }),
      count: Type.Integer(),
    }),
    { description: 'Those that did not go out, by why' },
  ),
})

const DifferentSchema = orNull(
  Type.Object({
    sent: Type.Boolean({ description: 'On any channel' }),
    why: Type.Array(Type.String(), { description: 'What held any of them back' }),
  }),
)

export const ShadowReportSchema = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    items: Type.Array(
      Type.Object({ kind: Type.String(), channel: Type.String(), shadow: ModeSchema, live: ModeSchema }),
    ),
    differences: Type.Array(
      Type.Object({
        visitId: Type.String(),
        kind: Type.String(),
        recipient: Type.Object({ kind: Type.String(), id: Type.String() }),
        shadow: DifferentSchema,
        live: DifferentSchema,
      }),
      {
        description:
          'Of visits that have messages of both modes: what one person was to be told, where shadow and live do not come to the same. ' +
          'Null where that mode planned nothing of it',
      },
    ),
    differencesLeft: Type.Integer({ description: `Those that are not listed: ${mostDifferences} are at most` }),
  },
  { $id: 'ShadowReport' },
)

type Mode = Static<typeof ModeSchema>

export function shadowReport(
  counts: readonly OutcomeCount[],
  differences: { readonly items: readonly ModeDifference[]; readonly count: number },
  { from, to }: { readonly from: string; readonly to: string },
): Static<typeof ShadowReportSchema> {
  const nothing = (): Mode => ({ planned: 0, fallbacks: 0, sent: 0, waiting: 0, heldBack: [] })
  const items = new Map<string, { kind: string; channel: string; shadow: Mode; live: Mode }>()
  for (const { kind, channel, mode, outcome, why, count, fallbacks } of counts) {
    const key = `${kind} ${channel}`
    const item = items.get(key) ?? { kind, channel, shadow: nothing(), live: nothing() }
    items.set(key, item)
    const of = item[mode]
    of.planned += count
    of.fallbacks += fallbacks
    if (outcome === 'held-back') of.heldBack.push({ why: why ?? 'failed', count })
    else of[outcome] += count
  }
  return {
    ...{ from, to, items: [...items.values()] },
    differences: differences.items.map(({ shadow, live, ...one }) => ({
      ...one,
      shadow: shadow && { ...shadow, why: [...shadow.why] },
      live: live && { ...live, why: [...live.why] },
    })),
    differencesLeft: differences.count - differences.items.length,
  }
}
