import { releaseEnded } from '@visita/agenda'
import { StreamName, type WaitlistEntryId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Graces } from '../graces.ts'
import type { Policy, Recorded } from '../policy.ts'

type Ended = Recorded<'WaitlistOfferAccepted' | 'WaitlistOfferDeclined' | 'WaitlistLeft' | 'WaitlistClosed'>
const ends = ({ data, meta }: Ended, { offerMs }: Graces) => ({
  open: [{ key: data.entryId, dueAt: parseInstant(meta.recordedAt) + offerMs, payload: {} }],
})

/** Release what is held for offers that were declined, or whose people have left, where whoever wrote that down has died. By the entry's id. */
export const releaseOffer: Policy<Record<string, never>> = {
  kind: 'release-offer',
  on: { WaitlistOfferAccepted: ends, WaitlistOfferDeclined: ends, WaitlistLeft: ends, WaitlistClosed: ends },
  async fulfil(deps, due) {
    const { waitlist } = deps.aggregates
    const { state } = await waitlist.load(StreamName.waitlist(due.tenant, due.key as WaitlistEntryId))
    if (state.entry) await releaseEnded(deps, requestOf(due), state.entry)
  },
}
