import type { Interval } from '@visita/domain'

/** A stretch of somebody's busy time, `[from, until)` in epoch ms, and what their calendar calls it. */
export interface Busy extends Interval {
  readonly externalId?: string
}

/**
 * What of a source's busy time lies within the window: clipped to it, in order, and those that overlap made one, so that
 * a calendar of five thousand entries on one afternoon is one stretch. Stretches that only touch stay apart: one
 * that ends earlier tomorrow does not make another of its neighbour. A name stays where it is the only one.
 */
export function busyWithin(intervals: readonly Busy[], window: Interval): readonly Busy[] {
  const clipped = intervals
    .map((busy) => ({ ...busy, from: Math.max(busy.from, window.from), until: Math.min(busy.until, window.until) }))
    .filter(({ from, until }) => from < until)
  return joined(clipped, () => false)
}

export interface BusyChange<Laid extends Interval> {
  readonly lay: readonly Busy[]
  readonly lift: readonly Laid[]
}

/**
 * What is to be laid and lifted on one day, so that within the window there is exactly the wanted busy time (already
 * `busyWithin` it), and beyond the window whatever was there: news of one week says nothing of the next. A stretch that
 * reaches over the window's edge keeps its outer part, joined to what is wanted up to that edge.
 */
export function busyChange<Laid extends Busy>(
  wanted: readonly Busy[],
  laid: readonly Laid[],
  window: Interval,
): BusyChange<Laid> {
  const concerned = laid.filter(({ from, until }) => from < window.until && window.from < until)
  const beyond = concerned.flatMap((busy) => [
    { ...busy, until: Math.min(busy.until, window.from) },
    { ...busy, from: Math.max(busy.from, window.until) },
  ])
  const outer = beyond.filter(({ from, until }) => from < until).map(bare)
  const target = joined([...outer, ...wanted], (edge) => edge === window.from || edge === window.until)
  return {
    lay: target.filter((busy) => !concerned.some((known) => sameTime(busy, known))),
    lift: concerned.filter(
      (known, index) =>
        !target.some((busy) => sameTime(busy, known)) ||
        concerned.findIndex((earlier) => sameTime(earlier, known)) < index,
    ),
  }
}

/** In order, those that overlap made one, and those that touch where `joins` says so. */
function joined(intervals: readonly Busy[], joins: (edge: number) => boolean): readonly Busy[] {
  const result: Busy[] = []
  for (const next of [...intervals].sort((a, b) => a.from - b.from || a.until - b.until)) {
    const last = result.at(-1)
    if (last && (next.from < last.until || (next.from === last.until && joins(next.from)))) {
      const one = { from: last.from, until: Math.max(last.until, next.until) }
      result[result.length - 1] = bare(last.externalId === next.externalId ? { ...last, ...one } : one)
    } else result.push(next)
  }
  return result
}

const bare = ({ from, until, externalId }: Busy): Busy => ({
  from,
  until,
  ...(externalId === undefined ? {} : { externalId }),
})

const sameTime = (a: Interval, b: Interval) => a.from === b.from && a.until === b.until

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/**
 * The ids that an external one may be an echo of. A calendar that shows our visits tells of them again: under the visit's
 * id, or under a UID that has it in it, such as `<visitId>@visita`. Any UUID in there counts: whether there is such a
 * visit, the caller finds out.
 */
export const echoesOf = (externalId: string): readonly string[] =>
  (externalId.match(uuids) ?? []).map((id) => id.toLowerCase())
