import {
  type PlannedOccurrence,
  type PlanSeries,
  SeriesId,
  type SeriesOccurrence,
  type SeriesPlannedData,
  type SeriesRepeat,
  type SeriesState,
  StreamName,
  seriesErrors,
  seriesStarts,
} from '@visita/domain'
import { invalidRequest, ProblemError } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { candidatesFor } from '../booking/candidates.ts'
import { keyReused, succeed } from '../problems.ts'
import { commandContext, type IdempotentRequest } from '../request.ts'
import { holdOccurrences, type SeriesBooking } from './hold-occurrences.ts'
import { settleSeries } from './settle-series.ts'

export interface SeriesRequest {
  readonly booking: SeriesBooking
  /** Of the first occurrence, epoch ms. */
  readonly start: number
  readonly repeat: SeriesRepeat
  readonly mode: SeriesPlannedData['mode']
}

export interface BookedSeries {
  readonly seriesId: SeriesId
  readonly state: Exclude<SeriesState, { status: 'none' }>
  readonly position: bigint
  readonly replayed: boolean
}

/**
 * Books a series. Every occurrence is looked for and held first; only when it is known what fits is anything recorded: the
 * plan, with all that is needed to go on after a crash. Then each occurrence becomes a visit of its own, by its hold.
 *
 * The id derives from the tenant and the idempotency key. A series that is refused leaves nothing, and keeps no key.
 * @throws 409 `series-unavailable` with a result for every occurrence; 400, 404, 410 and 422 as a booking
 */
export async function bookSeries(
  agenda: Agenda,
  request: IdempotentRequest,
  wish: SeriesRequest,
): Promise<BookedSeries> {
  const { series } = agenda.aggregates
  const { tenant, idempotency } = request
  const seriesId = SeriesId.derive(tenant, idempotency.key)
  const stream = StreamName.series(tenant, seriesId)
  const isPlanned = async () => {
    const found = await series.recall(stream, idempotency.key)
    if (found && found.fingerprint !== idempotency.fingerprint) throw keyReused()
    return found !== null
  }
  if (await isPlanned()) return settled(true)

  const { command, refusal, release } = await prepare(agenda, request, seriesId, wish)
  if (refusal) {
    // What is in the way may be this very series, booked by the same request on another instance.
    if (await isPlanned()) return settled(true)
    await release()
    throw refusal
  }
  const context = commandContext(request, { idempotency })
  // After an outage nobody knows whether it was written: what is held is left to be booked, or to run out.
  const outcome = succeed(await series.execute(stream, command, context, { assumeNew: true }))
  await agenda.onStep?.('series-planned')
  return settled(outcome.kind === 'replayed')

  async function settled(replayed: boolean): Promise<BookedSeries> {
    const { state, position } = await settleSeries(agenda, request, seriesId)
    if (state.status === 'none') throw new Error('a series that was planned is not there')
    return { seriesId, state, position, replayed }
  }
}

async function prepare(agenda: Agenda, request: IdempotentRequest, seriesId: SeriesId, wish: SeriesRequest) {
  const { configuration, people, clock } = agenda
  const { tenant } = request
  const { booking, start, repeat, mode } = wish
  const [policies, visitType] = await Promise.all([
    configuration.policies(tenant),
    configuration.visitType(tenant, booking.typeId),
  ])
  const timezone = await zoneOf(agenda, tenant, wish)
  const errors = seriesErrors({ start, timezone, repeat })
  if (errors.length > 0) throw invalidRequest(errors.map((error) => ({ in: 'body', ...error })))
  const party = await people.prepare(tenant, booking, policies.country)

  const starts = seriesStarts({ start, timezone, repeat })
  const wanted = { seriesId, starts, visitType, policies }
  const { occurrences, release } = await holdOccurrences(agenda, request, booking, wanted)
  try {
    const fitting = occurrences.filter(({ feasible }) => feasible).length
    if (fitting === 0 || (mode === 'all-or-nothing' && fitting < occurrences.length)) {
      const results = occurrences.map(proposed)
      const title = 'Not every occurrence of this series is available'
      return { refusal: new ProblemError(409, 'series-unavailable', title, { results }), release } as const
    }
    const registered = await people.register(request, party, clock.now())
    const { customerId, participants, notes, overrideReason } = registered
    const command: PlanSeries = {
      type: 'PlanSeries',
      seriesId,
      tenant,
      typeId: booking.typeId,
      customerId,
      mode,
      timezone,
      repeat,
      occurrences,
      named: [...(booking.resourceIds ?? [])],
      locationId: booking.locationId ?? null,
      unitId: booking.unitId ?? null,
      seats: booking.seats,
      origin: booking.origin,
      participants: [...participants],
      notes,
      override: overrideReason && { reason: overrideReason },
      now: clock.now(),
    }
    return { command, release } as const
  } catch (error) {
    if (error instanceof ProblemError) await release()
    throw error
  }
}

/** Whose wall clock the series follows: the first of the resources that are named, else of those that could be chosen. */
async function zoneOf(agenda: Agenda, tenant: IdempotentRequest['tenant'], { booking }: SeriesRequest) {
  const { configuration } = agenda
  const [first] = booking.resourceIds ?? []
  if (first !== undefined) return (await configuration.resource(tenant, first)).timezone
  const visitType = await configuration.visitType(tenant, booking.typeId)
  const needs = await candidatesFor(agenda, tenant, visitType, booking)
  const [any] = needs.flatMap(({ named, others }) => [...named, ...others]).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return any?.timezone ?? (await configuration.policies(tenant)).timezone
}

/** One occurrence, as a refusal tells of it: nothing is booked then. */
const proposed = (occurrence: PlannedOccurrence) => ({
  number: occurrence.number,
  start: occurrence.start === null ? null : toInstant(occurrence.start),
  end: occurrence.end === null ? null : toInstant(occurrence.end),
  ...(occurrence.feasible
    ? { status: 'available' }
    : { status: 'unavailable', reason: occurrence.why, ...unlessNone(occurrence.alternatives) }),
})

/** One occurrence, as it was booked or not. */
export function occurrenceResult(occurrence: SeriesOccurrence) {
  const { number, start, end } = occurrence
  const when = { number, start: start === null ? null : toInstant(start), end: end === null ? null : toInstant(end) }
  if (!occurrence.feasible) {
    return { ...when, status: 'unavailable' as const, reason: occurrence.why, ...unlessNone(occurrence.alternatives) }
  }
  const { result, visitId, resourceIds } = occurrence
  if (result.kind === 'failed') return { ...when, status: 'unavailable' as const, reason: result.why }
  // Called off before it was booked.
  if (result.kind === 'waiting') return { ...when, status: 'unavailable' as const, reason: 'cancelled' }
  return { ...when, status: 'booked' as const, visitId, resourceIds }
}

const unlessNone = (alternatives: readonly { start: string; end: string }[] | undefined) =>
  alternatives ? { alternatives: [...alternatives] } : {}
