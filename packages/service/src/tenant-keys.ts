import { StreamName, TenantId, type TenantState } from '@visita/domain'
import type { Loaded } from '@visita/event-store'
import type { LoadTenantKeys } from '@visita/http'

interface Tenants {
  load(stream: string, maxAgeMs: number): Promise<Loaded<TenantState>>
}

/** The keys of a tenant (or of `platform`), from its stream; at most a second old, or as fresh as the store has them. */
export const tenantKeys =
  (tenants: Tenants): LoadTenantKeys =>
  async (tenant, fresh) => {
    const { state } = await tenants.load(StreamName.tenant(TenantId.parse(tenant)), fresh ? 0 : 1000)
    return state.keys
  }
