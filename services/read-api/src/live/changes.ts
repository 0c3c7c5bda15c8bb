import type { RecordedEvent } from '@visita/event-store'
import { encodePosition } from '@visita/http'
import { type ChangeKind, lines, type Subject, type Type } from './lines.ts'

/** The types of all events that are told of. */
export const toldTypes: readonly string[] = Object.entries(lines).flatMap(([type, line]) => (line ? [type] : []))

/** A change as its readers get it. */
export interface Change {
  readonly kind: ChangeKind
  readonly name: string
  readonly data: object
  /** Where in the log it stands, as reads take it too. */
  readonly id: string
}

/** Null for an event that is not told of. */
export function changeOf(event: RecordedEvent): Change | null {
  const line = lines[event.type as Type] as readonly [string, (fact: RecordedEvent) => Subject] | null | undefined
  if (!line) return null
  const [name, about] = line
  const { occurredAt, recordedAt, actor, channel } = event.meta
  const id = encodePosition(event.position)
  return {
    kind: name.slice(0, name.indexOf('.')) as ChangeKind,
    name,
    data: {
      type: name,
      ...about(event),
      revision: Number(event.revision),
      ...{ occurredAt, recordedAt, actor, channel },
      position: id,
    },
    id,
  }
}
