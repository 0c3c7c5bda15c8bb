import type { Kysely } from 'kysely'
import type { AgendaTables } from './agenda-day/table.ts'
import type { BlockTables } from './blocks/table.ts'
import type { BulkMoveTables } from './bulk-moves/table.ts'
import type { ChannelAccountTables } from './channel-accounts/table.ts'
import type { ConfigurationTables } from './configuration/table.ts'
import type { CustomerSearchTables } from './customer-search/table.ts'
import type { CustomerTables } from './customers/table.ts'
import type { InboxTables } from './inbox/table.ts'
import type { LogMarkTables } from './log-marks/table.ts'
import type { NotificationTables } from './notifications/table.ts'
import type { SeriesTables } from './series/table.ts'
import type { TemplateTables } from './templates/table.ts'
import type { VisitFactTables } from './visit-facts/table.ts'
import type { VisitTables } from './visits/table.ts'
import type { WaitlistTables } from './waitlist/table.ts'

/** Every table of the schema `read`. Instants are RFC 3339 text in UTC, dates are YYYY-MM-DD, revisions are bigint. */
export interface ReadTables
  extends AgendaTables,
    BlockTables,
    BulkMoveTables,
    ChannelAccountTables,
    ConfigurationTables,
    CustomerSearchTables,
    CustomerTables,
    InboxTables,
    LogMarkTables,
    NotificationTables,
    SeriesTables,
    TemplateTables,
    VisitFactTables,
    VisitTables,
    WaitlistTables {}

/** What `withTenant` hands to a query: a builder that sees one tenant. */
export type TenantDb = Kysely<unknown>

export const readTables = (db: TenantDb) => db.withTables<{ [Name in keyof ReadTables]: ReadTables[Name] }>()

/** Whether a query finds anything. */
export const hasRow = async (found: {
  limit(most: number): { executeTakeFirst(): Promise<unknown> }
}): Promise<boolean> => (await found.limit(1).executeTakeFirst()) !== undefined
