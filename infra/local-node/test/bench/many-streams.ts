import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Log } from '../../src/log/log.ts'
import type { WriteRequest } from '../../src/log/outcome.ts'

/**
 * Writes one small event to each of many streams, straight into the log, and then appends to and reads from streams all
 * over the place. Memory must depend on the caches' bounds, not on the number of streams.
 */
export const manyStreams = async (count: number, report: (line: string) => void): Promise<{ peakBytes: number }> => {
  const dir = await mkdtemp(join(tmpdir(), 'visita-node-streams-'))
  const log = new Log(dir, {
    onError: (error) => {
      throw error
    },
  })
  const data = Buffer.from('{"n":1}')
  const metadata = Buffer.from('{"by":"bench"}')
  let peakBytes = 0
  const append = (stream: string, expected: WriteRequest['expected']): Promise<void> =>
    new Promise((resolve, reject) => {
      const event = { id: crypto.randomUUID(), type: 'Counted', json: true, metadata, data }
      const request = { kind: 'append', stream, expected, events: [event], bytes: 50, deadline: Infinity } as const
      log.submit(request, ({ type }) => (type === 'success' ? resolve() : reject(new Error(type))))
    })
  const start = performance.now()
  for (let n = 0; n < count; n += 1000) {
    await Promise.all(Array.from({ length: 1000 }, (_, i) => append(`visit-tenant_${n + i}`, 'no-stream')))
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
    if ((n + 1000) % 100_000 === 0) {
      const rate = Math.round((n + 1000) / ((performance.now() - start) / 1000))
      report(`${n + 1000} streams, ${rate} appends/s, ${Math.round(process.memoryUsage.rss() / 1e6)} MB`)
    }
  }
  const random = (): string => `visit-tenant_${Math.floor(Math.random() * count)}`
  const cold = performance.now()
  for (let n = 0; n < 20; n++) {
    await Promise.all(Array.from({ length: 500 }, () => append(random(), 'stream-exists')))
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  }
  const micros = ((performance.now() - cold) * 1000) / 10_000
  report(`10000 appends to streams all over the log: ${micros.toFixed(0)} us each`)
  log.close()
  const reopen = performance.now()
  new Log(dir, { onError: () => {} }).close()
  report(`opened again in ${(performance.now() - reopen).toFixed(0)} ms; peak ${Math.round(peakBytes / 1e6)} MB`)
  await rm(dir, { recursive: true })
  return { peakBytes }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await manyStreams(Number(process.argv[2] ?? 1_000_000), console.log)
}
