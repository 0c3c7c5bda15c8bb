import { type AddressUpdate, readCorrelation, type StatusUpdate } from '@visita/channels'
import { type Notification, NotificationId, StreamName, type TenantId } from '@visita/domain'
import { messageOf, type TakenDelivery } from './deliveries.ts'
import { messageKey } from './provider-messages.ts'
import { mostLooks, NotYet, type Tools } from './tools.ts'

/** The message that something was told of. `attempt` is null where each repeats the first to the letter. */
export interface Named {
  readonly tenant: TenantId
  readonly notification: Notification
  readonly attempt: number | null
  /** Of what wrote to its stream last. */
  readonly traceparent: string | undefined
}

/**
 * By our own id where the provider brings it back, else by its id of the message, which is written down a moment after it was taken.
 * Null: it is none of ours. `not-theirs`: another tenant's account speaks of it.
 * @throws NotYet
 */
export async function messageNamed(
  tools: Pick<Tools, 'agenda' | 'readStore' | 'safe'>,
  { correlation, providerMessageId }: Pick<StatusUpdate | AddressUpdate, 'correlation' | 'providerMessageId'>,
  { signedBy, failures }: TakenDelivery,
): Promise<Named | 'not-theirs' | null> {
  const { agenda, readStore, safe } = tools
  const found = correlated(correlation) ?? (await messageOf(readStore, messageKey(safe, providerMessageId)))
  if (!found) {
    if (correlation === null && failures < mostLooks) throw new NotYet('the message is not known yet')
    return null
  }
  const { tenant, notificationId, attempt } = found
  if (signedBy !== null && signedBy !== tenant) return 'not-theirs'
  const stream = StreamName.notification(tenant, notificationId)
  const { state, traceparent } = await agenda.aggregates.notification.load(stream, 0)
  return state.notification && { tenant, notification: state.notification, attempt, traceparent }
}

function correlated(correlation: string | null) {
  const named = correlation === null ? null : readCorrelation(correlation)
  if (!named) return null
  try {
    const { tenant, notificationId, attempt } = named
    return { tenant: tenant as TenantId, notificationId: NotificationId.parse(notificationId), attempt }
  } catch {
    return null
  }
}
