import {
  type Claim,
  type ClaimConflict,
  claimConflict,
  claimSpan,
  isLive,
  keepsPromise,
  type WantedClaim,
} from '../availability/claims.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type { BlockSlot, HoldSlot, ReserveSlot, SlotCommand } from './commands.ts'
import type { SlotEvent } from './events.ts'
import type { SlotRejection } from './rejections.ts'
import type { SlotState } from './state.ts'

type SlotDecision = Decision<SlotEvent, SlotRejection>

export function decideSlot(command: SlotCommand, state: SlotState): SlotDecision {
  switch (command.type) {
    case 'ReserveSlot':
      return reserve(command, state)
    case 'HoldSlot':
      return hold(command, state)
    case 'BlockSlot':
      return block(command, state)
    case 'ReleaseSlot': {
      const { claimId, visitId, cause } = command
      const live = find(state, 'reservation', claimId)?.visitId === visitId
      return live ? accept({ type: 'SlotReleased', data: { claimId, visitId, cause } }) : accept()
    }
    case 'ReleaseHold': {
      const { holdId } = command
      return find(state, 'hold', holdId) ? accept({ type: 'SlotHoldReleased', data: { holdId } }) : accept()
    }
    case 'UnblockSlot': {
      const { blockId } = command
      return find(state, 'block', blockId) ? accept({ type: 'SlotUnblocked', data: { blockId } }) : accept()
    }
  }
}

function reserve(command: ReserveSlot, state: SlotState): SlotDecision {
  const { claimId, visitId, attempt, typeId, start, end, seats, holdId, override, capacity, now } = command
  if (find(state, 'reservation', claimId)) return accept()
  if (state.ended.includes(claimId)) return reject({ type: 'claim-ended' })

  const wanted: WantedClaim = { ...claimSpan(start, end, command), seats, visitId, ...(holdId && { holdId }) }
  const ownHold = holdId && find(state, 'hold', holdId)
  if (!override && !keepsPromise(state.claims, wanted, now)) {
    const conflict = claimConflict(state.claims, wanted, capacity, now)
    if (conflict) return unavailable(conflict)
  }
  return accept<SlotEvent>(...sweep(state, now, ownHold), {
    type: 'SlotReserved',
    data: {
      claimId,
      visitId,
      attempt,
      typeId,
      start: instantOf(start),
      end: instantOf(end),
      ...recorded(wanted),
      seats,
      capacity,
      ...(override && { override }),
    },
  })
}

function hold(command: HoldSlot, state: SlotState): SlotDecision {
  const { holdId, typeId, start, end, seats, capacity, now, expiresAt } = command
  const earlier = find(state, 'hold', holdId)
  if (earlier && isLive(earlier, now)) return accept()
  if (earlier || state.ended.includes(holdId)) return reject({ type: 'claim-ended' })

  const wanted = { ...claimSpan(start, end, command), seats }
  const conflict = claimConflict(state.claims, wanted, capacity, now)
  if (conflict) return unavailable(conflict)
  return accept<SlotEvent>(...sweep(state, now), {
    type: 'SlotHeld',
    data: {
      holdId,
      typeId,
      start: instantOf(start),
      end: instantOf(end),
      ...recorded(wanted),
      seats,
      capacity,
      expiresAt: instantOf(expiresAt),
    },
  })
}

function block({ blockId, from, until }: BlockSlot, state: SlotState): SlotDecision {
  const earlier = find(state, 'block', blockId)
  if (earlier && earlier.from === from && earlier.until === until) return accept()
  if (state.ended.includes(blockId)) return reject({ type: 'claim-ended' })
  return accept({ type: 'SlotBlocked', data: { blockId, ...recorded({ from, until }) } })
}

/**
 * Whoever takes room also ends the holds that have run out (and the own one, which the reservation replaces). So no timer
 * is needed, and a day on which a thousand people hesitated stays as small as one on which nobody did.
 */
const sweep = (state: SlotState, now: number, own?: Claim): SlotEvent[] =>
  state.claims
    .filter((claim) => claim === own || !isLive(claim, now))
    .map(({ id }) => ({ type: 'SlotHoldReleased', data: { holdId: id as HoldSlot['holdId'] } }))

const find = (state: SlotState, kind: Claim['kind'], id: string): Claim | undefined =>
  state.claims.find((claim) => claim.id === id && claim.kind === kind)

const recorded = ({ from, until }: { from: number; until: number }) => ({
  coversFrom: instantOf(from),
  coversUntil: instantOf(until),
})

const unavailable = (conflict: ClaimConflict) =>
  reject({ type: 'slot-unavailable', reason: conflict.reason, conflictsWith: conflict.with } as const)
