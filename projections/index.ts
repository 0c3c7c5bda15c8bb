export { type AgendaRows, agendaRows, type NamedVisit } from './agenda-day/day-rows.ts'
export { agendaDay } from './agenda-day/projection.ts'
export { agendaVersion, claimsAhead, claimsOnDays, visitsStarting } from './agenda-day/queries.ts'
export type { AgendaVisitRow, ClaimRow } from './agenda-day/table.ts'
export { blocks } from './blocks/projection.ts'
export { type BlockCursor, type BlockFilter, listBlocks } from './blocks/queries.ts'
export type { BlockRow } from './blocks/table.ts'
export { bulkMoves } from './bulk-moves/projection.ts'
export {
  bulkMovesOfVisit,
  type CountedBulkMove,
  findBulkMove,
  listBulkMoves,
  type MoveCounts,
} from './bulk-moves/queries.ts'
export type { BulkMoveItemRow, BulkMoveRow } from './bulk-moves/table.ts'
export { channelAccounts } from './channel-accounts/projection.ts'
export { channelAccountsOf, tenantsOfNumber } from './channel-accounts/queries.ts'
export type { ChannelAccountRow } from './channel-accounts/table.ts'
export { configuration } from './configuration/projection.ts'
export {
  allResources,
  allTenants,
  type ConfiguredResource,
  configurationOf,
  everyResourceId,
  findVisitType,
  type ListRange,
  listLocations,
  listResources,
  listVisitTypes,
  policiesOf,
  resourceIds,
  type TenantConfiguration,
} from './configuration/queries.ts'
export { customerSearch } from './customer-search/projection.ts'
export { customers } from './customers/projection.ts'
export {
  customerIdsOf,
  customerIdsOfPhone,
  findChoices,
  findCustomer,
  takesPart,
} from './customers/queries.ts'
export type { CustomerRow } from './customers/table.ts'
export { inbox } from './inbox/projection.ts'
export {
  type ArrivedRow,
  countInbox,
  type InboxCursor,
  type InboxState,
  listInbox,
  unseenItems,
} from './inbox/queries.ts'
export { logMarks } from './log-marks/projection.ts'
export { findMarkedTime, type MarkedTime } from './log-marks/queries.ts'
export { findStretches } from './log-marks/stretches.ts'
export { messagesCausedBy } from './notifications/caused.ts'
export { type DeadLetterFilter, type DeadLetters, deadLetters } from './notifications/dead-letters.ts'
export { hasFailed } from './notifications/failed.ts'
export {
  type Backlog,
  notificationBacklog,
  type SendingFigures,
  sendingFigures,
} from './notifications/figures.ts'
export { notificationRow, notifications } from './notifications/projection.ts'
export {
  type AskedMessages,
  listNotifications,
  messagesAskedFor,
  type NotificationCursor,
  type NotificationFilter,
  notificationIdsOfVisits,
  notificationsOfVisit,
} from './notifications/queries.ts'
export {
  type ModeDifference,
  modeDifferences,
  type OutcomeCount,
  outcomesByMode,
} from './notifications/shadow.ts'
export { type PromiseFigures, promiseFigures } from './notifications/sla.ts'
export type { NotificationRow } from './notifications/table.ts'
export { type OpenPersonal, personalOpener } from './open-personal.ts'
export { type Page, pageOfRows } from './page.ts'
export { projectionMigrations, projections } from './registry.ts'
export { relatedStreams, relating } from './related-streams.ts'
export { rowsAfter } from './rows-after.ts'
export { series } from './series/projection.ts'
export { type FoundSeries, findSeries } from './series/queries.ts'
export type { SeriesOccurrenceRow, SeriesRow } from './series/table.ts'
export type { ReadTables, TenantDb } from './tables.ts'
export { templates } from './templates/projection.ts'
export { type OwnTemplate, ownTemplates, templateVersions, type WhichTemplate } from './templates/queries.ts'
export type { TemplateVersionRow } from './templates/table.ts'
export { visitFacts } from './visit-facts/projection.ts'
export {
  type CountedGroup,
  countVisits,
  type FigureGroup,
  figureGroups,
  type VisitCounts,
} from './visit-facts/queries.ts'
export { type LiveVisit, lastAssigned, usualAgents, visitsOn } from './visits/assignments.ts'
export { type ManageUrl, type VisitDocument, VisitSchema, visitOfRow, visitOfState } from './visits/document.ts'
export { awaitedVisit, countVisitsToScore, listVisitsToScore, type VisitToScore } from './visits/no-show.ts'
export { visits } from './visits/projection.ts'
export { listVisits, type VisitCursor, type VisitFilter, visitsAhead, visitsAmong } from './visits/queries.ts'
export type { VisitRow } from './visits/table.ts'
export { listTray, type Tray, type TrayRow } from './visits/trays.ts'
export { waitlist } from './waitlist/projection.ts'
export { listWaitlist, type WaitlistFilter, type WaitlistItem, waitlistEntriesOfVisit } from './waitlist/queries.ts'
