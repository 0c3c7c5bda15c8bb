import { seekTime } from '@visita/agenda'
import type { WaitlistEntryId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy, Recorded } from '../policy.ts'
import { toolsOf } from './waiting.ts'

type Waits = Recorded<'WaitlistJoined' | 'WaitlistOfferDeclined' | 'WaitlistOfferLapsed'>
const waits = ({ data, meta }: Waits) => ({
  open: [{ key: data.entryId, dueAt: parseInstant(meta.recordedAt), payload: {} }],
})

const ends = ({ data }: Recorded<'WaitlistOfferAccepted' | 'WaitlistLeft' | 'WaitlistClosed'>) => ({
  close: [data.entryId],
})

/**
 * Look for time for somebody who begins to wait, or waits again after an offer came to nothing: some of what they want may be
 * open right now; and once a day, while their window reaches beyond what can be booked yet. By the entry's id.
 */
export const seekForWaiting: Policy<Record<string, never>> = {
  kind: 'seek-time',
  on: {
    WaitlistJoined: waits,
    WaitlistOfferDeclined: waits,
    WaitlistOfferLapsed: waits,
    WaitlistOfferAccepted: ends,
    WaitlistLeft: ends,
    WaitlistClosed: ends,
  },
  async fulfil(deps, due) {
    const again = await seekTime(toolsOf(deps, due), due.key as WaitlistEntryId)
    return again === null ? undefined : { again }
  },
}
