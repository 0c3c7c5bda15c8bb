import type { ButtonUpdate, TextUpdate } from '@visita/channels'
import { type AccountChannel, StreamName, type TenantId } from '@visita/domain'
import type { TakenDelivery } from './deliveries.ts'
import { canonicalPhone } from './phone.ts'
import { contextOf, type Tools } from './tools.ts'

/** The phone in E.164, or where WhatsApp hides it its own id of the person. Null: the provider named nobody. */
export const writerOf = ({ from, userId }: ButtonUpdate | TextUpdate): string | null =>
  from === null ? userId : canonicalPhone(from)

export const channelOf = ({ provider }: TakenDelivery): AccountChannel => (provider === 'twilio' ? 'sms' : 'whatsapp')

/**
 * Whose number somebody wrote to: one tenant's own; the platform's, which is of every tenant without one; or nobody's that we know.
 * What a tenant's own account has signed is of that tenant alone.
 */
export async function ownerOf(
  { webhookAccounts, platform }: Tools,
  { phoneNumberId }: ButtonUpdate | TextUpdate,
  delivery: TakenDelivery,
): Promise<TenantId | 'shared' | null> {
  const { signedBy } = delivery
  if (channelOf(delivery) === 'sms') return signedBy ?? 'shared'
  const account = platform.accounts.get('whatsapp')
  const ours = account?.provider === 'whatsapp-cloud' ? account : null
  // Whatever a tenant says, this one is not theirs.
  if (ours && phoneNumberId === ours.settings.phoneNumberId) return signedBy === null ? 'shared' : null
  const owners = await webhookAccounts.ofNumber(phoneNumberId)
  const mayBe = ({ tenant, signing }: (typeof owners)[number]) =>
    tenant !== null && (signedBy === null ? signing === ours?.secrets.appSecret : tenant === signedBy)
  return owners.find(mayBe)?.tenant ?? null
}

/** Those who may have somebody by this phone, and who write to them by the platform's number. */
export async function tenantsSharing(
  tools: Tools,
  phone: string,
  delivery: TakenDelivery,
): Promise<readonly TenantId[]> {
  const shared: TenantId[] = []
  for (const { tenant } of await tools.vault.peopleOfPhone(phone)) {
    const account = await tools.accounts.account(tenant as TenantId, channelOf(delivery))
    if (account?.source === 'platform') shared.push(tenant as TenantId)
  }
  return shared
}

/** They wrote to this tenant: for 24 hours anything may be written back. */
export async function noteHeard(
  { agenda, contactPoints, clock }: Tools,
  tenant: TenantId,
  update: ButtonUpdate | TextUpdate,
  delivery: TakenDelivery,
): Promise<void> {
  const writer = writerOf(update)
  if (writer === null) return
  const contactPointId = contactPoints.idOf(tenant, writer)
  const { phoneNumberId, at } = update
  await agenda.aggregates.contactPoint.execute(
    StreamName.contactPoint(tenant, contactPointId),
    { type: 'NoteHeardFrom', contactPointId, phoneNumberId, heardAt: at ?? delivery.receivedAt, now: clock.now() },
    contextOf(tenant, delivery),
  )
}
