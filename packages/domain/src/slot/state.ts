import type { Claim } from '../availability/claims.ts'
import { epochOf } from '../instant.ts'
import type { SlotEvent } from './events.ts'

/** One resource's local day. */
export interface SlotState {
  /** What was claimed and not ended, oldest first. A hold stays until it is released; whether it is live, the clock says. */
  readonly claims: readonly Claim[]
  /** The ids of claims, holds and blocks that are over. A list and not a set: it is copied more often than searched. */
  readonly ended: readonly string[]
}

export const initialSlot: SlotState = { claims: [], ended: [] }

const without = (claims: readonly Claim[], id: string) => claims.filter((claim) => claim.id !== id)

const end = (state: SlotState, id: string): SlotState => ({
  claims: without(state.claims, id),
  ended: [...state.ended, id],
})

export function evolveSlot(state: SlotState, event: SlotEvent): SlotState {
  switch (event.type) {
    case 'SlotReserved': {
      const { claimId, visitId, coversFrom, coversUntil, seats } = event.data
      const span = { from: epochOf(coversFrom), until: epochOf(coversUntil) }
      return { ...state, claims: [...state.claims, { kind: 'reservation', id: claimId, visitId, ...span, seats }] }
    }
    case 'SlotHeld': {
      const { holdId, coversFrom, coversUntil, seats } = event.data
      const span = { from: epochOf(coversFrom), until: epochOf(coversUntil) }
      const expiresAt = epochOf(event.data.expiresAt)
      return { ...state, claims: [...state.claims, { kind: 'hold', id: holdId, ...span, seats, expiresAt }] }
    }
    case 'SlotBlocked': {
      const { blockId, coversFrom, coversUntil } = event.data
      const span = { from: epochOf(coversFrom), until: epochOf(coversUntil) }
      // A block laid again with other limits takes the place of the first.
      return {
        ...state,
        claims: [...without(state.claims, blockId), { kind: 'block', id: blockId, ...span, seats: 0 }],
      }
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
