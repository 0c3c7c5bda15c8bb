import { blockOccurrences, epochOf, instantOf } from '@visita/domain'
import type { BlockRow } from '@visita/projections'

/** The times at which a block is in force that meet `[from, to)`, in order; what is left out does not narrow. */
export function occurrencesWithin(
  { starts_at, ends_at, timezone, repeat }: BlockRow,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): { start: string; end: string }[] {
  const begins = from === undefined ? Number.NEGATIVE_INFINITY : epochOf(from)
  const window = { from: Number.NEGATIVE_INFINITY, until: to === undefined ? Number.POSITIVE_INFINITY : epochOf(to) }
  const times = { start: epochOf(starts_at), end: epochOf(ends_at), timezone, repeat }
  return blockOccurrences(times, window)
    .filter(({ end }) => end > begins)
    .map(({ start, end }) => ({ start: instantOf(start), end: instantOf(end) }))
}
