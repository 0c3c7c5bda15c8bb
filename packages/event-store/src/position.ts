/**
 * How far somebody has read the log, as one number that can be compared and stored.
 *
 * EventStoreDB's positions are pairs, and a checkpoint on a quiet stretch may be `{commit, prepare: 0}`: everything
 * before `commit` has been seen, the record at `commit` has not. So a position here is twice the commit position,
 * plus one when the record itself is included; an event's own position always is.
 */
export interface LogPosition {
  readonly commit: bigint
  readonly prepare: bigint
}

export const toPosition = ({ commit, prepare }: LogPosition): bigint => commit * 2n + (prepare < commit ? 0n : 1n)

export const fromPosition = (position: bigint): LogPosition => {
  const commit = position / 2n
  return { commit, prepare: position % 2n === 1n ? commit : 0n }
}

/** The position furthest on; 0 when there is none. */
export function newestPosition(...positions: readonly bigint[]): bigint {
  let newest = 0n
  for (const position of positions) if (position > newest) newest = position
  return newest
}
