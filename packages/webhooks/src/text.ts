import type { TextUpdate } from '@visita/channels'
import { type PersonId, StreamName, type TenantId } from '@visita/domain'
import type { TakenDelivery } from './deliveries.ts'
import { channelOf, noteHeard, ownerOf, tenantsSharing, writerOf } from './inbound.ts'
import { contextOf, type Told, type Tools, toldOf } from './tools.ts'
import { wordOf } from './words.ts'

/** Somebody wrote: from now on they may be answered, and where they said that we shall stop, we do. @throws Outage */
export async function applyText(tools: Tools, update: TextUpdate, delivery: TakenDelivery): Promise<Told> {
  const owner = await ownerOf(tools, update, delivery)
  if (owner === null) return toldOf('unknown-number')
  const writer = writerOf(update)
  if (writer === null) return toldOf('no-address')
  const tenants = owner === 'shared' ? await tenantsSharing(tools, writer, delivery) : [owner]
  const word = wordOf(update.text)
  for (const tenant of tenants) {
    await noteHeard(tools, tenant, update, delivery)
    if (word !== null) await heed(tools, tenant, { word, writer, saidAt: update.at }, delivery)
  }
  const [first = null] = tenants
  if (first === null) return toldOf('unknown-person')
  return toldOf(word === null ? 'heard' : word === 'stop' ? 'opted-out' : 'opted-in', first)
}

interface Said {
  readonly word: 'stop' | 'start'
  readonly writer: string
  /** Null where the provider does not say when. */
  readonly saidAt: number | null
}

/**
 * The address hears nothing more, and nobody who has given it does, on any channel; or again. What counts is the last word that they
 * said, so customers are told what the address says after all: also where two words are heard at once, or the later one first.
 */
async function heed(tools: Tools, tenant: TenantId, { word, writer, saidAt }: Said, delivery: TakenDelivery) {
  const { agenda, contactPoints, clock } = tools
  const { contactPoint, customer } = agenda.aggregates
  const context = contextOf(tenant, delivery)
  const contactPointId = contactPoints.idOf(tenant, writer)
  const stream = StreamName.contactPoint(tenant, contactPointId)
  const about = { contactPointId, via: channelOf(delivery), saidAt: saidAt ?? delivery.receivedAt, now: clock.now() }
  await contactPoint.execute(stream, { type: word === 'stop' ? 'OptOut' : 'OptIn', ...about }, context)
  const people = await peopleOf(tools, tenant, writer)
  for (;;) {
    const { state, revision } = await contactPoint.load(stream, 0)
    for (const customerId of people) {
      await customer.execute(
        StreamName.customer(tenant, customerId),
        { type: 'SetLegalOptOut', customerId, legalOptOut: state.optedOut, now: clock.now() },
        context,
        { fresh: true },
      )
    }
    if ((await contactPoint.load(stream, 0)).revision === revision) return
  }
}

/** Whoever the phone names, who may only ever have come along, and every customer who has it too. */
async function peopleOf({ vault, customersOfPhone }: Tools, tenant: TenantId, phone: string): Promise<Set<PersonId>> {
  const [named, customers] = await Promise.all([vault.peopleOfPhone(phone, tenant), customersOfPhone(tenant, phone)])
  return new Set([...named.map(({ personId }) => personId as PersonId), ...customers])
}
