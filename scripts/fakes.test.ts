import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'

const program = fileURLToPath(new URL('fakes.ts', import.meta.url))

function run(...flags: string[]) {
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (part) => {
    said += part
  })
  child.stderr.on('data', (part) => {
    said += part
  })
  const ended = once(child, 'close').then(([code]) => ({ code, said }))
  return { child, ended, said: () => said }
}

test('the fakes say where they are, and end on Ctrl-C', async (t) => {
  const { child, ended, said } = run('--port', '0')
  while (!said().includes('smtp://')) await once(child.stdout, 'data')
  t.match(said(), /http:\/\/127\.0\.0\.1:\d+/)
  child.kill('SIGINT')
  t.match(await ended, { code: 0 })
})

test('a port that is taken ends it with what is wrong', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  t.match(await run('--port', port, '--smtp-port', '0').ended, { code: 1, said: /EADDRINUSE/ })
  t.match(await run('--port', '0', '--smtp-port', port).ended, { code: 1, said: /EADDRINUSE/ })
})
