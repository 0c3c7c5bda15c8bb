import {
  type CustomerState,
  type Notification,
  type NotificationChannel,
  type PersonId,
  recipientKey,
  type Sealed,
  type VisitState,
} from '@visita/domain'

/** The person that it goes to, whose key their data is sealed under; null: one of the team. */
export const personOf = ({ recipient }: Pick<Notification, 'recipient'>): PersonId | null =>
  recipient.kind === 'customer' || recipient.kind === 'participant' ? recipient.personId : null

/** Where a person is reached on a channel, still sealed; null: nothing is known. Who takes part in the visit may be nobody's customer. */
export function sealedAddressOf(
  personId: PersonId,
  channel: NotificationChannel,
  visit: VisitState | null,
  customer: CustomerState,
): Sealed | null {
  const participant = visit?.visit?.participants.find((one) => one.personId === personId)
  const known = customer.status === 'known' ? customer.contact : null
  if (channel === 'email') return known?.email ?? participant?.email ?? null
  return known?.phone ?? participant?.phone ?? null
}

/** In the house everybody is found by their recipient's key; one of the team nowhere else. */
export const houseAddressOf = ({ channel, recipient }: Pick<Notification, 'channel' | 'recipient'>): string | null =>
  channel === 'in_app' ? recipientKey(recipient) : null
