import type { Location, Policies, Resource, VisitType } from '@visita/domain'
import type { ChangeRow } from '../define.ts'

export interface ConfigurationTables {
  'read.configuration_change': ChangeRow
  'read.tenant': { tenant_id: string; title: string; policies: Policies; created_at: string }
  'read.location': { tenant_id: string; location_id: string; document: Location; archived: boolean }
  'read.resource': {
    tenant_id: string
    resource_id: string
    location_id: string | null
    document: Resource
    archived: boolean
  }
  'read.visit_type': { tenant_id: string; type_id: string; document: VisitType; archived: boolean }
}
