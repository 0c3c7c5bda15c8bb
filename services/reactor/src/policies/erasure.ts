import { type PersonId, StreamName } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy } from '../policy.ts'

/** Whoever is to be forgotten loses their key, also where the request died after the log had said it. By the person's id. */
export const erasure: Policy<Record<string, never>> = {
  kind: 'erasure',
  on: {
    // At once: whoever asked does the same meanwhile, and twice is as once.
    CustomerErased: ({ data, meta }) => ({
      open: [{ key: data.customerId, dueAt: parseInstant(meta.recordedAt), payload: {} }],
    }),
  },
  async fulfil({ aggregates, people }, due) {
    const personId = due.key as PersonId
    const { state } = await aggregates.customer.load(StreamName.customer(due.tenant, personId))
    if (state.status === 'erased') await people.forget(due.tenant, personId)
  },
}
