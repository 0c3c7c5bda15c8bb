import { EventStoreDBClient, jsonEvent, streamNameFilter } from '@eventstore/db-client'

/**
 * The client half of the benchmark: a process of its own, as the services are. It is told what to do by its parent,
 * one job at a time, and answers with figures.
 */

export type Job =
  | { type: 'append'; writers: number; ms: number; prefix: string }
  | { type: 'fill'; stream: string; events: number }
  | { type: 'read-stream'; stream: string }
  | { type: 'read-short'; stream: string; readers: number; ms: number }
  | { type: 'read-all' }
  | { type: 'catch-up'; prefix: string; events: number }
  | { type: 'latency'; stream: string; appends: number }

/** Rates per second, times in milliseconds. */
export interface Figures {
  count: number
  perSecond: number
  p50?: number
  p99?: number
  /** CPU of this process per item, microseconds. */
  cpuMicros: number
}

const filler = 'x'.repeat(930)
const event = (n: number): ReturnType<typeof jsonEvent> => jsonEvent({ type: 'Benched', data: { n, filler } })

const measured = async (work: () => Promise<{ count: number; times?: number[] }>): Promise<Figures> => {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const { count, times } = await work()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const sorted = times ? Float64Array.from(times).sort() : null
  const at = (q: number): number => sorted?.[Math.floor(q * (sorted.length - 1))] ?? 0
  const percentiles = sorted ? { p50: at(0.5), p99: at(0.99) } : {}
  return { count, perSecond: count / seconds, cpuMicros: (user + system) / Math.max(1, count), ...percentiles }
}

const run = async (client: EventStoreDBClient, job: Job): Promise<{ count: number; times?: number[] }> => {
  switch (job.type) {
    case 'append': {
      const times: number[] = []
      const end = performance.now() + job.ms
      const writer = async (name: string): Promise<void> => {
        for (let n = 0; performance.now() < end; n++) {
          const start = performance.now()
          const expectedRevision = n === 0 ? 'no_stream' : BigInt(n - 1)
          await client.appendToStream(name, event(n), { expectedRevision })
          times.push(performance.now() - start)
        }
      }
      await Promise.all(Array.from({ length: job.writers }, (_, w) => writer(`${job.prefix}_${w}`)))
      return { count: times.length, times }
    }
    case 'fill':
      for (let n = 0; n < job.events; n += 500) {
        await client.appendToStream(
          job.stream,
          Array.from({ length: 500 }, (_, i) => event(n + i)),
        )
      }
      return { count: job.events }
    case 'read-stream': {
      let count = 0
      for await (const _ of client.readStream(job.stream)) count++
      return { count }
    }
    case 'read-short': {
      const times: number[] = []
      const end = performance.now() + job.ms
      const reader = async (): Promise<void> => {
        while (performance.now() < end) {
          const start = performance.now()
          for await (const _ of client.readStream(job.stream, { maxCount: 10 }));
          times.push(performance.now() - start)
        }
      }
      await Promise.all(Array.from({ length: job.readers }, reader))
      return { count: times.length, times }
    }
    case 'read-all': {
      let count = 0
      for await (const _ of client.readAll()) count++
      return { count }
    }
    case 'catch-up': {
      const filter = streamNameFilter({ prefixes: [job.prefix] })
      const subscription = client.subscribeToAll({ fromPosition: 'start', filter })
      let count = 0
      for await (const _ of subscription) if (++count === job.events) break
      return { count }
    }
    case 'latency': {
      const subscription = client.subscribeToAll({
        fromPosition: 'end',
        filter: streamNameFilter({ prefixes: [job.stream] }),
      })
      await new Promise((resolve) => subscription.once('caughtUp', resolve))
      const times: number[] = []
      for (let n = 0; n < job.appends; n++) {
        const seen = new Promise((resolve) => subscription.once('data', resolve))
        const start = performance.now()
        await Promise.all([
          seen.then(() => times.push(performance.now() - start)),
          client.appendToStream(job.stream, event(n)),
        ])
      }
      await subscription.unsubscribe()
      return { count: times.length, times }
    }
  }
}

const connectionString = process.argv[2]
if (connectionString && process.send) {
  const client = EventStoreDBClient.connectionString(connectionString)
  process.on('message', async (job: Job) => {
    process.send?.(await measured(() => run(client, job)))
  })
  process.on('disconnect', () => process.exit(0))
}
