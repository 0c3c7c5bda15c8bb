import type { FindVisits, ReadModel, TakesPart } from '@visita/agenda'
import type { LocationId, NotificationId, Recipient, ResourceId, TenantId, VisitTypeId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import {
  claimsAhead,
  type DeadLetterFilter,
  type DeadLetters,
  deadLetters,
  lastAssigned,
  resourceIds,
  takesPart,
  tenantsOfNumber,
  unseenItems,
  usualAgents,
  visitsAhead,
  visitsAmong,
  visitsOn,
} from '@visita/projections'
import { type ReadStore, waitForPosition, withEveryTenant, withTenant } from '@visita/read-store'

/** What the processes ask. */
export const createReadModel = (readStore: ReadStore): ReadModel => ({
  resourceIds: (tenant) => withTenant(readStore, tenant, (db) => resourceIds(db, tenant)),
  visitsAmong: (tenant, ids) => withTenant(readStore, tenant, (db) => visitsAmong(db, tenant, ids)),
  lastAssigned: (tenant, ids) => withTenant(readStore, tenant, (db) => lastAssigned(db, tenant, ids)),
  usualAgents: (tenant, customerId) => withTenant(readStore, tenant, (db) => usualAgents(db, tenant, customerId)),
})

/** What lies ahead, for who must not miss anything of it: no single stream can say. */
export interface Ahead {
  /** Live claims of a resource from its local day of `now` (epoch ms) on. */
  readonly hasClaimsAhead: (tenant: TenantId, resourceId: ResourceId, now: number) => Promise<boolean>
  readonly hasVisitsAhead: (
    tenant: TenantId,
    of: { readonly locationId: LocationId } | { readonly typeId: VisitTypeId },
    now: number,
  ) => Promise<boolean>
  /** Every visit that somebody waits for and that meets the window. */
  readonly visitsOn: FindVisits
}

export function createAhead(readStore: ReadStore, store: EventStore): Ahead {
  const caughtUp = () => caughtUpWith(readStore, store, ['agenda-day', 'visits'])
  return {
    async hasClaimsAhead(tenant, resourceId, now) {
      await caughtUp()
      return withTenant(readStore, tenant, (db) => claimsAhead(db, tenant, resourceId, now))
    },
    async hasVisitsAhead(tenant, of, now) {
      await caughtUp()
      return withTenant(readStore, tenant, (db) => visitsAhead(db, tenant, of, now))
    },
    async visitsOn(tenant, where) {
      await caughtUp()
      return withTenant(readStore, tenant, (db) => visitsOn(db, tenant, where))
    },
  }
}

/** Messages that wait for a person. */
export type FailedMessages = (
  tenant: TenantId,
  filter: DeadLetterFilter,
  options: { readonly now: number; readonly limit: number },
) => Promise<DeadLetters>

export const createFailedMessages =
  (readStore: ReadStore, store: EventStore): FailedMessages =>
  async (tenant, filter, options) => {
    // What was tried again a moment ago is none any more.
    await caughtUpWith(readStore, store, ['notifications'])
    return withTenant(readStore, tenant, (db) => deadLetters(db, tenant, filter, options))
  }

/** Whether somebody whom no stream knows ever came along to a visit. */
export const createTakesPart =
  (readStore: ReadStore, store: EventStore): TakesPart =>
  async (tenant, personId) => {
    await caughtUpWith(readStore, store, ['customers'])
    return withTenant(readStore, tenant, (db) => takesPart(db, tenant, personId))
  }

/** The tenants whose own a number of WhatsApp is, by its id. */
export const createNumberOwners =
  (readStore: ReadStore, store: EventStore) =>
  async (phoneNumberId: string): Promise<TenantId[]> => {
    await caughtUpWith(readStore, store, ['channel-accounts'])
    return withEveryTenant(readStore, (db) => tenantsOfNumber(db, phoneNumberId))
  }

/** What in an inbox nobody has looked at yet, the oldest first. */
export type UnseenItems = (tenant: TenantId, recipient: Recipient, limit: number) => Promise<NotificationId[]>

export const createUnseenItems =
  (readStore: ReadStore, store: EventStore): UnseenItems =>
  async (tenant, recipient, limit) => {
    await caughtUpWith(readStore, store, ['inbox'])
    return withTenant(readStore, tenant, (db) => unseenItems(db, tenant, recipient, limit))
  }

/** Waits until the read models have seen everything that is in the log now, so that a "no" is a no. */
async function caughtUpWith(readStore: ReadStore, store: EventStore, names: readonly string[]): Promise<void> {
  if (await waitForPosition(readStore, names, await store.head(), 2000)) return
  throw new ProblemError(503, 'read-model-behind', 'The read models are behind', {}, { 'retry-after': '2' })
}
