import {
  type ClaimConflict,
  claimConflict,
  claimSpan,
  isLive,
  keepsPromise,
  type WantedClaim,
} from '../availability/claims.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf, minuteMs } from '../instant.ts'
import type { BlockSlot, HoldSlot, ReserveSlot, SlotCommand } from './commands.ts'
import type { SlotEvent } from './events.ts'
import type { SlotRejection, TooManyHolds } from './rejections.ts'
import type { SlotClaim, SlotState } from './state.ts'

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
  const { claimId, visitId, attempt, typeId, start, end, seats, holdId, override, capacity, locationId, now } = command
  if (find(state, 'reservation', claimId)) return accept()
  if (state.ended.includes(claimId)) return reject({ type: 'claim-ended' })

  const wanted: WantedClaim = { ...wantedOf(command), visitId, ...(holdId && { holdId }) }
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
      ...(locationId && { locationId }),
      ...(override && { override }),
    },
  })
}

function hold(command: HoldSlot, state: SlotState): SlotDecision {
  const { holdId, typeId, start, end, seats, capacity, locationId, now, expiresAt, purpose, heldBy } = command
  const earlier = find(state, 'hold', holdId)
  if (earlier && isLive(earlier, now)) return accept()
  if (earlier || state.ended.includes(holdId)) return reject({ type: 'claim-ended' })

  const wanted = wantedOf(command)
  const conflict = claimConflict(state.claims, wanted, capacity, now)
  if (conflict) return unavailable(conflict)
  const tooMany = tooManyHolds(command, state)
  if (tooMany) return reject(tooMany)
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
      ...(locationId && { locationId }),
      expiresAt: instantOf(expiresAt),
      purpose,
      ...(heldBy !== undefined && { heldBy }),
    },
  })
}

/** Nobody holds a whole day: only so many live holds of one caller on one resource's day. */
function tooManyHolds({ heldBy, mostHeld, purpose, now }: HoldSlot, { claims }: SlotState): TooManyHolds | null {
  if (mostHeld === undefined || purpose !== 'booking') return null
  const held = claims.flatMap((claim) =>
    claim.kind === 'hold' && claim.purpose === 'booking' && claim.heldBy === heldBy && isLive(claim, now)
      ? [claim.expiresAt ?? now]
      : [],
  )
  if (held.length < mostHeld) return null
  return { type: 'too-many-holds', limit: mostHeld, until: instantOf(Math.min(...held)) }
}

function block(command: BlockSlot, state: SlotState): SlotDecision {
  const { blockId, from, until, onConflict, source, externalId, now } = command
  const earlier = find(state, 'block', blockId)
  if (earlier && earlier.from === from && earlier.until === until) return accept()
  if (state.ended.includes(blockId)) return reject({ type: 'claim-ended' })
  if (onConflict === 'refuse') {
    // A block takes all of the capacity, so whatever is live in its span but another block is in its way.
    const others = state.claims.filter(({ kind }) => kind !== 'block')
    const conflict = claimConflict(others, { from, until, seats: 1 }, 1, now)
    if (conflict) return unavailable(conflict)
  }
  return accept({
    type: 'SlotBlocked',
    data: {
      blockId,
      ...recorded({ from, until }),
      ...(source !== undefined && { source }),
      ...(externalId !== undefined && { externalId }),
    },
  })
}

const wantedOf = (command: ReserveSlot | HoldSlot): WantedClaim => ({
  ...claimSpan(command.start, command.end, command),
  seats: command.seats,
  ...(command.locationId && { locationId: command.locationId }),
  travelMs: (command.travelMinutes ?? 0) * minuteMs,
})

/**
 * Whoever takes room also ends the holds that have run out (and the own one, which the reservation replaces). So no timer
 * is needed, and a day on which a thousand people hesitated stays as small as one on which nobody did.
 */
const sweep = (state: SlotState, now: number, own?: SlotClaim): SlotEvent[] =>
  state.claims
    .filter((claim) => claim === own || !isLive(claim, now))
    .map(({ id }) => ({ type: 'SlotHoldReleased', data: { holdId: id as HoldSlot['holdId'] } }))

const find = (state: SlotState, kind: SlotClaim['kind'], id: string): SlotClaim | undefined =>
  state.claims.find((claim) => claim.id === id && claim.kind === kind)

const recorded = ({ from, until }: { from: number; until: number }) => ({
  coversFrom: instantOf(from),
  coversUntil: instantOf(until),
})

const unavailable = (conflict: ClaimConflict) =>
  reject({ type: 'slot-unavailable', reason: conflict.reason, conflictsWith: conflict.with } as const)
