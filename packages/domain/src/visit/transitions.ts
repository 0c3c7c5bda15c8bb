/** Where a visit can stand. */
export type VisitStatus = 'pending' | 'confirmed' | 'en_route' | 'checked_in' | 'completed' | 'cancelled' | 'no_show'

/**
 * A visit's life as data: which status may follow which. A status not in the list of another cannot be reached from it.
 * `en_route` may be left out: nobody drives to a barber's. A no-show that the timer marked gives way to a check-in that
 * happened before it and arrived late, see `decideVisit`.
 */
export const visitTransitions = {
  pending: ['confirmed', 'cancelled'],
  confirmed: ['en_route', 'checked_in', 'cancelled', 'no_show'],
  en_route: ['checked_in', 'cancelled', 'no_show'],
  checked_in: ['completed'],
  completed: [],
  cancelled: [],
  no_show: [],
} as const satisfies Record<VisitStatus, readonly VisitStatus[]>

export const allowedAfter = (status: VisitStatus): readonly VisitStatus[] => visitTransitions[status]

/** A visit that is under way or over stays where it was. Whoever is on the way can be told of another agent. */
export const mayMove = (status: VisitStatus, toAnotherTime: boolean): boolean =>
  status === 'pending' || status === 'confirmed' || (status === 'en_route' && !toAnotherTime)
