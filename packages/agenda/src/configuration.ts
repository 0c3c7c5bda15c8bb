import {
  type Policies,
  type Resource,
  type ResourceId,
  StreamName,
  type TenantId,
  type VisitType,
  type VisitTypeId,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Aggregates } from './aggregates.ts'

/**
 * What a tenant has configured, as the commands need it; each throws a 404 problem where it is not there. It may be
 * `maxAgeMs` old where no live subscription keeps it current.
 */
export function createConfiguration(aggregates: Aggregates, maxAgeMs = 1000) {
  return {
    async policies(tenant: TenantId): Promise<Policies> {
      const { state } = await aggregates.tenant.load(StreamName.tenant(tenant), maxAgeMs)
      if (!state.policies) throw notFound('tenant', tenant)
      return state.policies
    },
    async resource(tenant: TenantId, id: ResourceId): Promise<Resource> {
      const { state } = await aggregates.resource.load(StreamName.resource(tenant, id), maxAgeMs)
      if (!state.resource || state.archived) throw notFound('resource', id)
      return state.resource
    },
    async visitType(tenant: TenantId, id: VisitTypeId): Promise<VisitType> {
      const { state } = await aggregates.visitType.load(StreamName.visitType(tenant, id), maxAgeMs)
      if (!state.visitType || state.archived) throw notFound('visit type', id)
      return state.visitType
    },
  }
}

export type Configuration = ReturnType<typeof createConfiguration>

export const notFound = (what: string, id: string) =>
  new ProblemError(404, 'not-found', `There is no such ${what}`, { detail: `No ${what} ${id} is known here.` })
