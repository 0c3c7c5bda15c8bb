import { isSoftDeleted } from '../log/metadata.ts'
import { recordCreated, recordData, recordType, TOMBSTONE } from '../log/record.ts'
import type { Streams } from '../log/streams.ts'
import type { Storage, StoredEvent } from '../storage/storage.ts'
import type { Delivery } from './read-messages.ts'

const LINK = /^(\d{1,15})@(.+)$/s

/** Events as they are, or with every link replaced by its target. A malformed link is an event like any other. */
export const deliver = (
  { storage, streams }: { storage: Storage; streams: Streams },
  events: readonly StoredEvent[],
  resolveLinks: boolean,
): Delivery[] =>
  events.map((event) => {
    if (!resolveLinks || recordType(event.record) !== '$>') return { event, link: null }
    const link = LINK.exec(recordData(event.record).data.toString())
    if (!link) return { event, link: null }
    const [, revision = '', stream = ''] = link
    return { event: target(storage, streams, stream, Number(revision)), link: event }
  })

/** The event that a link names; null when it cannot be read (any more). */
const target = (storage: Storage, streams: Streams, stream: string, revision: number): StoredEvent | null => {
  const head = streams.head(stream)
  const last = streams.last(stream, head)
  if (last < 0 || last === TOMBSTONE) return null
  const metadata = streams.metadata(stream, head)
  const first = Math.max(metadata.truncateBefore, last - metadata.maxCount + 1)
  if (isSoftDeleted(metadata) || revision < first) return null
  const event = storage.event(head.id, revision)
  return event && recordCreated(event.record) >= Date.now() - metadata.maxAgeMs ? event : null
}
