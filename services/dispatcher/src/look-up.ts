import { type Account, type Accounts, type Carrier, SecretsUnreadable } from '@visita/accounts'
import type { ContactPoints } from '@visita/agenda'
import { type Channel, type Content, readContent } from '@visita/channels'
import {
  type ContactPointId,
  choicesOf,
  type Notification,
  noChoices,
  type PersonId,
  StreamName,
  type TenantId,
  type TenantState,
  type VisitState,
} from '@visita/domain'
import { openText, personsIn, sealText } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import type { Facts } from './facts.ts'
import { houseAddressOf, personOf, sealedAddressOf } from './recipient.ts'
import type { Streams } from './streams.ts'

export interface LookUpOptions {
  readonly streams: Streams
  readonly vault: Vault
  readonly accounts: Accounts
  readonly contactPoints: ContactPoints
}

/** A message with all that its gates ask, and what it takes to hand it over. */
export interface Message {
  readonly tenant: TenantId
  readonly facts: Facts
  /** Null: it cannot be read. */
  readonly content: Content | null
  /** Null: nobody carries that channel for this tenant. */
  readonly channel: Channel | null
  readonly account: Account | null
  /** What stands by for them; null: nothing, or it is that which carries the message. */
  readonly spare: Carrier | null
  readonly isBySpare: boolean
  readonly contactPointId: ContactPointId | null
  /** Seals what may hold somebody's data as the message itself is sealed. */
  readonly seal: (text: string) => ReturnType<typeof sealText> | null
}

interface Begun {
  readonly tenant: TenantId
  readonly notification: Notification
  readonly visit: VisitState | null
  readonly tenantState: TenantState
  readonly now: number
}

/** An account that nobody can open is as none: a throw would hold its messages up for ever, and the next channel may work. */
function asNone(error: unknown): null {
  if (error instanceof SecretsUnreadable) return null
  throw error
}

/** Looks everything up, what can be at once: the visit was read with the message, then the person, then their address. @throws Outage, StoreUnavailable */
export async function lookUp(
  options: LookUpOptions,
  { tenant, notification, visit, tenantState, now }: Begun,
): Promise<Message> {
  const { streams, vault, accounts, contactPoints } = options
  const { policies } = tenantState
  if (!policies) throw new Error('a message of a tenant that is not there')
  const { channel: way, content: sealed, waitlistEntryId } = notification
  const personId = personOf(notification)
  const persons = personsIn(sealed)
  if (personId) persons.add(personId)
  const [customer, keys, channel, account, spare, waitlist] = await Promise.all([
    personId ? streams.customers.load(StreamName.customer(tenant, personId), 0) : null,
    vault.keys(tenant, persons),
    accounts.channel(tenant, way).catch(asNone),
    accounts.account(tenant, way),
    accounts.spare(tenant, way).catch(asNone),
    waitlistEntryId ? streams.waitlists.load(StreamName.waitlist(tenant, waitlistEntryId), 0) : null,
  ])
  const open = (text: string) => {
    const [person = ''] = personsIn(text)
    const key = keys.get(person)
    return key ? openText(key, tenant, text) : null
  }
  const sealedAddress =
    personId && customer && way !== 'in_app' ? sealedAddressOf(personId, way, visit, customer.state) : null
  const address = houseAddressOf(notification) ?? (sealedAddress && open(sealedAddress))
  const text = sealed && open(sealed)
  const contactPointId = address === null || way === 'in_app' ? null : contactPoints.idOf(tenant, address)
  const point =
    contactPointId && (await streams.contactPoints.load(StreamName.contactPoint(tenant, contactPointId), 0)).state
  const [keeper] = personId ? [personId] : persons
  return {
    tenant,
    facts: {
      ...{ now, notification, visit, policies, address },
      waitlist: waitlist?.state ?? null,
      choices: (customer && choicesOf(customer.state)) ?? noChoices,
      isErased: customer?.state.status === 'erased' || (sealed !== null && text === null),
      contactPoint: point,
    },
    content: text === null ? null : readContent(text),
    ...{ channel, account, spare, isBySpare: false, contactPointId },
    seal: (plain) => {
      const key = keeper && keys.get(keeper)
      return key ? sealText(key, tenant, keeper as PersonId, plain) : null
    },
  }
}
