import type { DomainEvent, TenantId } from '@visita/domain'
import { StreamName } from '@visita/domain'
import { type EventStore, sealText } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import { systemClock, toInstant } from '@visita/runtime'
import type { AgendaFacts, StoredBlock, StoredCustomer, StoredVisit } from './facts.ts'

const writers = 64

/**
 * Writes the facts into the log as the command API does: the claims of each agent's day, then the visits. Several streams
 * at once, and a stream's events together. @returns the position of the last of them
 */
export async function fillLog(
  { store, vault, tenant }: { readonly store: EventStore; readonly vault: Vault; readonly tenant: TenantId },
  { customers, visits, blocks }: AgendaFacts,
  written: (events: number) => void,
): Promise<bigint> {
  const at = toInstant(systemClock().now())
  const meta = {
    actor: 'key:bench',
    role: 'operator',
    channel: 'api',
    correlationId: 'bench',
    occurredAt: at,
    recordedAt: at,
    tenant,
  }
  let position = 0n

  async function append(stream: string, events: readonly { type: string; data: unknown }[]): Promise<void> {
    const recorded = events.map(({ type, data }) => ({ id: crypto.randomUUID(), type, data, meta }) as never)
    const appended = await store.append(stream, recorded, 'any')
    if (appended.position > position) position = appended.position
    written(events.length)
  }
  async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
    let next = 0
    const writer = async () => {
      while (next < items.length) await work(items[next++] as Item)
    }
    await Promise.all(Array.from({ length: writers }, writer))
  }

  await each(customers, async ({ id, name, phone }: StoredCustomer) => {
    const key = await vault.createKey(tenant, id)
    const seal = (text: string | null) => text && sealText(key, tenant, id, text)
    const contact = {
      name: seal(name),
      phone: seal(phone),
      email: null,
      externalId: null,
      locale: null,
      timezone: null,
      consents: {},
    }
    await append(StreamName.customer(tenant, id as never), [
      { type: 'CustomerRegistered', data: { customerId: id, contact, at } },
    ])
  })
  const days = new Map<string, (StoredVisit | StoredBlock)[]>()
  for (const claim of [...visits, ...blocks]) {
    const name = StreamName.slot(tenant, claim.agentId as never, claim.date)
    days.set(name, [...(days.get(name) ?? []), claim])
  }
  await each([...days], ([stream, claims]) => append(stream, claims.map(claimed)))
  await each(visits, (visit) => append(StreamName.visit(tenant, visit.id as never), asked(visit, tenant, at)))
  return position
}

function claimed(claim: StoredVisit | StoredBlock): { type: string; data: unknown } {
  const { start, end } = claim
  const covers = { coversFrom: start, coversUntil: end }
  if (!('claimId' in claim)) return { type: 'SlotBlocked', data: { blockId: claim.id, ...covers } }
  const { claimId, id: visitId } = claim
  const data = { claimId, visitId, attempt: 1, typeId: 'corte', start, end, ...covers, seats: 1, capacity: 1 }
  return { type: 'SlotReserved', data }
}

function asked(
  { id: visitId, claimId, agentId, date, customerId, start, end, pending }: StoredVisit,
  tenant: string,
  at: string,
) {
  const requested: DomainEvent['data'] = {
    ...{ visitId, tenant, attempt: 1, typeId: 'corte', customerId, start, end, seats: 1, participants: [], at },
    claims: [{ claimId, resourceId: agentId, date }],
    ...{ timezone: 'America/Bogota', locationId: null, unitId: null, notes: null, origin: 'api', override: null },
  }
  const confirmed = { type: 'VisitConfirmed', data: { visitId, automatic: true, at } }
  return [{ type: 'VisitRequested', data: requested }, ...(pending ? [] : [confirmed])]
}
