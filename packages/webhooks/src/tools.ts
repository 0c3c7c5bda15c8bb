import type { Accounts, PlatformAccounts, WebhookAccounts } from '@visita/accounts'
import type { Agenda, ContactPoints } from '@visita/agenda'
import type { NotificationId, PersonId, Recipient, TenantId, VisitId } from '@visita/domain'
import type { CommandContext, EventStore } from '@visita/event-store'
import type { ReadStore, Vault } from '@visita/read-store'
import type { Clock, Logger } from '@visita/runtime'
import type { TakenDelivery } from './deliveries.ts'
import type { Safe } from './safe.ts'

/** What somebody who tapped a button is answered. */
export interface Answer {
  readonly tenant: TenantId
  readonly visitId: VisitId
  readonly kind: 'reply.confirmed' | 'reply.canceled' | 'reply.change' | 'reply.moved_on' | 'reply.not_possible'
  readonly recipient: Extract<Recipient, { kind: 'customer' | 'participant' }>
  /** Of the tap, and the same however often it is told: one tap, one answer. */
  readonly eventId: string
  /** When they tapped, and when we were told, epoch ms. */
  readonly at: number
  readonly recordedAt: number
}

export interface Tools {
  readonly agenda: Agenda
  readonly store: Pick<EventStore, 'read'>
  /** Of `visita_writer`. */
  readonly readStore: ReadStore
  readonly vault: Pick<Vault, 'keys' | 'peopleOfPhone'>
  readonly accounts: Pick<Accounts, 'account'>
  readonly webhookAccounts: WebhookAccounts
  readonly platform: PlatformAccounts
  readonly contactPoints: ContactPoints
  /** Every customer of the tenant's whose phone this is (E.164), as far as the read model knows. */
  readonly customersOfPhone: (tenant: TenantId, phone: string) => Promise<readonly PersonId[]>
  readonly answer: (answer: Answer) => Promise<void>
  readonly safe: Safe
  readonly clock: Clock
  readonly logger: Logger
}

/** What came of one thing that was told: whose it was, which message it was about, and a word. */
export interface Told {
  readonly tenant: TenantId | null
  readonly notificationId: NotificationId | null
  readonly outcome: string
}

export const toldOf = (
  outcome: string,
  tenant: TenantId | null = null,
  notificationId: NotificationId | null = null,
) => ({
  ...{ outcome, tenant, notificationId },
})

/** It cannot be told yet what it is about: somebody is just writing that down. Later again. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
}

/** How often it is looked for what a call is about: half a minute in all. */
export const mostLooks = 5

/** Everything that we do because a provider said so is done in our own name. */
export const contextOf = (tenant: TenantId, { id, provider }: TakenDelivery): CommandContext => ({
  tenant,
  actor: 'system:webhooks',
  role: 'system',
  channel: provider,
  correlationId: `webhook-${id}`,
})
