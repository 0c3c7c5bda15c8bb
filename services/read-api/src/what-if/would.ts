import {
  type Choices,
  inQuietHours,
  type NotificationChannel,
  outdatedBy,
  type PlannedMessage,
  type Policies,
  preferenceKindOf,
  type VisitId,
  wantsMessage,
} from '@visita/domain'
import { type VisitPast, visitAt } from './occasions.ts'

/** What is known of somebody who would get a message. Agents have nothing but their inbox. */
export interface Reachable {
  readonly choices: Choices
  /** Which channels something is known for to send it to. */
  readonly addresses: ReadonlySet<NotificationChannel>
}

/** What a planned message would have come to, as far as the gates know that look at no other message. */
export interface Would {
  /** The channel that it would have gone out on first, or been kept from. */
  readonly channel: NotificationChannel
  readonly outcome: 'sent' | 'ahead' | 'held-back'
  /** Why it is held back, or why it goes out later than it is due; else null. */
  readonly why: string | null
  /** When it would have gone out, epoch ms; null where it would not. */
  readonly at: number | null
}

export interface Circumstances {
  readonly policies: Pick<Policies, 'quietHours'>
  readonly pasts: ReadonlyMap<VisitId, VisitPast>
  readonly reachable: (message: PlannedMessage) => Reachable
  /** Epoch ms. */
  readonly now: number
}

/** Goes through the gates in the order of the dispatcher, at the time at which the message would have been due. */
export function wouldBe(message: PlannedMessage, given: Circumstances): Would {
  const { channel: first, dueAt, outcome } = message
  if (outcome !== 'schedule') return { channel: first, outcome: 'held-back', why: outcome, at: null }
  const { choices, addresses } = given.reachable(message)
  const heldBack = (why: string, channel = first): Would => ({ channel, outcome: 'held-back', why, at: null })
  const early = outdated(message, given, dueAt)
  if (early) return heldBack(early)
  if (choices.legalOptOut && message.fallbackOrder.every((one) => one !== 'in_app')) return heldBack('legal-opt-out')
  const allowed = message.fallbackOrder.filter((one) => one === 'in_app' || !choices.legalOptOut)
  const wanted = allowed.filter((one) => wants(message, choices, one))
  if (wanted.length === 0) return heldBack('preference')
  const channel = wanted.find((one) => addresses.has(one))
  if (channel === undefined) return heldBack('no-address', wanted[0])
  const quietHours = channel === 'in_app' ? null : (choices.quietHours ?? given.policies.quietHours)
  const quiet = inQuietHours(message, quietHours, message.timezone, dueAt)
  if (quiet.kind === 'drop') return heldBack('quiet-hours', channel)
  const at = quiet.kind === 'defer' ? quiet.until : dueAt
  const late = outdated(message, given, at)
  if (late) return heldBack(late, channel)
  return { channel, outcome: at > given.now ? 'ahead' : 'sent', why: at > dueAt ? 'quiet-hours' : null, at }
}

/** Why it would not be right any more at that instant, or null. */
function outdated({ visitId, visitRevision, recipient, cause }: PlannedMessage, { pasts }: Circumstances, at: number) {
  const past = visitId && pasts.get(visitId)
  return past ? outdatedBy({ kind: cause.kind, visitRevision, recipient }, visitAt(past, at)) : null
}

function wants({ priority, cause }: PlannedMessage, { preferences }: Choices, channel: NotificationChannel): boolean {
  const kind = preferenceKindOf(cause.kind)
  return priority === 0 || kind === null || wantsMessage(preferences, channel, kind)
}
