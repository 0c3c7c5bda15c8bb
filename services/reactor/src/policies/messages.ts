import {
  type NotificationId,
  PersonId,
  type Recipient,
  readRecipient,
  recipientKey,
  type TenantId,
  type VisitId,
  type WaitlistEntryId,
} from '@visita/domain'
import { type ReadStore, type RowOp, type TableSpec, withTenant } from '@visita/read-store'
import { sql } from 'kysely'
import type { Recorded } from '../policy.ts'

/** What has been requested and has not come to its end. */
export const messageTable: TableSpec = { name: 'reactor.message', key: ['tenant_id', 'notification_id'] }

/** A message that may still have to be withdrawn. */
export interface OpenMessage {
  readonly notificationId: NotificationId
  readonly visitId: VisitId | null
  /** All of them, where it tells of several. */
  readonly visitIds: readonly VisitId[] | null
  readonly visitRevision: number | null
  /** What it tells of, such as `visit.created`. */
  readonly kind: string
  readonly ruleId: string
  readonly recipient: Recipient
  readonly parentId: NotificationId | null
  /** It lies in somebody's inbox. */
  readonly arrived: boolean
  /** Epoch ms. */
  readonly dueAt: number
  /** The place in the log at which it was requested. */
  readonly position: bigint
}

const keyOf = ({ data, meta }: Recorded<Ending | 'NotificationScheduled' | 'NotificationAccepted'>) => ({
  tenant_id: meta.tenant,
  notification_id: data.notificationId,
})

/** What failed may be tried again by hand, and goes out at once: whoever sends it looks at the visit. */
type Ending =
  | 'NotificationArchived'
  | 'NotificationCancelled'
  | 'NotificationDeadLettered'
  | 'NotificationExpired'
  | 'NotificationFailed'
  | 'NotificationShadowed'
  | 'NotificationSuperseded'
  | 'NotificationSuppressed'

export const requests = ({ data, meta, position }: Recorded<'NotificationRequested'>): RowOp => ({
  op: 'put',
  table: messageTable.name,
  row: {
    tenant_id: meta.tenant,
    notification_id: data.notificationId,
    visit_id: data.visitId,
    visit_ids: data.visitIds ?? null,
    visit_revision: data.visitRevision,
    entry_id: data.waitlistEntryId,
    kind: data.cause.kind,
    rule_id: data.ruleId,
    recipient: recipientKey(data.recipient),
    person_id: 'personId' in data.recipient ? data.recipient.personId : null,
    parent_id: data.parentId,
    due_at: data.dueAt,
    arrived: false,
    position,
  },
})

/** Its text says whose data it holds: also where it is for the team. */
export const schedules = (event: Recorded<'NotificationScheduled'>): RowOp => ({
  op: 'patch',
  table: messageTable.name,
  key: keyOf(event),
  set: { person_id: PersonId.parse(event.data.content.split(':')[2] ?? '') },
})

/** What lies in an inbox stays until it is put away, or the visit is over; anything else is out of our hands. */
export const arrives = (event: Recorded<'NotificationAccepted'>): RowOp =>
  event.data.inbox
    ? { op: 'patch', table: messageTable.name, key: keyOf(event), set: { arrived: true } }
    : { op: 'remove', table: messageTable.name, key: keyOf(event) }

export const ends = (event: Recorded<Ending>): RowOp => ({
  op: 'remove',
  table: messageTable.name,
  key: keyOf(event),
})

const columns = sql`notification_id AS "notificationId", visit_id AS "visitId", visit_ids AS "visitIds", visit_revision AS "visitRevision", kind,
  rule_id AS "ruleId", recipient, parent_id AS "parentId", arrived,
  (extract(epoch FROM due_at) * 1000)::float8 AS "dueAt", position`

const openWhere = (readStore: ReadStore, tenant: TenantId, where: ReturnType<typeof sql>) =>
  withTenant(readStore, tenant, async (db) => {
    const { rows } = await sql<Omit<OpenMessage, 'recipient'> & { readonly recipient: string }>`
      SELECT ${columns} FROM reactor.message WHERE tenant_id = ${tenant} AND ${where} ORDER BY notification_id`.execute(
      db,
    )
    return rows.map((row): OpenMessage => ({ ...row, recipient: readRecipient(row.recipient) }))
  })

/** Those that were requested before whatever the obligation at hand comes of. @throws StoreUnavailable */
export const openOfVisit = (readStore: ReadStore, tenant: TenantId, visitId: VisitId) =>
  openWhere(readStore, tenant, sql`(visit_id = ${visitId} OR visit_ids @> ARRAY[${visitId}::uuid])`)

export const openOfEntry = (readStore: ReadStore, tenant: TenantId, entryId: WaitlistEntryId) =>
  openWhere(readStore, tenant, sql`entry_id = ${entryId}`)

/** Those that are for them, or hold their data. */
export const openOfPerson = (readStore: ReadStore, tenant: TenantId, personId: PersonId) =>
  openWhere(readStore, tenant, sql`person_id = ${personId}`)

/** The notices about a visit that is over are nothing to look after any more. @throws StoreUnavailable */
export const forgetArrived = (readStore: ReadStore, tenant: TenantId, visitId: VisitId): Promise<void> =>
  withTenant(readStore, tenant, async (db) => {
    await sql`DELETE FROM reactor.message WHERE tenant_id = ${tenant} AND visit_id = ${visitId} AND arrived`.execute(db)
  })
