import { type Static, Type } from '@sinclair/typebox'
import { type AuditEvent, auditEvent, forRole, type VisitTimeline } from '@visita/audit'
import type { Role } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { orNull, UtcInstantText } from '@visita/http'
import { VisitSchema, visitOfState } from '@visita/projections'

export const AuditEventSchema = Type.Object(
  {
    position: Type.String({ description: 'Its place in the whole log: opaque, as `visita-position` is' }),
    eventId: Type.String(),
    type: Type.String({ description: 'Such as `VisitRescheduled`' }),
    stream: Type.String(),
    revision: Type.Integer({ description: 'Its number in its stream, from 0' }),
    occurredAt: { ...UtcInstantText, description: 'When it happened' },
    recordedAt: { ...UtcInstantText, description: 'When it was written down: later for what was told afterwards' },
    actor: Type.String({ description: '`key:<key id>`, `customer:<id>`, `system:<policy>`, `cli:<user>`' }),
    role: Type.String(),
    channel: Type.String({ description: 'Through which door' }),
    correlationId: Type.String({ description: 'The request that it all began with' }),
    causationId: orNull(Type.String({ description: 'The event that made a policy act' })),
    data: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'The fact. A personal field is in plain text where the role may read it, else `sealed`; `erased` once its key is gone',
    }),
  },
  { $id: 'AuditEvent' },
)

const CauseSchema = Type.Object({
  chain: Type.Array(
    Type.Object({ eventId: Type.String(), type: Type.String(), stream: Type.String(), revision: Type.Integer() }),
    {
      description:
        'The event that made a policy do this, what made that one, and so on; empty where somebody asked for it',
    },
  ),
  complete: Type.Boolean({
    description: 'False where the chain leaves the visit’s story, as when another visit’s end made room',
  }),
  by: orNull(
    Type.Object(
      { actor: Type.String(), role: Type.String(), channel: Type.String() },
      { description: 'Who sent the request that it began with; null where that is not part of the visit’s story' },
    ),
  ),
})

export const AuditedVisitSchema = Type.Object(
  {
    visitId: Type.String(),
    asOf: orNull(UtcInstantText),
    status: Type.String({ description: '`abandoned` where only attempts were made, and given up' }),
    visit: Type.Unsafe<Static<typeof VisitSchema> | null>({
      ...Type.Object(VisitSchema.properties),
      type: ['object', 'null'],
      description: 'The visit as it stood; null where it was none yet',
    }),
    events: Type.Array(Type.Object({ ...AuditEventSchema.properties, cause: CauseSchema }), {
      description: 'In the order of the log',
    }),
  },
  { $id: 'AuditedVisit' },
)

/** Events with their personal fields as this role sees them. */
export type ShowEvents = (events: readonly RecordedEvent[], role: Role) => Promise<AuditEvent[]>

export const createShowEvents =
  (openPersonal: (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>): ShowEvents =>
  async (events, role) => {
    const opened = await openPersonal(events)
    return events.map((event, i) => auditEvent({ ...event, data: forRole(event.data, opened[i]?.data, role) }))
  }

export function auditedVisit(
  visitId: string,
  asOf: string | null,
  { state, revision, entries }: VisitTimeline,
  events: readonly AuditEvent[],
): Static<typeof AuditedVisitSchema> {
  return {
    visitId,
    asOf,
    status: state.status,
    // Without its manage link: whoever audits it is not to change it.
    visit: visitOfState(state, revision),
    events: entries.flatMap(({ cause }, i) => {
      const event = events[i]
      return event
        ? [{ ...event, data: event.data as Record<string, unknown>, cause: { ...cause, chain: [...cause.chain] } }]
        : []
    }),
  }
}
