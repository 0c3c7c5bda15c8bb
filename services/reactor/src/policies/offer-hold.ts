import { settleOfferHold } from '@visita/agenda'
import type { HoldId, StreamName } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy } from '../policy.ts'

interface Payload {
  readonly holdId: HoldId
  readonly stream: StreamName
  readonly heldBy: string
}

/** End half-made offers: what is held for somebody who waits is offered to them, or given back. By the stream and the hold. */
export const offerHold: Policy<Payload> = {
  kind: 'offer-hold',
  on: {
    SlotHeld: ({ data, stream, meta }, { reservationMs }) => {
      const { holdId, purpose, heldBy } = data
      if (purpose !== 'offer' || heldBy === undefined) return {}
      const payload = { holdId, stream: stream as StreamName, heldBy }
      return { open: [{ key: `${stream} ${holdId}`, dueAt: parseInstant(meta.recordedAt) + reservationMs, payload }] }
    },
    SlotHoldReleased: ({ data, stream }) => ({ close: [`${stream} ${data.holdId}`] }),
  },
  async fulfil(deps, due) {
    const again = await settleOfferHold(deps, requestOf(due), due.payload)
    return again === null ? undefined : { again }
  },
}
