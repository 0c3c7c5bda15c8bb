import type { WaitlistEntryId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy, Recorded } from '../policy.ts'
import { withdrawAll } from './withdrawal.ts'

interface Payload {
  /** Epoch ms, both. */
  readonly at: number
  readonly expiresAt: number
}

type Ended = Recorded<
  'WaitlistOfferAccepted' | 'WaitlistOfferDeclined' | 'WaitlistOfferLapsed' | 'WaitlistLeft' | 'WaitlistClosed'
>
const ended = ({ data }: Ended) => ({ close: [data.entryId] })

/** Tell whoever waits of the time that they are offered, while it is theirs. By the entry's id: it has one offer at a time. */
export const announceOffer: Policy<Payload> = {
  kind: 'announce-offer',
  on: {
    WaitlistOffered: ({ data, meta }) => ({
      open: [
        {
          key: data.entryId,
          dueAt: parseInstant(meta.recordedAt),
          payload: { at: parseInstant(data.at), expiresAt: parseInstant(data.expiresAt) },
        },
      ],
    }),
    WaitlistOfferAccepted: ended,
    WaitlistOfferDeclined: ended,
    WaitlistOfferLapsed: ended,
    WaitlistLeft: ended,
    WaitlistClosed: ended,
  },
  async fulfil(deps, due) {
    const { planning, clock } = deps
    const { at, expiresAt } = due.payload
    if (clock.now() >= expiresAt) return
    const entryId = due.key as WaitlistEntryId
    const cause = { eventId: due.cause.eventId, at, recordedAt: due.dueAt }
    const told = await planning.tellOffer(requestOf(due), entryId, cause)
    // Whoever answered it since did not know of these.
    if (told.length === 0 || (await planning.offerStands(due.tenant, entryId, cause.eventId))) return
    return withdrawAll(deps, due, told, (_, now) => ({ type: 'CancelNotification', why: 'waitlist-ended', now }))
  },
}
