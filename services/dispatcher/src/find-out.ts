import type { CommandContext } from '@visita/event-store'
import { type Job, streamOf } from '@visita/notifications'
import { nextChannels } from './facts.ts'
import type { Message } from './look-up.ts'
import { requestText, type SendOptions } from './send.ts'

/** What its provider says of an attempt of which nobody knows whether it went out. */
export type Word =
  /** It has it, and that is on record. */
  | { readonly kind: 'taken'; readonly revision: bigint }
  /** It never had it. */
  | { readonly kind: 'denied' }
  /** It does not answer now, and there is time to ask again. */
  | { readonly kind: 'later'; readonly at: number }
  /** It cannot be asked, or was in vain for long enough. */
  | { readonly kind: 'none' }

/** How often, and for how long, somebody is asked who does not answer. */
const askAgainMs = 60_000
const askForMs = 5 * 60_000

/** Where it is asked from: an attempt whose answer was lost, of a message that nobody else is at. */
export interface Asking {
  readonly job: Job
  readonly context: CommandContext
  readonly lost: AbortSignal
}

/**
 * Asks the provider, where it can be asked, before anything is decided about an attempt that was lost; what it says of it is
 * written down. @throws Outage
 */
export async function findOut(options: SendOptions, { job, context, lost }: Asking, message: Message): Promise<Word> {
  const { channel, facts, content } = message
  const { notification, address, now } = facts
  const last = notification.attempts.at(-1)
  if (!last || !channel?.find || channel.provider !== last.provider || content === null || address === null)
    return { kind: 'none' }
  // It is found by whom it went to and what it said, and only if that is the same still.
  if (options.hash(requestText(message)) !== last.requestHash) return { kind: 'none' }
  const { attempt, startedAt } = last
  const outgoing = { tenant: message.tenant, notificationId: job.notificationId, attempt, to: address, content }
  const signal = AbortSignal.any([lost, options.stopping])
  const finding = await channel.find({ ...outgoing, windowOpen: false, statusCallbackUrl: null }, startedAt, signal)
  if (finding.kind === 'denied') return finding
  if (finding.kind === 'unknown') {
    // What is urgent takes the next channel rather than wait for a provider that is away.
    const isUrgent = notification.priority === 0 && nextChannels(notification).length > 0
    if (isUrgent || now >= notification.nextAt + askForMs) return { kind: 'none' }
    return { kind: 'later', at: Math.min(now + askAgainMs, notification.notAfter) }
  }
  const { status, failure } = finding
  const providerMessageId = message.seal(finding.providerMessageId)
  const about = { attempt, providerMessageId, now: options.clock.now() }
  const outcome = await options.notifications.execute(
    streamOf(job),
    status === null
      ? { type: 'RecordAccepted', ...about }
      : { type: 'ReportStatus', ...about, status, providerAt: about.now, ...failure },
    context,
  )
  if (outcome.kind === 'key-reused') throw new Error('a message has no idempotency key')
  return { kind: 'taken', revision: outcome.revision }
}
