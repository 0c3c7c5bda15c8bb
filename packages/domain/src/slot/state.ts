import type { Claim } from '../availability/claims.ts'
import { epochOf } from '../instant.ts'
import type { HoldPurpose } from './commands.ts'
import type { SlotEvent } from './events.ts'

/** A claim, and what only its own kind has. */
export interface SlotClaim extends Claim {
  /** Of a hold. */
  readonly purpose?: HoldPurpose
  readonly heldBy?: string
  /** Of an external calendar's busy time. */
  readonly source?: string
  readonly externalId?: string
}

/** One resource's local day. */
export interface SlotState {
  /** What was claimed and not ended, oldest first. A hold stays until it is released; whether it is live, the clock says. */
  readonly claims: readonly SlotClaim[]
  /** The ids of claims, holds and blocks that are over. A list and not a set: it is copied more often than searched. */
  readonly ended: readonly string[]
}

export const initialSlot: SlotState = { claims: [], ended: [] }

const without = (claims: readonly SlotClaim[], id: string) => claims.filter((claim) => claim.id !== id)

const end = (state: SlotState, id: string): SlotState => ({
  claims: without(state.claims, id),
  ended: [...state.ended, id],
})

const added = (state: SlotState, claim: SlotClaim): SlotState => ({ ...state, claims: [...state.claims, claim] })

const spanOf = ({ coversFrom, coversUntil }: { coversFrom: string; coversUntil: string }) => ({
  from: epochOf(coversFrom),
  until: epochOf(coversUntil),
})

export function evolveSlot(state: SlotState, event: SlotEvent): SlotState {
  switch (event.type) {
    case 'SlotReserved': {
      const { claimId, visitId, seats, locationId } = event.data
      return added(state, {
        kind: 'reservation',
        id: claimId,
        visitId,
        ...spanOf(event.data),
        seats,
        ...(locationId && { locationId }),
      })
    }
    case 'SlotHeld': {
      const { holdId, seats, expiresAt, purpose, heldBy, locationId } = event.data
      const more = { ...(heldBy !== undefined && { heldBy }), ...(locationId && { locationId }) }
      return added(state, {
        kind: 'hold',
        id: holdId,
        ...spanOf(event.data),
        seats,
        expiresAt: epochOf(expiresAt),
        purpose,
        ...more,
      })
    }
    case 'SlotBlocked': {
      const { blockId, source, externalId } = event.data
      const more = { ...(source !== undefined && { source }), ...(externalId !== undefined && { externalId }) }
      // A block laid again with other limits takes the place of the first.
      return added(
        { ...state, claims: without(state.claims, blockId) },
        { kind: 'block', id: blockId, ...spanOf(event.data), seats: 0, ...more },
      )
    }
    case 'SlotReleased':
      return end(state, event.data.claimId)
    case 'SlotHoldReleased':
      return end(state, event.data.holdId)
    case 'SlotUnblocked':
      return end(state, event.data.blockId)
    default:
      event satisfies never
      return state
  }
}
