import type { ResourceEvent, TenantEvent, VisitTypeEvent } from '@visita/domain'
import { defineProjection, patch, put, table, tenantOf } from '../define.ts'

/** What has been configured: tenants, locations, resources, visit types. Keys are not in it; they stay in the log. */
export const configuration = defineProjection<TenantEvent | ResourceEvent | VisitTypeEvent>({
  name: 'configuration',
  version: 2,
  changes: 'read.configuration_change',
  tables: [
    table('read.tenant', 'tenant_id'),
    table('read.location', 'tenant_id', 'location_id'),
    table('read.resource', 'tenant_id', 'resource_id'),
    table('read.visit_type', 'tenant_id', 'type_id'),
  ],
  on: {
    TenantCreated: (event) => [
      put('read.tenant', {
        tenant_id: tenantOf(event),
        title: event.data.name,
        policies: event.data.policies,
        created_at: event.data.at,
      }),
    ],
    TenantPoliciesSet: (event) => [
      patch('read.tenant', { tenant_id: tenantOf(event) }, { policies: event.data.policies }),
    ],
    LocationConfigured: (event) => [
      put('read.location', {
        tenant_id: tenantOf(event),
        location_id: event.data.location.id,
        document: event.data.location,
        archived: false,
      }),
    ],
    LocationArchived: (event) => [
      patch('read.location', { tenant_id: tenantOf(event), location_id: event.data.locationId }, { archived: true }),
    ],
    ResourceConfigured: (event) => [
      put('read.resource', {
        tenant_id: tenantOf(event),
        resource_id: event.data.resource.id,
        location_id: event.data.resource.locationId ?? null,
        document: event.data.resource,
        archived: false,
      }),
    ],
    ResourceArchived: (event) => [
      patch('read.resource', { tenant_id: tenantOf(event), resource_id: event.data.resourceId }, { archived: true }),
    ],
    VisitTypeConfigured: (event) => [
      put('read.visit_type', {
        tenant_id: tenantOf(event),
        type_id: event.data.visitType.id,
        document: event.data.visitType,
        archived: false,
      }),
    ],
    VisitTypeArchived: (event) => [
      patch('read.visit_type', { tenant_id: tenantOf(event), type_id: event.data.typeId }, { archived: true }),
    ],
  },
})
