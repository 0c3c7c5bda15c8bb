import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Content, OutgoingMessage, SendResult } from '@visita/channels'
import {
  type GateVerdict,
  type NotificationCommand,
  type RepeatReason,
  type StartAttempt,
  StreamName,
} from '@visita/domain'
import type { CommandContext } from '@visita/event-store'
import { type Job, type Notifications, streamOf } from '@visita/notifications'
import { type Clock, deriveKey, type Logger } from '@visita/runtime'
import { bySpare, lineOf } from './carriers.ts'
import { signOf } from './circuit.ts'
import type { Circuits } from './circuits.ts'
import { nextChannels, triesOf } from './facts.ts'
import type { Message } from './look-up.ts'
import type { Sent } from './metrics.ts'
import { afterRefusal, patienceMs } from './retry.ts'
import type { Streams } from './streams.ts'
import { attempted } from './traces.ts'

export interface SendOptions {
  readonly notifications: Notifications
  readonly streams: Streams
  readonly circuits: Circuits
  readonly clock: Pick<Clock, 'now'>
  readonly random: () => number
  /** Hex; keyed, so that nobody finds a text by trying. */
  readonly hash: (text: string) => string
  /** Where Twilio tells what became of a message. */
  readonly statusCallbackUrl: string
  /** Aborts a moment after stopping has begun: what still waits for a provider then is not waited for. */
  readonly stopping: AbortSignal
  readonly onSent: (sent: Sent) => void
  readonly logger: Logger
}

/** What is about to be handed over, everything having been asked. */
export interface Ready {
  readonly job: Job
  readonly context: CommandContext
  readonly message: Message
  readonly channel: Channel
  readonly content: Content
  readonly address: string
  readonly gates: readonly GateVerdict[]
  /** Why it may be sent although it went out before, perhaps. */
  readonly repeats: RepeatReason | null
  /** Aborts when another has the job. */
  readonly lost: AbortSignal
}

export const requestHasher = (masterKey: Buffer): ((text: string) => string) => {
  const key = deriveKey(masterKey, 'request hashes')
  return (text) => createHmac('sha256', key).update(text).digest('hex')
}

/** Meta's window, and a minute less: our clocks are not theirs. */
const windowMs = 24 * 3_600_000 - 60_000
/** How long it is tried to write down what came of a call; a lease and more. */
const recordMs = 40_000

/**
 * Claims an attempt by an append, calls the provider once, and writes down what came of it. Whoever dies in between leaves an
 * attempt that somebody else finds open, and never repeats without a reason. @throws Outage before anything was sent
 */
export async function send(options: SendOptions, ready: Ready): Promise<bigint> {
  const { notifications, clock, hash, statusCallbackUrl, stopping, onSent } = options
  const { job, context, message, channel, content, address, repeats, lost } = ready
  const { facts, tenant, seal } = message
  const { notification } = facts
  const windowOpen = isWindowOpen(message)
  const window = { gate: 'window', verdict: 'pass', why: windowOpen ? 'open' : 'template' } as const
  const outgoing: OutgoingMessage = {
    ...{ tenant, notificationId: job.notificationId, attempt: notification.attempts.length + 1, to: address, content },
    ...{ windowOpen, statusCallbackUrl: channel.channel === 'sms' ? statusCallbackUrl : null },
  }
  const start: StartAttempt = {
    ...{ type: 'StartAttempt', provider: channel.provider, leaseToken: job.token, now: clock.now() },
    gates: channel.channel === 'whatsapp' ? [...ready.gates, window] : ready.gates,
    requestHash: hash(requestText(message)),
    to: channel.channel === 'in_app' ? null : seal(address),
    ...(repeats === null ? {} : { repeats }),
  }
  const started = await notifications.execute(streamOf(job), start, context)
  if (started.kind === 'key-reused') throw new Error('a message has no idempotency key')
  // Nobody but whoever wrote it may call.
  if (started.kind !== 'accepted' || started.events.length === 0) return started.revision
  const result = await attempted(channel, outgoing, () => channel.send(outgoing, AbortSignal.any([lost, stopping])))
  const now = clock.now()
  onSent({ channel: channel.channel, provider: channel.provider, result, facts, now })
  // First what it tells of the provider and of the address, so that whoever acts on the outcome finds them as they are; nothing while all is well.
  await options.circuits
    .note({ ...lineOf(message), now }, signOf(result.kind === 'refused' ? result.class : result.kind))
    .catch((err: unknown) => options.logger.warn({ err, tenant, channel: channel.channel }, 'a circuit was not noted'))
  if (result.kind === 'refused' && result.class === 'opted-out') await noteOptOut(options, ready)
  return (await record(options, ready, outcomeOf(options, ready, outgoing.attempt, result, now))) ?? started.revision
}

