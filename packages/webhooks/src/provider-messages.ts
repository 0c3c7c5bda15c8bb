import type { NotificationEvent } from '@visita/domain'
import { erased, type RecordedEvent } from '@visita/event-store'
import type { Projection } from '@visita/read-store'
import type { Safe } from './safe.ts'

type Accepted = RecordedEvent<Extract<NotificationEvent, { type: 'NotificationAccepted' }>>

export const providerMessagesName = 'provider-messages'

/**
 * Which message each provider's id stands for, for what comes back without our own. The ids are opened before they come here, and kept
 * as keyed hashes, so the table holds nothing that whoever reads it could use.
 */
export const providerMessages = ({ keyOf }: Pick<Safe, 'keyOf'>): Projection<RecordedEvent> => ({
  name: providerMessagesName,
  version: 1,
  // Its keys are made with the master key: no answer of an API comes from it.
  inPlace: true,
  tables: [{ name: 'webhook.message', key: ['tenant_id', 'notification_id', 'attempt'] }],
  on: {
    NotificationAccepted: (event) => {
      const { data, ids } = event as unknown as Accepted
      const { notificationId, attempt, providerMessageId: id } = data
      if (id === null || (id as string) === erased) return []
      const key = `\\x${messageKey({ keyOf }, id).toString('hex')}`
      const row = { tenant_id: ids[0] ?? '', notification_id: notificationId, attempt, key }
      return [{ op: 'put', table: 'webhook.message', row }]
    },
  },
})

/** Of a provider's id of a message, whoever the provider is: none gives what another has given. */
export const messageKey = ({ keyOf }: Pick<Safe, 'keyOf'>, id: string): Buffer => keyOf('message', id)
