import { cancellableOccurrences, dayBounds, type SeriesId, StreamName, type VisitId } from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import { inParallel } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { cancelVisit } from '../booking/change-visit.ts'
import { problemOf, succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { atOnce } from './hold-occurrences.ts'

export interface SeriesCancellation {
  /** An instant (epoch ms), or a date in the series' zone (`YYYY-MM-DD`): from its first instant on. Now where it is left out. */
  readonly from?: number | string | undefined
  readonly reason?: string | undefined
}

export interface CancelledSeries {
  /** In the order of time. */
  readonly cancelled: readonly VisitId[]
  readonly kept: readonly { readonly visitId: VisitId; readonly why: string }[]
  readonly position: bigint
  /** All of it was so already. */
  readonly unchanged: boolean
}

type Tools = Agenda & { readonly signal?: AbortSignal }

/**
 * Calls a series off from then on, then cancels each visit of it that was planned to start then or later. A channel is
 * bound by the cancellation window, visit by visit. If the process dies, the reactor cancels the rest.
 * @throws 404
 */
export async function cancelSeries(
  agenda: Agenda,
  request: Request,
  seriesId: SeriesId,
  { from, reason }: SeriesCancellation,
): Promise<CancelledSeries> {
  const { aggregates, clock, people } = agenda
  const { tenant } = request
  const stream = StreamName.series(tenant, seriesId)
  const { state } = await aggregates.series.load(stream)
  if (state.status === 'none') throw problemOf({ type: 'series-not-found' })
  const { customerId, timezone } = state.series
  const now = clock.now()
  const instant = typeof from === 'string' ? dayBounds(from, timezone).from : (from ?? now)
  const sealed = reason === undefined ? null : await people.seal(tenant, customerId, reason)
  const command = { type: 'CancelSeries', from: instant, reason: sealed, now } as const
  const outcome = succeed(await aggregates.series.execute(stream, command, commandContext(request)))
  await agenda.onStep?.('series-cancelled')
  const visits = await cancelOccurrences(agenda, request, seriesId, instant, reason)
  const wroteNothing = outcome.kind === 'accepted' && outcome.events.length === 0
  return {
    ...visits,
    position: newestPosition(outcome.position, visits.position),
    unchanged: wroteNothing && visits.unchanged,
  }
}

/** Cancels the visits of a series that was called off, those that start at `from` (epoch ms) or later. Safe to repeat. */
export async function cancelOccurrences(
  agenda: Tools,
  request: Request,
  seriesId: SeriesId,
  from: number,
  reason?: string,
): Promise<CancelledSeries> {
  const { state, position } = await agenda.aggregates.series.load(StreamName.series(request.tenant, seriesId), 0)
  const occurrences = cancellableOccurrences(state, from)
  const results = new Map<VisitId, string | null>()
  let newest = position
  let unchanged = true
  await inParallel(occurrences, atOnce, async ({ visitId }) => {
    agenda.signal?.throwIfAborted()
    const change = { request, visitId, stream: StreamName.visit(request.tenant, visitId) }
    try {
      const cancelled = await cancelVisit(agenda, change, { reason, seriesFrom: from })
      newest = newestPosition(newest, cancelled.position)
      unchanged &&= cancelled.unchanged
      results.set(visitId, null)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error
      results.set(visitId, error.slug)
    }
    await agenda.onStep?.('series-visit-cancelled')
  })
  const told = occurrences.map(({ visitId }) => ({ visitId, why: results.get(visitId) ?? null }))
  return {
    cancelled: told.filter(({ why }) => why === null).map(({ visitId }) => visitId),
    kept: told.flatMap(({ visitId, why }) => (why === null ? [] : [{ visitId, why }])),
    position: newest,
    unchanged,
  }
}
