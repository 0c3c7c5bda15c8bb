import { lapseOffer } from '@visita/agenda'
import type { WaitlistEntryId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy, Recorded } from '../policy.ts'

interface Payload {
  readonly number: number
}

type Answered = Recorded<'WaitlistOfferAccepted' | 'WaitlistOfferDeclined' | 'WaitlistLeft' | 'WaitlistClosed'>
const answered = ({ data }: Answered) => ({ close: [data.entryId] })

/**
 * Lapse offers that nobody answered: the time is given back, and so offered to the next. One whose visit was booked before its
 * acceptance was written down is accepted instead. By the entry's id: an entry has one offer at a time.
 */
export const lapseUnanswered: Policy<Payload> = {
  kind: 'lapse-offer',
  on: {
    WaitlistOffered: ({ data }) => ({
      open: [{ key: data.entryId, dueAt: parseInstant(data.expiresAt), payload: { number: data.number } }],
    }),
    WaitlistOfferAccepted: answered,
    WaitlistOfferDeclined: answered,
    WaitlistLeft: answered,
    WaitlistClosed: answered,
  },
  async fulfil(deps, due) {
    const again = await lapseOffer(deps, requestOf(due), due.key as WaitlistEntryId, due.payload.number)
    return again === null ? undefined : { again }
  },
}
