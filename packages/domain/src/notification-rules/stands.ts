import type { Recipient } from '../notification/words.ts'
import type { VisitState } from '../visit/index.ts'

/** Why a message about a visit is not right any more. `moved`: what tells of it as it is now is another one. */
export type Outdated = 'visit-cancelled' | 'visit-over' | 'moved'

/** Whether what a message tells of a visit is still so; null where it is. Of several visits, or of none, nothing is asked. */
export function outdatedBy(
  message: { readonly kind: string; readonly visitRevision: number | null; readonly recipient: Recipient },
  { status, visit, placedAtRevision }: VisitState,
): Outdated | null {
  const { kind, visitRevision, recipient } = message
  // An answer tells how the visit stood when it was asked, and says so.
  if (kind.startsWith('reply.')) return null
  switch (status) {
    case 'none':
    case 'abandoned':
      return 'visit-cancelled'
    case 'cancelled':
      if (kind !== 'visit.canceled') return 'visit-cancelled'
      break
    case 'no_show':
      if (kind !== 'visit.no_show') return 'visit-over'
      break
    case 'checked_in':
    case 'completed':
      return 'visit-over'
    case 'pending':
    case 'confirmed':
    case 'en_route':
      // What was taken back is not told any more.
      if (kind === 'visit.canceled' || kind === 'visit.no_show') return 'visit-over'
  }
  if (kind === 'visit.unassigned') {
    // Whoever was put on it again need not hear that they were taken off; wherever else it goes, they stay off.
    const isBack =
      recipient.kind === 'resource' && visit?.claims.some(({ resourceId }) => resourceId === recipient.resourceId)
    return isBack ? 'visit-over' : null
  }
  return visitRevision !== null && visitRevision < placedAtRevision ? 'moved' : null
}
