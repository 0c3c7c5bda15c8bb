import { type Metrics, monotonic } from '@visita/runtime'
import type pg from 'pg'
import { isUnavailable } from './unavailable.ts'

/** How Postgres answers, told to whoever watches. */
export interface Instruments {
  /** Measures how long it takes to get a connection: the pool's queue, and where it has none to spare, the opening. */
  borrowed<T>(work: () => Promise<T>): Promise<T>
  queried<T>(work: () => Promise<T>): Promise<T>
}

/** @param pool what the figures call it: the role that its connections act as */
export function createInstruments(metrics: Metrics, pool: string, connections: pg.Pool): Instruments {
  const labels = { pool }
  const queries = metrics.histogram('visita_postgres_query_duration_seconds', 'One statement, to its last row', [
    'pool',
  ])
  const acquisitions = metrics.histogram('visita_postgres_acquire_duration_seconds', 'Until a connection was free', [
    'pool',
  ])
  const outages = metrics.counter('visita_postgres_outages_total', 'Statements that Postgres did not answer', ['pool'])
  const open = metrics.gauge('visita_postgres_connections', 'Connections of the pool', ['pool', 'state'])
  const waiting = metrics.gauge('visita_postgres_waiting', 'Whoever waits for a connection', ['pool'])
  metrics.beforeReading(() => {
    open.set({ pool, state: 'busy' }, connections.totalCount - connections.idleCount)
    open.set({ pool, state: 'idle' }, connections.idleCount)
    waiting.set(labels, connections.waitingCount)
  })
  outages.inc(labels, 0)
  const acquired = acquisitions.labels(labels)
  const queried = queries.labels(labels)

  async function measured<T>(into: { observe(seconds: number): void }, work: () => Promise<T>): Promise<T> {
    const since = monotonic()
    try {
      return await work()
    } catch (error) {
      if (isUnavailable(error)) outages.inc(labels)
      throw error
    } finally {
      into.observe((monotonic() - since) / 1000)
    }
  }
  return { borrowed: (work) => measured(acquired, work), queried: (work) => measured(queried, work) }
}
