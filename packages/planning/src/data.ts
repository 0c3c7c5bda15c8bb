import type {
  Location,
  PersonId,
  PlannedMessage,
  ToldVisit,
  VisitId,
  VisitTypeId,
  WaitlistEntry,
  WaitlistOffer,
} from '@visita/domain'
import type { MessageData, VisitData } from '@visita/messages'
import { toInstant } from '@visita/runtime'
import type { Cast, TenantFacts } from './facts.ts'
import type { Links } from './links.ts'

/** A time that is offered, and the visit that it would become. */
export interface Offered {
  readonly visitId: VisitId
  readonly entry: Pick<WaitlistEntry, 'entryId' | 'customerId' | 'typeId' | 'locationId'>
  readonly offer: Pick<WaitlistOffer, 'number' | 'start' | 'end' | 'expiresAt' | 'resourceIds'>
}

/** Everything that is known when messages are written. */
export interface Scene {
  readonly tenant: TenantFacts
  readonly cast: Cast
  readonly visits: ReadonlyMap<VisitId, ToldVisit>
  readonly offered: Offered | null
}

/** Of what is planned, and of what was requested before, the part that a text depends on. */
export type Worded = Pick<PlannedMessage, 'recipient' | 'channel' | 'priority' | 'cause' | 'visitIds'>

/** Whose data the text holds: theirs who get it, or in what the team gets the customer's. Null where nobody knows. */
export function personOf({ recipient, visitIds }: Worded, { visits, offered }: Scene): PersonId | null {
  if ('personId' in recipient) return recipient.personId
  const [first] = visitIds
  return (first && visits.get(first)?.state.visit.customerId) ?? offered?.entry.customerId ?? null
}

/** What a template may say; null where somebody it is about was erased, or there is nothing to tell of. */
export function dataOf(message: Worded, scene: Scene, links: Links): MessageData | null {
  const { recipient, channel, priority, cause } = message
  const { tenant, cast, visits, offered } = scene
  const personId = personOf(message, scene)
  const person = personId && cast.people.get(personId)
  const told = message.visitIds.flatMap((id) => visits.get(id) ?? [])
  const place = offered ? placeOfOffer(offered, scene) : told[0] && placeOfVisit(told[0], scene)
  if (!person || !place) return null
  const fullName = person.name ?? ''
  const isWriting = 'personId' in recipient
  return {
    recipientKind: recipient.kind === 'resource' || recipient.kind === 'staff' ? 'agent' : recipient.kind,
    at: toInstant(cause.at),
    tenant: { name: tenant.name },
    customer: { firstName: fullName.split(' ')[0] ?? '', fullName, email: person.email },
    visit: place.visit,
    ...(told.length > 1 ? { visits: told.map((one) => visitData(one, scene)) } : {}),
    location: place.location && { name: place.location.name, address: place.location.address ?? null },
    resources: place.resources,
    former: told[0]?.former ? { start: told[0].former.start } : null,
    links: {
      manage: isWriting ? place.manage(links) : links.home,
      unsubscribe: isWriting && priority !== 0 ? links.unsubscribe(tenant.tenant, recipient.personId, channel) : null,
      ...(offered ? { accept: links.accept(tenant.tenant, offered.entry.entryId, offered.offer.number) } : {}),
    },
    reminder: cause.reminder,
    ...(offered ? { offer: { expiresAt: toInstant(offered.offer.expiresAt) } } : {}),
  }
}

interface Place {
  readonly visit: VisitData
  readonly location: Location | null
  readonly resources: MessageData['resources']
  readonly manage: (links: Links) => string
}

const locationOf = ({ settings }: TenantFacts, id: Location['id'] | null) =>
  (id && settings.locations.get(id)?.location) || null

const typeOf = ({ types }: Cast, id: VisitTypeId) => {
  const { name: typeName, mode } = types.get(id) ?? { name: id, mode: 'in_person' as const }
  return { typeName, mode }
}

const resourcesOf = ({ resources }: Cast, ids: readonly Parameters<Cast['resources']['get']>[0][]) =>
  [...new Set(ids)].flatMap((id) => {
    const known = resources.get(id)
    return known ? [{ name: known.name, kind: known.kind }] : []
  })

function visitData({ state }: ToldVisit, { cast }: Scene): VisitData {
  const { visit, status, placedAtRevision } = state
  const { start, end } = { start: toInstant(visit.start), end: toInstant(visit.end) }
  return {
    id: visit.visitId,
    start,
    end,
    timezone: visit.timezone,
    ...typeOf(cast, visit.typeId),
    status,
    placedAtRevision,
  }
}

function placeOfVisit(told: ToldVisit, scene: Scene): Place {
  const { tenant, cast } = scene
  const { visitId, claims, locationId, linksGeneration } = told.state.visit
  return {
    visit: visitData(told, scene),
    location: locationOf(tenant, locationId),
    resources: resourcesOf(
      cast,
      claims.map(({ resourceId }) => resourceId),
    ),
    manage: (links) => links.manage(tenant.tenant, visitId, linksGeneration),
  }
}

function placeOfOffer({ visitId, entry, offer }: Offered, { tenant, cast }: Scene): Place {
  const [zone] = offer.resourceIds.flatMap((id) => cast.resources.get(id)?.timezone ?? [])
  const timezone = zone ?? tenant.settings.policies.timezone
  const time = { start: toInstant(offer.start), end: toInstant(offer.end), timezone }
  const [home] = offer.resourceIds.flatMap((id) => cast.resources.get(id)?.locationId ?? [])
  return {
    visit: { id: visitId, ...time, ...typeOf(cast, entry.typeId), status: 'pending', placedAtRevision: 0 },
    location: locationOf(tenant, entry.locationId ?? home ?? null),
    resources: resourcesOf(cast, offer.resourceIds),
    // There is no visit to manage yet: what can be done with an offer is to take it.
    manage: (links) => links.accept(tenant.tenant, entry.entryId, offer.number),
  }
}
