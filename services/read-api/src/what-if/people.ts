import {
  type Choices,
  type CustomerEvent,
  choicesOf,
  customer,
  type NotificationChannel,
  noChoices,
  type Occasion,
  type Participant,
  type PersonId,
  type PlannedMessage,
  type PlanningGround,
  type Resource,
  type ResourceEvent,
  type ResourceId,
  resource,
  StreamName,
  type TenantId,
} from '@visita/domain'
import pLimit from 'p-limit'
import type { ReadApiOptions } from '../app.ts'
import { streamsAtOnce } from '../as-of/past.ts'
import { visitsOf } from './occasions.ts'
import type { Reachable } from './would.ts'

/** Everybody whom messages about some occasions could be for. */
export interface Cast extends Pick<PlanningGround, 'people' | 'agents'> {
  readonly reachable: (message: PlannedMessage) => Reachable
}

const inboxOnly: ReadonlySet<NotificationChannel> = new Set(['in_app'])
const nobody: Reachable = { choices: noChoices, addresses: new Set() }

/** Reads them as they are now, each stream once; nothing sealed is opened. Whoever was erased is reached by nothing. @throws Outage */
export async function castOf(
  readStream: ReadApiOptions['readStream'],
  tenant: TenantId,
  occasions: readonly Occasion[],
): Promise<Cast> {
  const few = pLimit(streamsAtOnce)
  const visits = occasions.flatMap(visitsOf)
  const along = new Map(visits.flatMap(({ visit }) => visit.participants).map((one) => [one.personId, one]))
  const personIds = new Set<PersonId>([...visits.map(({ visit }) => visit.customerId), ...along.keys()])
  for (const occasion of occasions) if (occasion.about === 'offer') personIds.add(occasion.customerId)
  const claims = [...visits.flatMap(({ visit }) => visit.claims), ...occasions.flatMap(formerClaims)]
  const resourceIds = new Set(claims.map(({ resourceId }) => resourceId))

  const [persons, resources] = await Promise.all([
    Promise.all([...personIds].map((id) => few(() => personOf(id, along.get(id))))),
    Promise.all([...resourceIds].map((id) => few(() => resourceOf(id)))),
  ])
  const known = new Map(persons)
  const agents = resources.flat().filter(([, { kind }]) => kind === 'agent')

  async function personOf(id: PersonId, participant: Participant | undefined) {
    const events = await readStream(StreamName.customer(tenant, id))
    const state = events.reduce(
      (state, event) => customer.evolve(state, event as unknown as CustomerEvent),
      customer.initial,
    )
    const contact = state.status === 'known' ? state.contact : null
    const choices: Choices | null = choicesOf(state)
    const phone = contact?.phone ?? participant?.phone
    const email = contact?.email ?? participant?.email
    const addresses = new Set<NotificationChannel>([
      'in_app',
      ...(phone ? (['whatsapp', 'sms'] as const) : []),
      ...(email ? (['email'] as const) : []),
    ])
    const { locale = null, timezone = null } = contact ?? {}
    return [id, { locale, timezone, reachable: choices ? { choices, addresses } : nobody }] as const
  }

  async function resourceOf(id: ResourceId): Promise<[ResourceId, Resource][]> {
    const events = await readStream(StreamName.resource(tenant, id))
    const { resource: found } = events.reduce(
      (state, event) => resource.evolve(state, event as unknown as ResourceEvent),
      resource.initial,
    )
    return found ? [[id, found]] : []
  }

  return {
    people: known,
    agents: new Map(agents),
    reachable: ({ recipient }) =>
      'personId' in recipient
        ? (known.get(recipient.personId)?.reachable ?? nobody)
        : { choices: noChoices, addresses: inboxOnly },
  }
}

/** Those whom a move took off are told too. */
function formerClaims(occasion: Occasion) {
  if (occasion.about === 'bulk-move') return occasion.visits.flatMap(({ former }) => former?.claims ?? [])
  return occasion.about === 'visit' && 'former' in occasion.event.data ? occasion.event.data.former.claims : []
}
