import type { WaitlistEntryId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy, Recorded } from '../policy.ts'
import { openOfEntry } from './messages.ts'
import { withdrawAll } from './withdrawal.ts'

type Ended = Recorded<
  'WaitlistOfferAccepted' | 'WaitlistOfferDeclined' | 'WaitlistOfferLapsed' | 'WaitlistLeft' | 'WaitlistClosed'
>
const ended = ({ data, meta, position }: Ended) => ({
  open: [{ key: data.entryId, dueAt: parseInstant(meta.recordedAt), payload: { before: position.toString() } }],
})

interface Payload {
  /** The place in the log at which the offer ended: another one may have been made since. */
  readonly before: string
}

/** An offer that was answered, or came to nothing, is not told any more. By the entry's id. */
export const withdrawOffer: Policy<Payload> = {
  kind: 'withdraw-offer',
  on: {
    WaitlistOfferAccepted: ended,
    WaitlistOfferDeclined: ended,
    WaitlistOfferLapsed: ended,
    WaitlistLeft: ended,
    WaitlistClosed: ended,
  },
  async fulfil(deps, due) {
    const before = BigInt(due.payload.before)
    const messages = await openOfEntry(deps.readStore, due.tenant, due.key as WaitlistEntryId)
    return withdrawAll(deps, due, messages, ({ position }, now) =>
      position < before ? { type: 'CancelNotification', why: 'waitlist-ended', now } : null,
    )
  },
}
