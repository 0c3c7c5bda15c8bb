import {
  type BookableOccurrence,
  localDate,
  type ResourceId,
  type SeriesCommand,
  type SeriesDetails,
  type SeriesId,
  type SeriesState,
  StreamName,
  unsettledOccurrences,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import { inParallel } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { cancelVisit } from '../booking/change-visit.ts'
import { requestVisit } from '../booking/request-visit.ts'
import { releaseHold } from '../holds.ts'
import { problemOf, succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { atOnce, occurrenceKey } from './hold-occurrences.ts'

export interface SettledSeries {
  readonly state: SeriesState
  readonly position: bigint
}

type Tools = Agenda & {
  /** Aborted, the work ends after the occurrence that it is at. */
  readonly signal?: AbortSignal
}

/**
 * Books what is planned and has no result yet, each occurrence by its hold and with a key of its own; where the hold has run
 * out, if the time is still free. Settles the series when every occurrence has its result. Safe to repeat, and to run twice
 * at the same time; where the series is settled, nothing is done.
 * @throws 404; Outage and the like, and then it is still to be settled
 */
export async function settleSeries(agenda: Tools, request: Request, seriesId: SeriesId): Promise<SettledSeries> {
  const { series: handler } = agenda.aggregates
  const stream = StreamName.series(request.tenant, seriesId)
  const { state, position } = await handler.load(stream, 0)
  if (state.status === 'none') throw problemOf({ type: 'series-not-found' })
  if (state.status === 'settled') return { state, position }
  const { series } = state
  let newest = position

  await inParallel(unsettledOccurrences(state), atOnce, async (occurrence) => {
    agenda.signal?.throwIfAborted()
    await bookOccurrence(occurrence)
  })
  // Those that were called off before they were booked; somebody may have booked them all the same.
  const waiting = series.occurrences.filter((one) => one.feasible && one.result.kind === 'waiting')
  await inParallel(waiting as BookableOccurrence[], atOnce, async (occurrence) => {
    await callOff(occurrence, series.cancelledFrom)
  })
  const settled = await note({ type: 'SettleSeries', now: agenda.clock.now() })
  await agenda.onStep?.('series-settled')
  return { state: settled, position: newest }

  async function bookOccurrence(occurrence: BookableOccurrence): Promise<void> {
    const { number } = occurrence
    const key = occurrenceKey(seriesId, number)
    const keyed = { ...request, idempotency: { key, fingerprint: key } }
    try {
      const booked = await requestVisit(agenda, keyed, bookingOf(series, occurrence))
      newest = newestPosition(newest, booked.position)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error
      await release(occurrence)
      await note({ type: 'NoteOccurrenceFailed', number, why: whyOf(error), now: agenda.clock.now() })
      return
    }
    const { series: now } = await note({ type: 'NoteOccurrenceBooked', number, now: agenda.clock.now() })
    // Called off while it was being booked: whoever did so may have passed by before the visit was there.
    if (now) await callOff(occurrence, now.cancelledFrom)
    await agenda.onStep?.('series-occurrence')
  }

  async function callOff(occurrence: BookableOccurrence, from: number | null): Promise<void> {
    const { visitId, start } = occurrence
    if (from === null || start < from) return
    const visitStream = StreamName.visit(request.tenant, visitId)
    const { state: visit } = await agenda.aggregates.visit.load(visitStream, 0)
    if (!visit.visit) return release(occurrence)
    if (visit.status !== 'pending' && visit.status !== 'confirmed') return
    const byItself = { ...request, caller: { ...request.caller, role: 'system' } }
    const cancelled = await cancelVisit(
      agenda,
      { request: byItself, visitId, stream: visitStream },
      { seriesFrom: from },
    )
    newest = newestPosition(newest, cancelled.position)
  }

  async function release({ holdId, resourceIds, start }: BookableOccurrence): Promise<void> {
    const streams = await Promise.all(resourceIds.map((id) => slotStream(id, start)))
    await releaseHold(agenda, request, holdId, streams)
  }

  async function slotStream(id: ResourceId, start: number): Promise<StreamName> {
    const { tenant } = request
    const { state: known } = await agenda.aggregates.resource.load(StreamName.resource(tenant, id), 1000)
    return StreamName.slot(tenant, id, localDate(start, known.resource?.timezone ?? series.timezone))
  }

  async function note(command: SeriesCommand): Promise<SeriesState> {
    const outcome = succeed(await handler.execute(stream, command, commandContext(request)))
    newest = newestPosition(newest, outcome.position)
    return outcome.state
  }
}

function bookingOf(series: SeriesDetails, { start, holdId, resourceIds }: BookableOccurrence) {
  const { seriesId, typeId, customerId, locationId, unitId, seats, origin, participants, notes, override } = series
  return {
    typeId,
    start,
    ...(locationId && { locationId }),
    ...(unitId !== null && { unitId }),
    seats,
    hold: { holdId, resourceIds, chosen: resourceIds.filter((id) => !series.named?.includes(id)) },
    customer: { id: customerId },
    participants: [],
    registered: { customerId, participants, notes, overrideReason: override?.reason ?? null },
    seriesId,
    origin,
  }
}

const whyOf = ({ slug, members }: ProblemError): string => (slug === 'slot-unavailable' ? String(members.reason) : slug)
