import type {
  BlockId,
  BulkMoveId,
  ContactPointId,
  NotificationId,
  PersonId,
  ResourceId,
  SeriesId,
  TenantId,
  VisitId,
  VisitTypeId,
  WaitlistEntryId,
} from './ids.ts'
import { type Branded, InvalidId } from './ids.ts'

/**
 * `category-id`: the category has no dash; the parts of a compound id are joined by `_`, and none may contain one.
 * The parts are ids that were parsed before, so this guards against a new kind of id, not against a caller.
 */
export type StreamName = Branded<'StreamName'>

function build(category: string, ...parts: readonly string[]): StreamName {
  if (!/^[a-z][A-Za-z]*$/.test(category)) throw new InvalidId(`no category: ${category}`)
  for (const part of parts)
    if (part === '' || part.includes('_')) throw new InvalidId(`no part of a stream name: ${part}`)
  return `${category}-${parts.join('_')}` as StreamName
}

const categories = [
  ...['auditLog', 'block', 'bulkMove', 'contactPoint', 'customer', 'notification', 'resource', 'series'],
  ...['slot', 'template', 'visit', 'visitType', 'waitlist'],
]

export const StreamName = {
  tenant: (tenant: TenantId) => build('tenant', tenant),
  resource: (tenant: TenantId, id: ResourceId) => build('resource', tenant, id),
  visitType: (tenant: TenantId, id: VisitTypeId) => build('visitType', tenant, id),
  customer: (tenant: TenantId, id: PersonId) => build('customer', tenant, id),
  visit: (tenant: TenantId, id: VisitId) => build('visit', tenant, id),
  /** `date` is the resource's own local day, `YYYY-MM-DD`. */
  slot: (tenant: TenantId, id: ResourceId, date: string) => build('slot', tenant, id, date),
  block: (tenant: TenantId, id: BlockId) => build('block', tenant, id),
  waitlist: (tenant: TenantId, id: WaitlistEntryId) => build('waitlist', tenant, id),
  bulkMove: (tenant: TenantId, id: BulkMoveId) => build('bulkMove', tenant, id),
  series: (tenant: TenantId, id: SeriesId) => build('series', tenant, id),
  /** Who read the tenant's log on that day (UTC), `YYYY-MM-DD`. */
  auditLog: (tenant: TenantId, date: string) => build('auditLog', tenant, date),
  notification: (tenant: TenantId, id: NotificationId) => build('notification', tenant, id),
  contactPoint: (tenant: TenantId, id: ContactPointId) => build('contactPoint', tenant, id),
  /** Keys and channels may have a `_`, which stands as `~` here: no key has one of those. */
  template: (tenant: TenantId, key: string, channel: string, language: string) =>
    build('template', tenant, ...[key, channel, language].map((part) => part.replaceAll('_', '~'))),
  clock: () => build('clock', 'manual'),
  /**
   * What the name of each of a tenant's streams begins with, and of hardly any other. `tenant-demo` begins the name of
   * `demo-2`'s own stream too, so compare the first of the parts as well.
   */
  prefixesOf: (tenant: TenantId): string[] => [
    StreamName.tenant(tenant),
    ...categories.map((category) => `${category}-${tenant}_`),
  ],
  /** Its parts again: `{category, parts}`. */
  split(name: string): { category: string; parts: string[] } {
    const dash = name.indexOf('-')
    return dash < 1
      ? { category: '', parts: [name] }
      : { category: name.slice(0, dash), parts: name.slice(dash + 1).split('_') }
  },
}
