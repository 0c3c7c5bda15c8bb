import { settleBlock } from '@visita/agenda'
import type { BlockId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Graces } from '../graces.ts'
import type { Policy, Recorded } from '../policy.ts'

type Step = 'BlockPlaced' | 'BlockLaidUntil' | 'BlockRefused' | 'BlockLifted' | 'SlotBlocked'

/** Whatever happens to a block, somebody looks after it a while later: by then whoever began has finished, or has died. */
const moved = ({ data, meta }: Recorded<Step>, { blockMs }: Graces) => ({
  open: [{ key: data.blockId, dueAt: parseInstant(meta.recordedAt) + blockMs, payload: {} }],
})

/**
 * Finish half-laid and half-lifted blocks, and lay those that repeat as their occurrences come within reach. By the
 * block's id.
 */
export const block: Policy<Record<string, never>> = {
  kind: 'block',
  on: {
    BlockPlaced: moved,
    BlockLaidUntil: moved,
    BlockRefused: moved,
    BlockLifted: moved,
    // Also one that was laid after its block had been lifted. What a calendar laid belongs to no block.
    SlotBlocked: (event, graces) => (event.data.source === undefined ? moved(event, graces) : {}),
  },
  async fulfil(deps, due) {
    const { again } = await settleBlock(deps, requestOf(due), due.key as BlockId)
    return again === null ? undefined : { again }
  },
}
