import { type Static, Type } from '@sinclair/typebox'

// The answer of `GET /v1/admin/agenda/day`, as a server that knows nothing of Visita would write it down.

const Nullable = Type.Unsafe<string | null>({ type: ['string', 'null'] })
const Visit = Type.Object({
  id: Type.String(),
  typeId: Type.String(),
  status: Type.String(),
  start: Type.String(),
  end: Type.String(),
  seats: Type.Integer(),
  resourceIds: Type.Array(Type.String()),
  customerId: Type.String(),
  customerName: Nullable,
  origin: Type.String(),
  override: Type.Boolean(),
})
const Block = Type.Object({
  id: Type.String(),
  start: Type.String(),
  end: Type.String(),
  source: Nullable,
  externalId: Nullable,
})
const Hold = Type.Object({
  ...{ id: Type.String(), typeId: Type.String(), start: Type.String(), end: Type.String(), seats: Type.Integer() },
  ...{ purpose: Type.String(), expiresAt: Type.String() },
})
const Incident = Type.Object({
  ...{ kind: Type.String(), resourceId: Type.String(), visitIds: Type.Array(Type.String()), why: Type.String() },
  ...{ dueAt: Type.String(), colour: Type.String() },
})
export const AgendaDay = Type.Object({
  date: Type.String(),
  locationId: Nullable,
  visitCount: Type.Integer(),
  resources: Type.Array(
    Type.Object({
      ...{ id: Type.String(), name: Type.String(), kind: Type.String(), timezone: Type.String(), locationId: Nullable },
      ...{ capacity: Type.Integer(), archived: Type.Boolean() },
      open: Type.Array(Type.Object({ start: Type.String(), end: Type.String() })),
      ...{ visits: Type.Array(Visit), holds: Type.Array(Hold), blocks: Type.Array(Block) },
    }),
  ),
  next120Minutes: Type.Array(Visit),
  incidents: Type.Array(Incident),
})

export type VisitAnswer = Static<typeof Visit>
export type IncidentAnswer = Static<typeof Incident>
export type AgendaDayAnswer = Static<typeof AgendaDay>
