import { offerResourceTime } from '@visita/agenda'
import type { ResourceId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy } from '../policy.ts'
import { toolsOf } from './waiting.ts'

/** Offer what a resource's new hours open to whoever waits. By the resource's id. */
export const offerConfiguredTime: Policy<Record<string, never>> = {
  kind: 'offer-configured-time',
  on: {
    ResourceConfigured: ({ data, meta }) => ({
      open: [{ key: data.resource.id, dueAt: parseInstant(meta.recordedAt), payload: {} }],
    }),
  },
  async fulfil(deps, due) {
    const isDone = await offerResourceTime(toolsOf(deps, due), due.key as ResourceId)
    return isDone ? undefined : { again: deps.clock.now() }
  },
}
