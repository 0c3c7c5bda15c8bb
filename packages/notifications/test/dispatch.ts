import type { Clock } from '@visita/runtime'
import { type Notifications, type QueueOptions, streamOf, takeUp, type Worked } from '../src/index.ts'
import type { Job } from '../src/queue.ts'
import { context, startOf } from './messages.ts'

/** Works a job off as a dispatcher does, without gates: takes it up, claims the attempt, calls, records what came of it. */
export const dispatcher =
  (options: {
    readonly notifications: Notifications
    readonly clock: Clock
    /** The provider. */
    readonly call: (job: Job) => void
    /** What becomes of an attempt that nobody will explain. */
    readonly decide?: (job: Job) => Promise<Worked>
  }): QueueOptions['work'] =>
  async (job) => {
    const { notifications, clock, call, decide } = options
    const now = clock.now()
    const taken = await takeUp(job, { notifications, context, now, patienceMs: 300_000 })
    if (taken.kind === 'undecided' && decide) return decide(job)
    if (taken.kind !== 'waiting') return taken
    const started = await notifications.execute(streamOf(job), startOf(job.token, now), context)
    if (started.kind !== 'accepted' || started.events.length === 0) return taken
    call(job)
    const attempt = taken.notification.attempts.length + 1
    const accepted = { type: 'RecordAccepted', attempt, providerMessageId: null, now } as const
    const outcome = await notifications.execute(streamOf(job), accepted, context)
    return outcome.kind === 'accepted' ? outcome : started
  }
