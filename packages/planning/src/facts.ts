import type { Accounts } from '@visita/accounts'
import type { Aggregates } from '@visita/agenda'
import {
  type KnownVisit,
  type NotificationChannel,
  type Participant,
  type PersonId,
  type Resource,
  type ResourceId,
  type Sealed,
  StreamName,
  type TenantId,
  type TenantState,
  type VisitDetails,
  type VisitType,
  type VisitTypeId,
} from '@visita/domain'
import { openText } from '@visita/event-store'
import type { Vault } from '@visita/read-store'

/** A tenant, as far as its messages are concerned. */
export interface TenantFacts {
  readonly tenant: TenantId
  readonly name: string
  readonly settings: TenantState & { readonly policies: NonNullable<TenantState['policies']> }
  /** The channels by which something can leave. */
  readonly configured: ReadonlySet<NotificationChannel>
}

/** Somebody, opened. Nothing of it may reach a log. */
export interface PersonFacts {
  /** Null where nobody said it. */
  readonly name: string | null
  readonly email: string | null
  readonly locale: string | null
  readonly timezone: string | null
  /** What is told of them is sealed with it. */
  readonly key: Buffer
}

/** Everything that messages about some visits are planned and written by, beside the visits. Who was erased is not in it. */
export interface Cast {
  readonly people: ReadonlyMap<PersonId, PersonFacts>
  readonly resources: ReadonlyMap<ResourceId, Resource>
  readonly types: ReadonlyMap<VisitTypeId, Pick<VisitType, 'name' | 'mode'>>
}

export interface FactsOptions {
  readonly aggregates: Aggregates
  readonly vault: Pick<Vault, 'keys'>
  readonly accounts: Pick<Accounts, 'configured'>
}

export type Facts = ReturnType<typeof createFacts>

/** How old what seldom changes may be. */
const configurationMs = 1_000

type Claimed = Pick<VisitDetails['claims'][number], 'resourceId'>

/** Reads what messages are planned and written by, each stream once. */
export function createFacts({ aggregates, vault, accounts }: FactsOptions) {
  async function resource(tenant: TenantId, id: ResourceId): Promise<[ResourceId, Resource][]> {
    const { state } = await aggregates.resource.load(StreamName.resource(tenant, id), configurationMs)
    return state.resource ? [[id, state.resource]] : []
  }

  /** One that was taken away is still the one that the visit is of. */
  async function visitType(
    tenant: TenantId,
    id: VisitTypeId,
  ): Promise<[VisitTypeId, Pick<VisitType, 'name' | 'mode'>]> {
    const { state } = await aggregates.visitType.load(StreamName.visitType(tenant, id), configurationMs)
    return [id, state.visitType ?? { name: id, mode: 'in_person' }]
  }

  async function people(tenant: TenantId, ids: readonly PersonId[], along: readonly Participant[]) {
    const [keys, ...loaded] = await Promise.all([
      vault.keys(tenant, ids),
      ...ids.map((id) => aggregates.customer.load(StreamName.customer(tenant, id))),
    ])
    const known = ids.flatMap((personId, i): [PersonId, PersonFacts][] => {
      const key = keys.get(personId)
      const state = loaded[i]?.state
      if (!key || !state || state.status === 'erased') return []
      const contact = state.status === 'known' ? state.contact : null
      // What was said of somebody who comes along, where they are nobody's customer.
      const said = along.find((one) => one.personId === personId)
      const open = (sealed: Sealed | null | undefined) => (sealed ? openText(key, tenant, sealed) : null)
      const { locale = null, timezone = null } = contact ?? {}
      const name = open(contact?.name ?? said?.name)
      const email = open(contact?.email ?? said?.email)
      return [[personId, { name, email, locale, timezone, key }]]
    })
    return new Map(known)
  }

  return {
    /** Null where there is no such tenant. `maxAgeMs`: 0 where it has just been changed. @throws Outage */
    async tenant(tenant: TenantId, maxAgeMs = configurationMs): Promise<TenantFacts | null> {
      const [{ state }, configured] = await Promise.all([
        aggregates.tenant.load(StreamName.tenant(tenant), maxAgeMs),
        accounts.configured(tenant),
      ])
      const { created, policies } = state
      return created && policies && { tenant, name: created.name, settings: { ...state, policies }, configured }
    },

    /** Who and what has to do with these visits; `also`: people and resources beside them. @throws StoreUnavailable, Outage */
    async cast(
      tenant: TenantId,
      visits: readonly Pick<VisitDetails, 'customerId' | 'participants' | 'claims' | 'typeId'>[],
      also: {
        readonly persons?: readonly PersonId[]
        readonly claims?: readonly Claimed[]
        readonly types?: readonly VisitTypeId[]
      } = {},
    ): Promise<Cast> {
      const along = visits.flatMap(({ participants }) => participants)
      const persons = new Set([...visits.map(({ customerId }) => customerId), ...(also.persons ?? [])])
      for (const { personId } of along) persons.add(personId)
      const claimed = [...visits.flatMap(({ claims }) => claims), ...(also.claims ?? [])]
      const resourceIds = [...new Set(claimed.map(({ resourceId }) => resourceId))]
      const typeIds = [...new Set([...visits.map(({ typeId }) => typeId), ...(also.types ?? [])])]
      const [known, resources, types] = await Promise.all([
        people(tenant, [...persons], along),
        Promise.all(resourceIds.map((id) => resource(tenant, id))),
        Promise.all(typeIds.map((id) => visitType(tenant, id))),
      ])
      return { people: known, resources: new Map(resources.flat()), types: new Map(types) }
    },
  }
}

/** Whoever speaks of a visit that exists. */
export const isKnownVisit = (state: { readonly visit: VisitDetails | null }): state is KnownVisit =>
  state.visit !== null
