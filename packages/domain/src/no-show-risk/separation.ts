/** Visits that were scored alike, and what became of them. */
export interface ScoredVisits {
  /** 0 to 100. */
  readonly percent: number
  readonly visits: number
  readonly missed: number
}

export interface Separation {
  readonly visits: number
  readonly missed: number
  /** How often a visit that was missed was scored higher than one that was kept; ties are half. Null without both kinds. */
  readonly areaUnderCurve: number | null
  /** Mean square of what was expected less what came (0 or 1): 0 is perfect, and a constant p gives p(1 − p). Null without visits. */
  readonly brier: number | null
}

/** How well scores tell those who stay away from those who come (area under the ROC curve, after Mann and Whitney). */
export function separation(scored: readonly ScoredVisits[]): Separation {
  let [visits, missed, keptBelow, higher, squares] = [0, 0, 0, 0, 0]
  for (const { percent, visits: here, missed: missedHere } of mergedByScore(scored)) {
    const kept = here - missedHere
    higher += missedHere * (keptBelow + kept / 2)
    keptBelow += kept
    visits += here
    missed += missedHere
    const expected = percent / 100
    squares += missedHere * (1 - expected) ** 2 + kept * expected ** 2
  }
  const pairs = missed * keptBelow
  return {
    ...{ visits, missed },
    areaUnderCurve: pairs === 0 ? null : higher / pairs,
    brier: visits === 0 ? null : squares / visits,
  }
}

/** One entry a score, the lowest first. */
function mergedByScore(scored: readonly ScoredVisits[]): ScoredVisits[] {
  const byScore = Map.groupBy(scored, ({ percent }) => percent)
  return [...byScore]
    .map(([percent, alike]) => ({
      percent,
      visits: alike.reduce((sum, { visits }) => sum + visits, 0),
      missed: alike.reduce((sum, { missed }) => sum + missed, 0),
    }))
    .sort((a, b) => a.percent - b.percent)
}
