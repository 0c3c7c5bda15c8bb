import { type Metrics, monotonic } from '@visita/runtime'

/** What is asked of the store. */
export type Operation = 'append' | 'read' | 'head'

/** How the store answers, told to whoever watches. */
export interface Instruments {
  /** Measures the whole of it, with every further try. */
  timed<T>(operation: Operation, work: () => Promise<T>): Promise<T>
  /** It did not answer and is asked once more. */
  again(operation: Operation): void
  /** It did not answer, however often it was asked. */
  gaveUp(operation: Operation): void
  /** From now on these are counted, from 0: a count that begins at its first failure shows no growth. */
  begins(category: string): void
  conflict(category: string): void
  /** A command's end: an outcome's kind, or `failed`. */
  settled(category: string, outcome: string): void
}

export function createInstruments(metrics: Metrics): Instruments {
  const duration = metrics.histogram(
    'visita_event_store_duration_seconds',
    'Until the event store has answered, further tries included',
    ['operation'],
  )
  const retries = metrics.counter('visita_event_store_retries_total', 'Tries that the event store did not answer', [
    'operation',
  ])
  const outages = metrics.counter('visita_event_store_outages_total', 'What the event store never answered', [
    'operation',
  ])
  const conflicts = metrics.counter('visita_append_conflicts_total', 'Appends that somebody else was faster than', [
    'category',
  ])
  const commands = metrics.counter('visita_commands_total', 'Commands by what became of them', ['category', 'outcome'])
  for (const operation of ['append', 'read', 'head'] as const) {
    retries.inc({ operation }, 0)
    outages.inc({ operation }, 0)
  }
  const took = {
    append: duration.labels({ operation: 'append' }),
    read: duration.labels({ operation: 'read' }),
    head: duration.labels({ operation: 'head' }),
  }
  return {
    async timed(operation, work) {
      const since = monotonic()
      try {
        return await work()
      } finally {
        took[operation].observe((monotonic() - since) / 1000)
      }
    },
    begins(category) {
      conflicts.inc({ category }, 0)
      commands.inc({ category, outcome: 'failed' }, 0)
    },
    again: (operation) => retries.inc({ operation }),
    gaveUp: (operation) => outages.inc({ operation }),
    conflict: (category) => conflicts.inc({ category }),
    settled: (category, outcome) => commands.inc({ category, outcome }),
  }
}
