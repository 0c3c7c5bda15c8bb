import { hash } from 'node:crypto'
import { monotonic, parseInstant, toInstant } from '@visita/runtime'
import { build as buildHistogram, type Histogram } from 'hdr-histogram-js'
import { type Answer, type Api, member, problemOf, Stopped } from './api.ts'
import { inParallel } from './concurrency.ts'
import { exitCode, ImportFailure } from './failure.ts'
import { fill, type Mapping } from './mapping.ts'
import { type Outcome, type OutcomeStatus, type Step, stepsTo, takeSteps } from './outcome.ts'
import type { Plan, Refused, Seat } from './plan.ts'
import { newest } from './position.ts'
import type { Malformed, Row } from './rows.ts'
import type { Target } from './target.ts'

/** What has become of the rows so far. */
export interface Tally {
  booked: number
  /** Booked by an earlier run, and answered as then. */
  replayed: number
  readonly refused: Refused[]
  /** Of those that are booked: how many have come to what, as their rows say, by this run or before it. */
  readonly outcomes: Map<OutcomeStatus, { told: number; unchanged: number }>
  /** The newest position in the log that an answer named, as a token for the read API. */
  position: string | null
  /** Milliseconds from the first try of a booking to its answer. */
  readonly latency: Histogram
}

export const emptyTally = (): Tally => ({
  booked: 0,
  replayed: 0,
  refused: [],
  outcomes: new Map(),
  position: null,
  latency: buildHistogram({ highestTrackableValue: 600_000, numberOfSignificantValueDigits: 3 }),
})

export interface BookingRun {
  readonly api: Api
  readonly target: Target
  readonly plan: Plan
  readonly mapping: Mapping
  readonly concurrency: number
  /** The tenant's: how long after the start somebody is given up. */
  readonly noShowAfterMinutes: number
  /** Aborts: no further row is begun. */
  readonly signal: AbortSignal
  readonly tally: Tally
  /** Called when no further row can be booked, so that calls which wait for their next try end. */
  readonly giveUp: () => void
}

/**
 * Books every row that has a seat, in the order of the file, `concurrency` at a time. The tally is kept up to date
 * meanwhile, and is right also when this throws.
 * @throws ImportFailure when no row can be booked: the service does not answer, or the key may not import
 */
export async function bookRows(rows: AsyncIterable<Row | Malformed>, run: BookingRun): Promise<void> {
  await inParallel(run.concurrency, seatedRows(rows, run), async ({ row, seat }) => {
    await bookRow(row, seat, run).catch((error: unknown) => {
      // It is left for the next run.
      if (error instanceof Stopped) return
      run.giveUp()
      throw error
    })
  })
}

async function* seatedRows(rows: AsyncIterable<Row | Malformed>, { plan, signal }: BookingRun) {
  for await (const row of rows) {
    if (signal.aborted) return
    const seat = row.kind === 'row' ? plan.seatOf(row) : null
    if (row.kind === 'row' && seat) yield { row, seat }
  }
}

/** A row counts once its visit is booked and has come to what the file says; what is half done is left for the next run. */
async function bookRow(row: Row, seat: Seat, run: BookingRun): Promise<void> {
  const { api, target, mapping, tally } = run
  const began = monotonic()
  const answer = await api.call({
    method: 'POST',
    url: `${target.commandUrl}/v1/visits`,
    key: target.keys.admin,
    headers: { 'idempotency-key': keyOf(row.id, mapping) },
    body: {
      typeId: mapping.visitType.id,
      start: seat.start,
      resourceIds: [seat.resourceId],
      locationId: seat.locationId,
      customer: { externalId: row.customer, name: fill(mapping.customerName, { customer: row.customer }) },
      origin: 'import',
      occurredAt: toInstant(Math.min(row.bookedAt, parseInstant(seat.start))),
    },
  })
  tally.latency.recordValue(Math.round(monotonic() - began))
  tally.position = newest(tally.position, answer)
  if (answer.status !== 201) {
    tally.refused.push(refusalOf(row, answer))
    return
  }
  const replayed = answer.headers['idempotent-replayed'] === 'true'
  const refused = row.outcome && (await tellOutcome(row, row.outcome, seat, answer, run))
  if (refused) tally.refused.push(refused)
  else if (replayed) tally.replayed += 1
  else tally.booked += 1
}

/** Brings the visit that was booked to what the row says has become of it. @returns why not, or null */
async function tellOutcome(
  row: Row,
  outcome: Outcome,
  seat: Seat,
  booked: Answer,
  { api, target, mapping, tally, noShowAfterMinutes }: BookingRun,
): Promise<Refused | null> {
  const id = String(member(booked.body, 'id'))
  const patch = async ({ status, occurredAt }: Step) => {
    const answer = await api.call({
      method: 'PATCH',
      url: `${target.commandUrl}/v1/admin/visits/${id}/status`,
      key: target.keys.admin,
      body: { status, ...(occurredAt === null ? {} : { occurredAt }) },
    })
    tally.position = newest(tally.position, answer)
    return answer
  }
  const start = parseInstant(seat.start)
  const steps = stepsTo(outcome, { start, end: start + mapping.slotMinutes * 60_000, noShowAfterMinutes })
  // What is replayed is the answer of then: the visit may have gone on since.
  const fresh = booked.headers['idempotent-replayed'] !== 'true'
  const told = await takeSteps(steps, fresh ? String(member(booked.body, 'status')) : null, patch)
  if (told.kind === 'refused') {
    const { detail, ...refusal } = refusalOf(row, told.answer)
    return { ...refusal, detail: `Booked, and could not become ${told.step.status}: ${detail}` }
  }
  if (outcome.status === 'booked') return null
  const counts = tally.outcomes.get(outcome.status) ?? { told: 0, unchanged: 0 }
  counts[told.kind === 'changed' ? 'told' : 'unchanged'] += 1
  tally.outcomes.set(outcome.status, counts)
  return null
}

/** @throws ImportFailure where the same would be refused of every row */
function refusalOf({ line, id }: Row, answer: Answer): Refused {
  const reason = problemOf(answer)
  if (answer.status === 401 || answer.status === 403) {
    throw new ImportFailure(exitCode.usage, `The key may not import here: ${answer.status} ${reason}`)
  }
  const { body } = answer
  const detail = [member(body, 'title'), member(body, 'reason'), member(body, 'from'), explain(body)]
  return { line, id, reason, detail: detail.filter((part) => typeof part === 'string' && part !== '').join('; ') }
}

/** The same row asks with the same key in every run; where its id cannot stand in a header, with a hash of it. */
export function keyOf(id: string, { keyPrefix }: Pick<Mapping, 'keyPrefix'>): string {
  const key = `${keyPrefix}:${id}`
  return /^[!-~]{1,255}$/.test(key) ? key : `${keyPrefix}:sha256:${hash('sha256', id, 'hex')}`
}

/** The faults of a 400, which name the member and what is wrong with it. */
function explain(body: unknown): string {
  const errors = member(body, 'errors')
  if (!Array.isArray(errors)) return ''
  return errors.map((error) => `${member(error, 'path')} ${member(error, 'message')}`).join(', ')
}
