import { type Notification, type RepeatReason, StreamName, type VisitState } from '@visita/domain'
import type { CommandContext } from '@visita/event-store'
import { type Job, type QueueOptions, streamOf, type TakenUp, takeUp, type Worked } from '@visita/notifications'
import { monotonic } from '@visita/runtime'
import { nextChannels, triesOf } from './facts.ts'
import { findOut, type Word } from './find-out.ts'
import { judge, type Ruling } from './gates.ts'
import { askLeave, type LimitOptions } from './limits.ts'
import { type LookUpOptions, lookUp, type Message } from './look-up.ts'
import { afterSilence, repeatedBecause } from './retry.ts'
import type { Consequence } from './says.ts'
import { type Ready, requestText, type SendOptions, send } from './send.ts'
import { asked } from './traces.ts'

export interface WorkOptions extends LookUpOptions, LimitOptions, SendOptions {}

/** How long a provider may still tell of an attempt whose maker died. */
const patienceMs = 60_000
/** A visit that was read longer ago is read again before anything goes out, ms: a store that was away may have kept us waiting. */
const freshMs = 250

const contextOf = ({ tenant, notificationId }: Pick<Job, 'tenant' | 'notificationId'>): CommandContext => ({
  ...{ tenant, actor: 'system:dispatcher', role: 'system', channel: 'dispatcher', correlationId: notificationId },
})

type Rest = Pick<Ready, 'job' | 'context' | 'lost'> & { readonly readAt: number }

/**
 * Works off one message: looks how far it has come, asks the gates, asks for leave, hands it over, writes down what came of it.
 * Every answer of every gate is on record; that a rate did not allow it yet is not.
 */
export function createWork(options: WorkOptions): QueueOptions['work'] {
  const { streams, clock } = options
  return async (job, lost): Promise<Worked> => {
    const context = contextOf(job)
    const now = clock.now()
    const readAt = monotonic()
    const [taken, visit, tenantState] = await Promise.all([
      takeUp(job, { notifications: streams.notifications, context, now, patienceMs }),
      job.visitId ? streams.visits.load(StreamName.visit(job.tenant, job.visitId), 0) : null,
      streams.tenants.load(StreamName.tenant(job.tenant), 1_000),
    ])
    if (taken.kind === 'nothing') return taken
    const { notification } = taken
    const about = { tenant: job.tenant, notification, visit: visit?.state ?? null, tenantState: tenantState.state, now }
    const answer = await asked('gates', async () => {
      const message = await lookUp(options, about)
      return { message, ...judge(message.facts) }
    })
    return settle(options, { job, context, lost, readAt }, taken, answer)
  }
}

async function settle(
  options: WorkOptions,
  rest: Rest,
  taken: Exclude<TakenUp, { kind: 'nothing' }>,
  { message, ...ruling }: Ruling & { readonly message: Message },
): Promise<Worked> {
  const { facts, content } = message
  const { notification, address } = facts
  const { job } = rest
  const word = taken.kind === 'undecided' ? await findOut(options, rest, message) : null
  if (word?.kind === 'taken') return word
  const repeats = word ? reasonToRepeat(options, message, word) : reasonToGoOn(notification)
  if (word) {
    // What may not go out any more need not be decided either.
    if (ruling.follows && ruling.follows.type !== 'DeferNotification')
      return conclude(options, rest, ruling.follows, ruling.gates)
    if (word.kind === 'later') return { again: word.at }
    if (repeats === null) return conclude(options, rest, unknownOutcome, ruling.gates)
    if (ruling.follows?.type === 'DeferNotification') return { again: ruling.follows.until }
  }
  if (ruling.follows) return conclude(options, rest, ruling.follows, ruling.gates)
  if (content === null || address === null) return conclude(options, rest, unreadable, ruling.gates)
  if (notification.mode === 'shadow') return shadow(options, rest, ruling.gates)
  const isItsTurn = job.dueAt > notification.nextAt
  const leave = await asked('limits', () => askLeave(options, message, isItsTurn))
  if (leave.kind === 'again') return { again: leave.at }
  const gates = [...ruling.gates, ...leave.gates]
  if (leave.kind === 'follows') return conclude(options, rest, leave.follows, gates)
  const { channel } = leave.message
  if (channel === null) throw new Error('leave was given for a channel that is not there')
  if (await hasChangedSince(options, rest, facts.visit)) return { again: options.clock.now() }
  return {
    revision: await send(options, { ...rest, message: leave.message, channel, content, address, gates, repeats }),
  }
}

/** Whether the visit that the gates saw is another by now: they are asked again then. */
async function hasChangedSince(
  { streams }: WorkOptions,
  { job, readAt }: Rest,
  seen: VisitState | null,
): Promise<boolean> {
  if (!job.visitId || monotonic() - readAt < freshMs) return false
  const { state } = await streams.visits.load(StreamName.visit(job.tenant, job.visitId), 0)
  return state.revision !== seen?.revision
}

const unknownOutcome = { type: 'FailNotification', class: 'unknown-outcome', code: null, deadLetter: false } as const
const unreadable = { type: 'FailNotification', class: 'our-bug', code: 'content', deadLetter: true } as const

/** Why an attempt may be followed by another although it went out perhaps; null: there is no reason. */
function reasonToRepeat({ hash }: WorkOptions, message: Message, word: Word): RepeatReason | null {
  const { notification, now } = message.facts
  const { priority, attempts, attemptsBefore } = notification
  const [first] = attempts
  const last = attempts.at(-1)
  if (!first || !last) return null
  const silences = attempts.slice(attemptsBefore).filter(({ outcome }) => outcome === 'lost').length
  return afterSilence(last.provider, {
    ...{ priority, tries: triesOf(notification), silences, hasNext: nextChannels(notification).length > 0 },
    ...{ firstAt: first.startedAt, now, isDenied: word.kind === 'denied' },
    isSameRequest: hash(requestText(message)) === last.requestHash,
  })
}

/** The reason again, where the repetition was refused for a while: what was lost may still be out. */
function reasonToGoOn({ attempts, attemptsBefore }: Notification): RepeatReason | null {
  const lost = attempts.slice(attemptsBefore).findLast(({ outcome }) => outcome === 'lost')
  return lost ? repeatedBecause(lost.provider) : null
}

async function conclude(
  { streams, clock }: WorkOptions,
  { job, context }: Rest,
  follows: Consequence,
  gates: Ready['gates'],
): Promise<Worked> {
  const command = { ...follows, gates, now: clock.now() }
  return revisionOf(await streams.notifications.execute(streamOf(job), command, context))
}

async function shadow({ streams, clock }: WorkOptions, { job, context }: Rest, gates: Ready['gates']): Promise<Worked> {
  const command = { type: 'ShadowNotification', gates, now: clock.now() } as const
  return revisionOf(await streams.notifications.execute(streamOf(job), command, context))
}

function revisionOf(outcome: { readonly kind: string; readonly revision?: bigint }): Worked {
  if (outcome.revision === undefined) throw new Error(`a message was answered with ${outcome.kind}`)
  return { revision: outcome.revision }
}
