import { hash } from 'node:crypto'
import { decodePosition } from '@visita/http'
import { monotonic } from '@visita/runtime'
import { build as buildHistogram, type Histogram } from 'hdr-histogram-js'
import { type Api, member, problemOf, Stopped } from './api.ts'
import { inParallel } from './concurrency.ts'
import { exitCode, ImportFailure } from './failure.ts'
import { fill, type Mapping } from './mapping.ts'
import type { Plan, Refused, Seat } from './plan.ts'
import type { Malformed, Row } from './rows.ts'
import type { Target } from './target.ts'

/** What has become of the rows so far. */
export interface Tally {
  booked: number
  /** Booked by an earlier run, and answered as then. */
  replayed: number
  readonly refused: Refused[]
  /** The newest position in the log that an answer named, as a token for the read API. */
  position: string | null
  /** Milliseconds from the first try of a booking to its answer. */
  readonly latency: Histogram
}

export const emptyTally = (): Tally => ({
  booked: 0,
  replayed: 0,
  refused: [],
  position: null,
  latency: buildHistogram({ highestTrackableValue: 600_000, numberOfSignificantValueDigits: 3 }),
})

export interface BookingRun {
  readonly api: Api
  readonly target: Target
  readonly plan: Plan
  readonly mapping: Mapping
  readonly concurrency: number
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

async function bookRow(row: Row, seat: Seat, { api, target, mapping, tally }: BookingRun): Promise<void> {
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
    },
  })
  tally.latency.recordValue(Math.round(monotonic() - began))
  if (answer.status === 201) {
    if (answer.headers['idempotent-replayed'] === 'true') tally.replayed += 1
    else tally.booked += 1
    tally.position = newer(tally.position, answer.headers['visita-position'])
    return
  }
  const reason = problemOf(answer)
  if (answer.status === 401 || answer.status === 403) {
    throw new ImportFailure(exitCode.usage, `The key may not import here: ${answer.status} ${reason}`)
  }
  const detail = [member(answer.body, 'title'), member(answer.body, 'reason'), explain(answer.body)]
  tally.refused.push({
    line: row.line,
    id: row.id,
    reason,
    detail: detail.filter((part) => typeof part === 'string' && part !== '').join('; '),
  })
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

function newer(known: string | null, token: string | undefined): string | null {
  if (token === undefined) return known
  if (known === null) return token
  return decodePosition(token) > decodePosition(known) ? token : known
}
