import { listen, type ReadStore } from '@visita/read-store'
import { type Clock, createBell, type Logger } from '@visita/runtime'
import { queueChannel } from './migrations.ts'
import { claimJobs, createReturns, extendLeases, type Job, type Return, upcomingJobs } from './queue.ts'

/** What came of a job. */
export type Worked =
  /** Its stream stands at this revision now, whoever wrote there. It stays leased until the queue has heard so, and is let go of thereby. */
  | { readonly revision: bigint }
  /** Nothing was written: to be taken again then, epoch ms. */
  | { readonly again: number }

export interface QueueOptions {
  /** As `visita_writer`; one of its connections listens, so at least three. */
  readonly readStore: ReadStore
  readonly clock: Clock
  /** How many jobs are worked on at once. */
  readonly concurrency: number
  /**
   * Works one off. It may be the second to try: see `takeUp`. `lost` aborts when another has the job, and whatever is not written
   * then must not be begun. A throw leaves it for a while, longer each time.
   */
  readonly work: (job: Job, lost: AbortSignal) => Promise<Worked>
  readonly logger: Logger
  readonly signal: AbortSignal
  /** How soon others take over from a process that died. A request to a provider is over long before. */
  readonly leaseMs?: number
}

/** How soon it asks again where Postgres does not answer. */
const outageMs = 1_000
/** And where something is due that another is just taking, or was, when it died. */
const elsewhereMs = 50

/**
 * Works off what is due until the signal ends it, then waits for what is under way. It is woken by Postgres when there is something
 * new, by the clock when the next job is due, by the end of a dead worker's lease; never just to look. Any number may run.
 */
export async function runQueue(options: QueueOptions): Promise<void> {
  const { readStore, clock, concurrency, logger, signal, leaseMs = 45_000 } = options
  const bell = createBell()
  const giveBack = createReturns(readStore)
  const held = new Map<string, { readonly lost: AbortController; readonly ended: Promise<void> }>()
  const listening = listen(readStore, { channel: queueChannel, onNotice: bell.ring, logger, signal })

  function begin(job: Job): void {
    const lost = new AbortController()
    const ended = workOff(options, job, lost.signal, giveBack).finally(() => {
      held.delete(job.token)
      bell.ring()
    })
    held.set(job.token, { lost, ended })
  }

  async function beat(): Promise<void> {
    if (held.size === 0) return
    try {
      const tokens = [...held.keys()]
      const ours = await extendLeases(readStore, tokens, leaseMs)
      for (const token of tokens) if (!ours.has(token)) held.get(token)?.lost.abort()
    } catch (err) {
      logger.warn({ err }, 'leases cannot be extended; later again')
    }
  }
  const beating = setInterval(() => void beat(), leaseMs / 3)

  while (!signal.aborted) {
    const rung = bell.listen()
    let next = Number.POSITIVE_INFINITY
    let napMs: number | null = null
    const room = concurrency - held.size
    try {
      const jobs = room === 0 ? [] : await claimJobs(readStore, { now: clock.now(), limit: room, leaseMs })
      for (const job of jobs) begin(job)
      if (jobs.length < room) {
        const { dueAt, leaseEndsInMs } = await upcomingJobs(readStore)
        const isElsewhere = jobs.length === 0 && dueAt !== null && dueAt <= clock.now()
        if (isElsewhere) napMs = elsewhereMs
        else {
          next = dueAt ?? next
          napMs = leaseEndsInMs
        }
      }
    } catch (err) {
      logger.warn({ err }, 'the queue cannot be read; later again')
      napMs = outageMs
    }
    const nap = napMs === null ? undefined : setTimeout(bell.ring, Math.max(1, Math.ceil(napMs)))
    await clock.wait(next, AbortSignal.any([signal, rung]))
    clearTimeout(nap)
  }
  await Promise.all([...held.values()].map(({ ended }) => ended))
  clearInterval(beating)
  await listening
}

/** Never throws: what cannot be given back is taken over once its lease runs out. */
async function workOff(
  { work, logger }: QueueOptions,
  job: Job,
  lost: AbortSignal,
  giveBack: (given: Return) => Promise<boolean>,
): Promise<void> {
  const { tenant, notificationId, channel } = job
  const about = { tenant, notificationId, channel }
  let given: Return
  try {
    const worked = await work(job, lost)
    if ('revision' in worked && worked.revision > job.revision) return
    // Taken again as it stands, it would come to the same, and at once.
    given = 'again' in worked ? { job, again: worked.again } : { job, rests: true }
  } catch (err) {
    logger.warn({ err, ...about }, 'a message could not be worked on; later again')
    given = { job, rests: true }
  }
  try {
    if (!(await giveBack(given)))
      logger.debug(about, 'this message was gone, or another had it, before it was given back')
  } catch (err) {
    logger.warn({ err, ...about }, 'a message cannot be given back; its lease runs out')
  }
}
