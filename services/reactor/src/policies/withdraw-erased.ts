import type { PersonId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy } from '../policy.ts'
import { openOfPerson } from './messages.ts'
import { withdrawAll } from './withdrawal.ts'

/** Nothing waits to be sent to somebody who was erased, nor to the team about them: nobody can read it. By the person's id. */
export const withdrawErased: Policy<Record<string, never>> = {
  kind: 'withdraw-erased',
  on: {
    CustomerErased: ({ data, meta }) => ({
      open: [{ key: data.customerId, dueAt: parseInstant(meta.recordedAt), payload: {} }],
    }),
  },
  async fulfil(deps, due) {
    const messages = await openOfPerson(deps.readStore, due.tenant, due.key as PersonId)
    return withdrawAll(deps, due, messages, (_, now) => ({ type: 'CancelNotification', why: 'erased', now }))
  },
}
