import type { ResolvedEvent } from '@eventstore/db-client'
import { type Codec, InvalidEvent, type RecordedEvent } from './codec.ts'
import { toPosition } from './position.ts'

/** Only events of ours: system events and links say nothing to us. @throws InvalidEvent */
export function decodeResolved(codec: Codec, { event }: ResolvedEvent): RecordedEvent | null {
  if (!event?.isJson || event.type.startsWith('$')) return null
  if (!event.position) throw new InvalidEvent(`${event.type} came without its position`)
  return codec.decode({
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
    streamId: event.streamId,
    revision: event.revision,
    position: toPosition(event.position),
    created: event.created.getTime(),
  })
}
