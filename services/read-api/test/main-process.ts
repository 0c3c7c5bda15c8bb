import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ReadApi } from './harness.ts'

/** main.ts in a process of its own, as the supervisor runs it, on the stores of an API that runs here. */
export function startMain(
  t: { teardown(fn: () => unknown): void },
  { eventStore, url }: Pick<ReadApi, 'eventStore' | 'url'>,
  port = '0',
) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), '--exit-with-stdin'], {
    env: {
      PATH: '/usr/bin:/bin',
      VISITA_EVENTSTORE_URL: eventStore,
      VISITA_POSTGRES_URL: url,
      VISITA_MASTER_KEY: randomBytes(32).toString('base64'),
      VISITA_READ_PORT: port,
    },
    // Its input closes with this process, however that ends, and it ends with its input.
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines: string[] = []
  const listening = Promise.withResolvers<string>()
  const read = (line: string) => {
    lines.push(line)
    const address = /listening at (http:\/\/[\d.]+:\d+)/.exec(line)?.[1]
    if (address) listening.resolve(address)
  }
  createInterface({ input: child.stdout }).on('line', read)
  createInterface({ input: child.stderr }).on('line', read)
  return { child, lines, listening: listening.promise, exit: once(child, 'exit').then(([code]) => code as number) }
}
