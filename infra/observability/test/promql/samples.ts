/** A sample: epoch ms and its value. */
export interface Point {
  readonly t: number
  readonly v: number
}

/**
 * How much a counter grew in the range that ends at `at`, as Prometheus reckons it: a fall is a restart, and where the
 * samples do not reach the range's ends it goes on to them, but not below zero. Null with fewer than two samples.
 */
export function extrapolated(points: readonly Point[], at: number, rangeMs: number): number | null {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 2) return null
  const grown = points
    .slice(1)
    .reduce((sum, { v }, i) => sum + (v < (points[i]?.v ?? 0) ? (points[i]?.v ?? 0) : 0), last.v - first.v)
  const sampled = last.t - first.t
  const between = sampled / (points.length - 1)
  let before = first.t - (at - rangeMs)
  const after = at - last.t
  if (grown > 0 && first.v >= 0) before = Math.min(before, sampled * (first.v / grown))
  const reach = (gap: number) => (gap < between * 1.1 ? gap : between / 2)
  return grown * ((sampled + reach(before) + reach(after)) / sampled)
}

/** The quantile of cumulative buckets, linear within the bucket that it lies in; NaN where nothing was counted. */
export function quantile(q: number, buckets: readonly { readonly le: number; readonly value: number }[]): number {
  const sorted = buckets.toSorted((a, b) => a.le - b.le)
  const total = sorted.at(-1)?.value ?? 0
  if (sorted.length < 2 || sorted.at(-1)?.le !== Infinity || !(total > 0)) return Number.NaN
  const rank = q * total
  const at = sorted.findIndex(({ value }) => value >= rank)
  const upper = sorted[at]
  const lower = sorted[at - 1] ?? { le: 0, value: 0 }
  if (!upper || upper.le === Infinity) return sorted.at(-2)?.le ?? Number.NaN
  return lower.le + (upper.le - lower.le) * ((rank - lower.value) / (upper.value - lower.value))
}
