import { setTimeout as sleep } from 'node:timers/promises'
import { decodePosition } from '@visita/http'
import { monotonic } from '@visita/runtime'
import { build, type Histogram } from 'hdr-histogram-js'
import { Client } from 'undici'
import { bodyOf, seatOf } from './business.ts'
import type { Latency, LoadJob, LoadResult, RaceJob, RaceResult } from './jobs.ts'

/** In microseconds. */
export const histogram = () => build({ highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3 })
const ms = (micros: number) => Math.round(micros / 10) / 100
export const latencyOf = (values: Histogram): Latency => ({
  p50: ms(values.getValueAtPercentile(50)),
  p95: ms(values.getValueAtPercentile(95)),
  p99: ms(values.getValueAtPercentile(99)),
  max: ms(values.maxValue),
})

export const connectTo = (origin: string, count: number) =>
  Array.from(
    { length: count },
    () => new Client(origin, { pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 }),
  )

const headersFor = (key: string, idempotencyKey: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
  'idempotency-key': idempotencyKey,
})

function newest(known: string | null, header: string | string[] | undefined): string | null {
  if (typeof header !== 'string') return known
  return known === null || decodePosition(header) > decodePosition(known) ? header : known
}

/**
 * Books one seat after another on every connection, each with one request on its way at a time, for as long as the job
 * says. What is answered during the warm-up is not counted.
 */
export async function load(job: LoadJob): Promise<LoadResult> {
  const { url, key, connections, atMostPerSecond, warmUpMs, measureMs, first, firstOpening } = job
  const clients = connectTo(url, connections)
  const values = histogram()
  const others: Record<string, number> = {}
  let [next, booked] = [first, 0]
  let position: string | null = null
  const opened = monotonic()
  const begin = opened + warmUpMs
  const end = begin + measureMs

  async function keepBooking(client: Client): Promise<void> {
    let sent = monotonic()
    while (sent < end) {
      const index = next++
      if (atMostPerSecond !== undefined) {
        await sleep(Math.max(0, opened + ((index - first) * 1000) / atMostPerSecond - monotonic()))
        sent = monotonic()
      }
      const body = bodyOf(index, seatOf(index, firstOpening))
      let status = 0
      try {
        const answer = await client.request({
          path: '/v1/visits',
          method: 'POST',
          headers: headersFor(key, `bench-${index}`),
          body,
        })
        await answer.body.dump()
        status = answer.statusCode
        position = newest(position, answer.headers['visita-position'])
      } catch {
        status = 0
      }
      const now = monotonic()
      if (status !== 201) others[status] = (others[status] ?? 0) + 1
      else if (now >= begin && now < end) {
        booked += 1
        values.recordValue(Math.round((now - sent) * 1000))
      }
      sent = monotonic()
    }
  }
  const cpu = process.cpuUsage()
  const since = monotonic()
  await Promise.all(clients.map(keepBooking))
  const { user, system } = process.cpuUsage(cpu)
  const cpuPercent = Math.round((user + system) / 10 / (monotonic() - since))
  await Promise.all(clients.map((client) => client.close()))
  const perSecond = Math.round((booked * 1000) / measureMs)
  return { booked, perSecond, latency: latencyOf(values), others, used: next - first, position, cpuPercent }
}

/** Lets every client ask at the same moment, each over a connection of its own that is open already. */
export async function race(job: RaceJob): Promise<RaceResult> {
  const { url, key, resourceId, starts, first } = job
  const clients = connectTo(url, job.clients)
  await Promise.all(
    clients.map(async (client) => (await client.request({ path: '/health/ready', method: 'GET' })).body.dump()),
  )
  const [all, winners, losers] = [histogram(), histogram(), histogram()]
  const others: string[] = []
  let [booked, refused] = [0, 0]
  let position: string | null = null

  async function ask(client: Client, index: number): Promise<void> {
    const start = starts[index % starts.length] ?? 0
    const sent = monotonic()
    const answer = await client.request({
      path: '/v1/visits',
      method: 'POST',
      headers: headersFor(key, `race-${resourceId}-${first + index}`),
      body: bodyOf(first + index, { resourceId, start }),
    })
    const text = await answer.body.text()
    const took = Math.max(1, Math.round((monotonic() - sent) * 1000))
    position = newest(position, answer.headers['visita-position'])
    all.recordValue(took)
    if (answer.statusCode === 201) {
      booked += 1
      winners.recordValue(took)
    } else if (answer.statusCode === 409 && isRefusal(JSON.parse(text))) {
      refused += 1
      losers.recordValue(took)
    } else others.push(`${answer.statusCode} ${text.slice(0, 300)}`)
  }
  await Promise.all(
    clients.map((client, index) =>
      ask(client, index).catch((error: unknown) => void others.push(`no answer: ${String(error)}`)),
    ),
  )
  await Promise.all(clients.map((client) => client.close()))
  const latencies = { all: latencyOf(all), winners: latencyOf(winners), losers: latencyOf(losers) }
  return { booked, refused, others, position, ...latencies }
}

function isRefusal(body: unknown): boolean {
  const { type, alternatives } = body as { type?: unknown; alternatives?: unknown }
  return type === '/problems/slot-unavailable' && Array.isArray(alternatives) && alternatives.length > 0
}
