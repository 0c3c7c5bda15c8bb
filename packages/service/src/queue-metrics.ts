import type { Metrics } from '@visita/runtime'

/** What a queue has of one kind. */
export interface QueueCounts {
  /** By state: how many wait for their time, are due, are due after having failed, and whatever else the queue tells apart. */
  readonly states: Readonly<Record<string, number>>
  /** Since when the oldest that is due has been due, epoch ms; null: none is. */
  readonly oldestDueAt: number | null
}

export interface WatchedQueue<Kind extends string> {
  /** Tells it from the others: the label `queue`. */
  readonly queue: string
  readonly kinds: readonly Kind[]
  /** Of a kind of which there is nothing. */
  readonly nothing: QueueCounts
  /** Asked before each reading; kinds of which nothing is there may be left out. `now` is epoch ms. */
  readonly count: (now: number) => Promise<ReadonlyMap<string, QueueCounts>>
  readonly now: () => number
}

/** The figures that every queue of this service has, and what to call when a try at a job has ended. */
export function watchQueue<Kind extends string, Outcome extends string>(
  metrics: Metrics,
  { queue, kinds, nothing, count, now: clock }: WatchedQueue<Kind>,
): { readonly onEnded: (kind: Kind, outcome: Outcome, ms: number) => void } {
  const labels = ['queue', 'kind'] as const
  const jobs = metrics.gauge('visita_queue_jobs', 'Jobs that are waiting, due, or due after having failed', [
    ...labels,
    'state',
  ])
  const age = metrics.gauge('visita_queue_oldest_due_age_seconds', 'How long the oldest due job has been due', labels)
  const ended = metrics.counter('visita_queue_ended_total', 'Tries at a job, by how they ended', [...labels, 'outcome'])
  const duration = metrics.histogram('visita_queue_job_duration_seconds', 'One try at a job', labels)

  // From 0 on: a count that begins at its first failure shows no growth.
  for (const kind of kinds) for (const outcome of ['fulfilled', 'failed']) ended.inc({ queue, kind, outcome }, 0)

  metrics.beforeReading(async () => {
    jobs.reset()
    age.reset()
    const now = clock()
    const found = await count(now)
    for (const kind of kinds) {
      const { states, oldestDueAt } = found.get(kind) ?? nothing
      for (const [state, number] of Object.entries(states)) jobs.set({ queue, kind, state }, number)
      age.set({ queue, kind }, oldestDueAt === null ? 0 : Math.max(0, now - oldestDueAt) / 1000)
    }
  })
  return {
    onEnded: (kind, outcome, ms) => {
      ended.inc({ queue, kind, outcome })
      duration.observe({ queue, kind }, ms / 1000)
    },
  }
}
