import { monotonic } from '@visita/runtime'
import type { Client } from 'undici'
import { connectTo, histogram, latencyOf } from './generate.ts'
import type { ReadJob, ReadResult } from './jobs.ts'

/**
 * Reads one path after another on every connection, each with one request on its way at a time, and every answer to its end. Not
 * counted: every path once, and what is answered during the warm-up.
 */
export async function read(job: ReadJob): Promise<ReadResult> {
  const { url, key, paths, connections, warmUpMs, measureMs } = job
  const clients = connectTo(url, connections)
  const headers = { authorization: `Bearer ${key}`, ...job.headers }
  const values = histogram()
  const others: Record<string, number> = {}
  let [next, answered] = [0, 0]
  await Promise.all(
    clients.map(async (client) => {
      while (next < paths.length) await ask(client)
    }),
  )
  const begin = monotonic() + warmUpMs
  const end = begin + measureMs

  /** @returns the answer's status */
  async function ask(client: Client): Promise<number> {
    const path = paths[next++ % paths.length] ?? ''
    const answer = await client.request({ path, method: 'GET', headers })
    await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER })
    return answer.statusCode
  }
  async function keepReading(client: Client): Promise<void> {
    let sent = monotonic()
    while (sent < end) {
      const status = await ask(client)
      const now = monotonic()
      if (status !== 200) others[status] = (others[status] ?? 0) + 1
      else if (now >= begin && now < end) {
        answered += 1
        values.recordValue(Math.round((now - sent) * 1000))
      }
      sent = now
    }
  }
  const cpu = process.cpuUsage()
  const since = monotonic()
  await Promise.all(clients.map(keepReading))
  const { user, system } = process.cpuUsage(cpu)
  const cpuPercent = Math.round((user + system) / 10 / (monotonic() - since))
  await Promise.all(clients.map((client) => client.close()))
  const perSecond = Math.round((answered * 10_000) / measureMs) / 10
  return { perSecond, latency: latencyOf(values), others, cpuPercent }
}
