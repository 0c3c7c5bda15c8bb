import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'tap'
import { startReadApi } from './harness.ts'

/** main.ts in a process of its own, as the supervisor runs it. */
function main(t: { teardown(fn: () => unknown): void }, env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), '--exit-with-stdin'], {
    env: { PATH: '/usr/bin:/bin', ...env },
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

const storesOf = (api: { eventStore: string; url: string }) => ({
  VISITA_EVENTSTORE_URL: api.eventStore,
  VISITA_POSTGRES_URL: api.url,
  VISITA_MASTER_KEY: randomBytes(32).toString('base64'),
})

test('the process serves, and ends well on SIGTERM', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const env = { ...storesOf(api), VISITA_READ_PORT: '0' }
  const { child, listening, exit } = main(t, env)
  const address = await listening
  const ready = await fetch(`${address}/health/ready`)
  t.equal(ready.status, 200)
  t.equal((await fetch(`${address}/v1/locations`)).status, 401)
  child.kill('SIGTERM')
  t.equal(await exit, 0)
})

test('a port that is taken ends the process with a line that names it', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  const env = { ...storesOf(api), VISITA_READ_PORT: port }
  const { lines, exit } = main(t, env)
  t.equal(await exit, 1)
  t.match(lines.join('\n'), new RegExp(`EADDRINUSE.*${port}`))
})
