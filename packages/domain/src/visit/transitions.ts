/** Where a visit can stand. */
export type VisitStatus = 'pending' | 'confirmed' | 'en_route' | 'checked_in' | 'completed' | 'cancelled' | 'no_show'

/** A visit's life as data: which status may follow which. A status not in the list of another cannot be reached from it. */
export const visitTransitions = {
  pending: ['confirmed', 'cancelled'],
  confirmed: ['en_route', 'cancelled', 'no_show'],
  en_route: ['checked_in', 'cancelled', 'no_show'],
  checked_in: ['completed'],
  completed: [],
  cancelled: [],
  no_show: [],
} as const satisfies Record<VisitStatus, readonly VisitStatus[]>

export const allowedAfter = (status: VisitStatus): readonly VisitStatus[] => visitTransitions[status]
