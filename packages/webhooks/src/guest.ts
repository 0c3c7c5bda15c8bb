import { type NotificationId, type Recipient, StreamName, type TenantId, type VisitState } from '@visita/domain'
import { openAll, personsIn } from '@visita/event-store'
import { canonicalPhone } from './phone.ts'
import type { Tools } from './tools.ts'

/** Somebody who comes to a visit. */
export type Guest = Extract<Recipient, { kind: 'customer' | 'participant' }>

/**
 * Whoever of those who come has this phone. Where WhatsApp hides the phone, whoever the message was sent to: nobody else has its buttons.
 * Null: a stranger.
 */
export async function guestOf(
  tools: Tools,
  tenant: TenantId,
  { visit }: VisitState,
  { phone, message }: { readonly phone: string | null; readonly message: NotificationId | null },
): Promise<Guest | null> {
  if (!visit) return null
  if (phone === null) return message === null ? null : recipientOf(tools, tenant, visit, message)
  const { agenda, vault } = tools
  const { state: customer } = await agenda.aggregates.customer.load(StreamName.customer(tenant, visit.customerId))
  const phones = [
    {
      guest: { kind: 'customer', personId: visit.customerId } as const,
      phone: customer.status === 'known' ? customer.contact.phone : null,
    },
    ...visit.participants.map(({ personId, phone: sealed }) => ({
      guest: { kind: 'participant', personId } as const,
      phone: sealed,
    })),
  ]
  const keys = await vault.keys(tenant, personsIn(phones))
  const opened = openAll(
    phones.map((one) => one.phone as string | null),
    tenant,
    keys,
  )
  const index = opened.findIndex((known) => known !== null && canonicalPhone(known) === phone)
  return phones[index]?.guest ?? null
}

async function recipientOf(
  { agenda }: Tools,
  tenant: TenantId,
  { visitId }: NonNullable<VisitState['visit']>,
  message: NotificationId,
): Promise<Guest | null> {
  const { state } = await agenda.aggregates.notification.load(StreamName.notification(tenant, message), 0)
  if (!state.notification || state.notification.visitId !== visitId) return null
  const { recipient } = state.notification
  return recipient.kind === 'customer' || recipient.kind === 'participant' ? recipient : null
}
