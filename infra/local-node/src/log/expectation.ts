import type { Storage } from '../storage/storage.ts'
import { isSoftDeleted } from './metadata.ts'
import type { Expected, Outcome } from './outcome.ts'
import type { RecentIds } from './recent-ids.ts'
import { TOMBSTONE } from './record.ts'
import type { Head, Streams } from './streams.ts'

const DELETED: Outcome = { type: 'stream-deleted' }

/**
 * May these events be appended? Null: yes, write them. Otherwise the answer, and nothing is written: a refusal, or
 * the success of an earlier append of the very same ids. The order of the rules is the server's.
 */
export const checkExpectation = (
  stores: { storage: Storage; streams: Streams; recentIds: RecentIds },
  stream: string,
  head: Head,
  expected: Expected,
  ids: readonly string[],
): Outcome | null => {
  const { streams } = stores
  const last = streams.last(stream, head)
  if (last === TOMBSTONE) {
    const harmless = ids.length === 0 && (expected === 'any' || expected === 'no-stream')
    return harmless ? { type: 'success', revision: TOMBSTONE, position: null } : DELETED
  }
  if (expected === 'stream-exists') {
    if (isSoftDeleted(streams.metadata(stream, head))) return DELETED
    if (last < 0 && !head.hasMetadata) return wrong(last)
  }
  const nothing: Outcome | null = ids.length === 0 ? { type: 'success', revision: last, position: null } : null
  if (expected === 'any' || expected === 'stream-exists') return nothing ?? writtenRecently(stores, head, ids)
  const revision = expected === 'no-stream' ? -1 : Number(expected)
  if (revision > last) return wrong(last)
  if (nothing) return nothing
  if (revision === last) return null
  return writtenFrom(stores, stream, head, revision, last, ids, expected === 'no-stream')
}

/** Rule A, for appends that name no revision: are these ids among the recently written ones of this stream? */
const writtenRecently = (
  { storage, recentIds }: { storage: Storage; recentIds: RecentIds },
  head: Head,
  ids: readonly string[],
): Outcome | null => {
  let revision = -1
  for (const [index, id] of ids.entries()) {
    const found = recentIds.revisionIn(head.id, id)
    if (found === null) return index === 0 ? null : wrong(head.last)
    revision = found
  }
  return { type: 'success', revision, position: storage.positionOf(head.id, revision) }
}

/** Rule B, for a revision that lies behind: are these ids the events that follow it? Asked of the disk, so for ever. */
const writtenFrom = (
  { storage, streams }: { storage: Storage; streams: Streams },
  stream: string,
  head: Head,
  expected: number,
  last: number,
  ids: readonly string[],
  noStream: boolean,
): Outcome | null => {
  let position: number | null = null
  for (const [index, id] of ids.entries()) {
    const stored = storage.eventId(head.id, expected + 1 + index)
    if (stored?.id !== id) {
      const recreates = index === 0 && noStream && isSoftDeleted(streams.metadata(stream, head))
      return recreates ? null : wrong(last)
    }
    position = stored.position
  }
  return { type: 'success', revision: expected + ids.length, position }
}

const wrong = (current: number): Outcome => ({ type: 'wrong-expected-version', current })