/** All that makes the request what it is, but for which attempt it is of. */
export const requestText = (message: Message): string =>
  JSON.stringify([message.channel?.provider, message.facts.address, message.content, isWindowOpen(message)])

/** Free text may go to whoever wrote to this number of ours within a day, unless the provider has just said that it may not. */
function isWindowOpen({ account, facts }: Message): boolean {
  const { contactPoint, notification, now } = facts
  if (account?.provider !== 'whatsapp-cloud' || notification.failure?.class === 'window-closed') return false
  const heardAt = contactPoint?.lastHeardAt[account.settings.phoneNumberId]
  return heardAt !== undefined && now < heardAt + windowMs
}

function outcomeOf(
  { random }: SendOptions,
  { message }: Ready,
  attempt: number,
  result: SendResult,
  now: number,
): NotificationCommand {
  const { notification } = message.facts
  const { httpStatus, latencyMs, body } = result.answer
  const answer = { httpStatus, latencyMs, body: body === null ? null : message.seal(body) }
  const tries = triesOf(notification) + 1
  const { priority } = notification
  switch (result.kind) {
    case 'accepted': {
      const id = result.providerMessageId
      const providerMessageId = id === null ? null : message.seal(id)
      return { type: 'RecordAccepted', attempt, providerMessageId, answer, now }
    }
    case 'refused': {
      const hasNext = nextChannels(notification).length > 0
      const hasSpare = bySpare(message) !== null
      const next = afterRefusal(result, { priority, tries, hasNext, hasSpare, now, random: random() })
      return { type: 'RecordRefused', attempt, class: result.class, code: result.code, next, answer, now }
    }
    case 'unknown': {
      const provider = message.channel?.provider ?? ''
      const lookAgainAt = now + patienceMs(provider, priority, tries, random())
      return { type: 'RecordLost', attempt, lookAgainAt, answer, now }
    }
  }
}

/**
 * What is known of a call is worth more than one try: not written down it would count as unknown. Null: it could not be, or
 * another has the job by now and has noted that nobody knows.
 */
async function record(options: SendOptions, ready: Ready, command: NotificationCommand): Promise<bigint | null> {
  const { job, context } = ready
  const execute = () => options.notifications.execute(streamOf(job), command, context)
  const outcome = await insist(options, ready, execute)
  return outcome.kind === 'key-reused' ? null : outcome.revision
}

/** Their provider says that they want nothing more from us: that holds for the address, whatever is sent there next. */
async function noteOptOut(options: SendOptions, ready: Ready): Promise<void> {
  const { message, context, channel } = ready
  const { tenant, contactPointId } = message
  if (contactPointId === null) return
  const now = options.clock.now()
  const command = { type: 'OptOut', contactPointId, via: channel.channel, saidAt: now, now } as const
  const stream = StreamName.contactPoint(tenant, contactPointId)
  await insist(options, ready, () => options.streams.contactPoints.execute(stream, command, context))
}

/** Tries for as long as the job may be ours. @throws what went wrong last */
async function insist<T>({ stopping }: SendOptions, { lost }: Ready, work: () => Promise<T>): Promise<T> {
  for (let waitMs = 250, waitedMs = 0; ; waitedMs += waitMs, waitMs = Math.min(4_000, waitMs * 2)) {
    try {
      return await work()
    } catch (error) {
      if (lost.aborted || stopping.aborted || waitedMs > recordMs) throw error
      await sleep(waitMs)
    }
  }
}
