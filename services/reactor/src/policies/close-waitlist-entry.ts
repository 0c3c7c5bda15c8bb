import { closeEntry } from '@visita/agenda'
import type { WaitlistEntryId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy, Recorded } from '../policy.ts'

const over = ({ data }: Recorded<'WaitlistOfferAccepted' | 'WaitlistLeft' | 'WaitlistClosed'>) => ({
  close: [data.entryId],
})

/** Close entries whose window has passed. By the entry's id. */
export const closeWaitlistEntry: Policy<Record<string, never>> = {
  kind: 'close-waitlist-entry',
  on: {
    WaitlistJoined: ({ data }) => ({ open: [{ key: data.entryId, dueAt: parseInstant(data.to), payload: {} }] }),
    WaitlistOfferAccepted: over,
    WaitlistLeft: over,
    WaitlistClosed: over,
  },
  async fulfil(deps, due) {
    const again = await closeEntry(deps, requestOf(due), due.key as WaitlistEntryId)
    return again === null ? undefined : { again }
  },
}
