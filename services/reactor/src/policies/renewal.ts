import {
  type Notification,
  type NotificationId,
  outdatedBy,
  type PlannedMessage,
  StreamName,
  type ToldVisit,
} from '@visita/domain'
import type { VisitHistory } from '@visita/planning'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Later } from '../policy.ts'
import type { OpenMessage } from './messages.ts'
import { toldVisits } from './told-visits.ts'
import { supersede, withdrawAll, withdrawalFor } from './withdrawal.ts'

/** What is told once only: without it somebody would never hear that they have a visit, or where it was moved to. */
const once = ['visit.created', 'visit.confirmed', 'visit.rescheduled', 'visit.assigned', 'visit.unassigned']

export type Stale = Omit<OpenMessage, 'ruleId' | 'parentId' | 'dueAt' | 'visitId' | 'position'> & {
  /** At which of a visit's revisions it was told. */
  readonly toldAt: (history: VisitHistory) => number
}

/** Withdraws what is not right any more of a visit as it stands. What has to be told all the same is requested anew first. */
export async function withdrawStale(
  deps: Deps,
  due: Due,
  messages: readonly Stale[],
  history: VisitHistory,
): Promise<Later | undefined> {
  const { now: visit } = history
  if (!visit) return
  const replaced = await renewAll(deps, due, messages, history)
  const still = withdrawalFor(visit)
  return withdrawAll(deps, due, messages, (message, now) =>
    replaced.has(message.notificationId) ? supersede(visit, now) : still(message, now),
  )
}

/**
 * Of those that wait and are right no more, some have to be told all the same: a visit that only has other hands, the rest of a
 * series. They are requested a moment later than now, before the others are superseded, so that whoever dies between the two has
 * left nobody in the dark. @returns those that are not to go out as they are
 */
async function renewAll(
  deps: Deps,
  due: Due,
  messages: readonly Stale[],
  history: VisitHistory,
): Promise<ReadonlySet<NotificationId>> {
  const replaced = new Set<NotificationId>()
  for (const message of messages) {
    if (message.arrived || !once.includes(message.kind)) continue
    const standing = await stillTold(deps, due, message, history)
    if (standing === null) continue
    if (standing.length === 0) {
      replaced.add(message.notificationId)
      continue
    }
    const former = await waiting(deps, due, message)
    if (!former) continue
    const renewed = await deps.planning.renew(requestOf(due), former, standing)
    if (renewed) await lookAgain(deps, due, renewed, standing)
    replaced.add(message.notificationId)
  }
  return replaced
}

/**
 * What was just requested of these visits is withdrawn, or renewed, if they are not any more as they were when they were read: whoever
 * changed one of them since may not have known of it.
 */
export async function lookAgain(
  deps: Deps,
  due: Due,
  message: PlannedMessage,
  told: readonly ToldVisit[],
): Promise<Later | undefined> {
  const revisions = new Map(told.map(({ state }) => [state.visit.visitId, state.revision]))
  const toldAt = ({ now }: VisitHistory) => (now && revisions.get(now.visit.visitId)) ?? -1
  for (const visitId of message.visitIds) {
    const since = await deps.planning.readVisit(due.tenant, visitId)
    // Where one has changed, all of them are looked at.
    if (since.now?.revision !== toldAt(since)) return withdrawStale(deps, due, [staleOf(message, toldAt)], since)
  }
  return undefined
}

export const staleOf = (
  { notificationId, cause, visitRevision, visitIds, recipient }: PlannedMessage,
  toldAt: Stale['toldAt'],
): Stale => ({
  ...{ notificationId, kind: cause.kind, visitRevision, recipient, arrived: false, toldAt },
  visitIds: visitIds.length > 1 ? visitIds : null,
})

/** The visits of which it is to be told anew; null where it can stay, or go, as it is. */
async function stillTold(
  deps: Deps,
  due: Due,
  message: Stale,
  { now, told, movedSince }: VisitHistory,
): Promise<readonly ToldVisit[] | null> {
  const { visitIds, visitRevision, recipient } = message
  if (visitIds !== null) {
    const same = await toldVisits(deps, due, visitIds, (history) => (isAsTold(history, message) ? history.told : null))
    return same.length === visitIds.length ? null : same
  }
  // Agents are told of other hands by messages of their own.
  if (!now || !told || visitRevision === null || recipient.kind === 'resource') return null
  const isStanding = now.status === 'pending' || now.status === 'confirmed'
  return isStanding && now.placedAtRevision > visitRevision && !movedSince(visitRevision) ? [told] : null
}

/** It stands where it stood when it was told. Where it has been moved to since is told by itself. */
function isAsTold(history: VisitHistory, message: Stale): boolean {
  const { now, movedSince } = history
  return now !== null && outdatedBy(message, now) === null && !movedSince(message.toldAt(history))
}

/** As it stands, if it only waits. */
async function waiting({ aggregates }: Deps, { tenant }: Due, { notificationId }: Stale): Promise<Notification | null> {
  const { state } = await aggregates.notification.load(StreamName.notification(tenant, notificationId))
  return state.status === 'pending' && state.notification.content !== null ? state.notification : null
}
