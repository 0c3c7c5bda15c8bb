import type { Clock, Metrics } from '@visita/runtime'

/** What a queue has of one kind: how many are in each state, and since when the oldest that is due has been due, epoch ms; null: none is. */
export type QueueCounts<Kind extends string, State extends string> = Readonly<Record<State, number>> & {
  readonly kind: Kind
  readonly oldest_ms: bigint | null
}

export interface WatchedQueue<Kind extends string, State extends string> {
  /** Tells it from the others: the label `queue`. */
  readonly queue: string
  readonly kinds: readonly Kind[]
  /** Wait for their time, are due, are due after having failed, and whatever else the queue tells apart. */
  readonly states: readonly State[]
  /** Asked before each reading; kinds of which nothing is there may be left out. `now` is epoch ms. */
  readonly count: (now: number) => Promise<readonly QueueCounts<Kind, State>[]>
  readonly clock: Pick<Clock, 'now'>
}

/** The figures that every queue of this service has, and what to call when a try at a job has ended. */
export function watchQueue<Kind extends string, State extends string, Outcome extends string>(
  metrics: Metrics,
  { queue, kinds, states, count, clock }: WatchedQueue<Kind, State>,
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
    const now = clock.now()
    const found = new Map((await count(now)).map((counts) => [counts.kind, counts]))
    for (const kind of kinds) {
      const counts = found.get(kind)
      const oldest = counts?.oldest_ms ?? null
      for (const state of states) jobs.set({ queue, kind, state }, counts?.[state] ?? 0)
      age.set({ queue, kind }, oldest === null ? 0 : Math.max(0, now - Number(oldest)) / 1000)
    }
  })
  return {
    onEnded: (kind, outcome, ms) => {
      ended.inc({ queue, kind, outcome })
      duration.observe({ queue, kind }, ms / 1000)
    },
  }
}
