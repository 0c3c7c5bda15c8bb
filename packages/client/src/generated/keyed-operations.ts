// Made from the OpenAPI documents by `npm run client`; the next run overwrites it.

/** The operations that need an `Idempotency-Key`. */
export const keyedOperations: ReadonlySet<string> = new Set([
  'POST /v1/admin/agenda/blocks',
  'POST /v1/admin/agenda/bulk-moves',
  'POST /v1/admin/agenda/bulk-moves/{id}/commit',
  'POST /v1/admin/agenda/bulk-moves/{id}/undo',
  'POST /v1/admin/notification-templates/{key}/{channel}/{locale}/publish',
  'POST /v1/admin/notification-templates/{key}/{channel}/{locale}/rollback',
  'POST /v1/admin/visits/{id}/links/revoke',
  'POST /v1/admin/visits/{id}/notes',
  'POST /v1/admin/visits/{id}/outcome',
  'POST /v1/admin/visits/{id}/participants',
  'POST /v1/admin/visits/{id}/reassign',
  'POST /v1/customers',
  'POST /v1/holds',
  'POST /v1/platform/tenants',
  'POST /v1/platform/tenants/{id}/keys',
  'POST /v1/visits',
  'POST /v1/visits/series',
  'POST /v1/visits/{id}/reschedule',
  'POST /v1/waitlist',
  'POST /v1/waitlist/{id}/accept',
])
