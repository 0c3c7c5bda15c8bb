export { type Agenda, type AgendaOptions, type BookingStep, createAgenda } from './agenda.ts'
export { type Aggregates, keepConfigurationCurrent } from './aggregates.ts'
export {
  addNote,
  addParticipant,
  recordOutcome,
  revokeLinks,
} from './annotate-visit.ts'
export { settleBlock } from './blocks/lay-block.ts'
export { type BlockWish, liftBlock, type PlacedBlock, placeBlock } from './blocks/place-block.ts'
export {
  type Change,
  type Changed,
  cancelVisit,
  changeStatus,
  confirmVisit,
  type Telling,
} from './booking/change-visit.ts'
export {
  answeredBefore,
  type Booked,
  type BookingRequest,
  type RedeemedHold,
  requestVisit,
} from './booking/request-visit.ts'
export { startsForMove } from './booking/starts-for-move.ts'
export { type ChangedBulkMove, commitBulkMove, undoBulkMove } from './bulk-moves/change-bulk-move.ts'
export { type BulkMoveWish, type FindVisits, type PlannedBulkMove, planBulkMove } from './bulk-moves/plan-bulk-move.ts'
export { settleBulkMove } from './bulk-moves/settle-bulk-move.ts'
export { type BusyPut, type BusyTimes, putBusy } from './busy/put-busy.ts'
export { notFound } from './configuration.ts'
export { type ContactPoints, createContactPoints } from './contact-points.ts'
export { eraseCustomer, type TakesPart } from './erase-customer.ts'
export { type HeldPlace, type HeldTime, type HoldWish, holdTime, releaseHold, tooManyHolds } from './holds.ts'
export { type Move, type Moved, moveVisit } from './move-visit.ts'
export { orphansOfHolidays, orphansOfResource } from './orphans.ts'
export type { ContactInput, CustomerInput, ParticipantInput } from './people.ts'
export { type Chosen, choosePreferences } from './preferences.ts'
export { keyReused, problemOf, succeed } from './problems.ts'
export type { ReadModel } from './read-model.ts'
export { commandContext, type IdempotentRequest, type Request } from './request.ts'
export { type BookedSeries, bookSeries, occurrenceResult, type SeriesRequest } from './series/book-series.ts'
export { type CancelledSeries, cancelOccurrences, cancelSeries } from './series/cancel-series.ts'
export { settleSeries } from './series/settle-series.ts'
export { acceptOffer, declineOffer, leaveWaitlist, releaseEnded, visitOfOffer } from './waitlist/answer.ts'
export { type ChangedEntry, joinWaitlist, type WaitlistWish } from './waitlist/join.ts'
export {
  type ListWaiting,
  type OfferTools,
  offerOpenTime,
  offerResourceTime,
  seekTime,
} from './waitlist/offer-open.ts'
export { closeEntry, lapseOffer, settleOfferHold } from './waitlist/timers.ts'
