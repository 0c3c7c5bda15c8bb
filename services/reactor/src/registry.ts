import { announce } from './policies/announce.ts'
import { announceBulkMove } from './policies/announce-bulk-move.ts'
import { announceOffer } from './policies/announce-offer.ts'
import { announceSeries } from './policies/announce-series.ts'
import { block } from './policies/block.ts'
import { bulkMove } from './policies/bulk-move.ts'
import { cancellation } from './policies/cancellation.ts'
import { closeWaitlistEntry } from './policies/close-waitlist-entry.ts'
import { erasure } from './policies/erasure.ts'
import { fallBack } from './policies/fall-back.ts'
import { lapseUnanswered } from './policies/lapse-offer.ts'
import { move } from './policies/move.ts'
import { noShow } from './policies/no-show.ts'
import { offerConfiguredTime } from './policies/offer-configured-time.ts'
import { offerFreedTime } from './policies/offer-freed-time.ts'
import { offerHold } from './policies/offer-hold.ts'
import { releaseOffer } from './policies/release-offer.ts'
import { replan } from './policies/replan.ts'
import { reservation } from './policies/reservation.ts'
import { seekForWaiting } from './policies/seek-time.ts'
import { series } from './policies/series.ts'
import { seriesCancellation } from './policies/series-cancellation.ts'
import { withdraw } from './policies/withdraw.ts'
import { withdrawErased } from './policies/withdraw-erased.ts'
import { withdrawOffer } from './policies/withdraw-offer.ts'
import type { Policy } from './policy.ts'

/** Every policy. Their kinds differ: rows and metrics are told apart by them. */
export const policies: readonly Policy[] = [
  announce,
  announceBulkMove,
  announceOffer,
  announceSeries,
  block,
  bulkMove,
  cancellation,
  closeWaitlistEntry,
  erasure,
  fallBack,
  lapseUnanswered,
  move,
  noShow,
  offerConfiguredTime,
  offerFreedTime,
  offerHold,
  releaseOffer,
  replan,
  reservation,
  seekForWaiting,
  series,
  seriesCancellation,
  withdraw,
  withdrawErased,
  withdrawOffer,
]
