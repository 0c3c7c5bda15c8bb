import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'tap'
import { startReadApi } from './harness.ts'
import { startMain } from './main-process.ts'

test('the process serves, and ends well on SIGTERM', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const { child, listening, exit } = startMain(t, api)
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
  const { lines, exit } = startMain(t, api, port)
  t.equal(await exit, 1)
  t.match(lines.join('\n'), new RegExp(`EADDRINUSE.*${port}`))
})
