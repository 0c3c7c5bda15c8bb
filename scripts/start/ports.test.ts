import { createServer } from 'node:net'
import { test } from 'tap'
import { freePorts } from './ports.ts'

const host = '127.0.0.1'

/** Takes a port until the test is over, or until `release`. */
async function taken(t: { teardown(fn: () => unknown): void }) {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, host, done))
  const release = () => new Promise<void>((done) => server.close(() => done()))
  t.teardown(() => server.listening && release())
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return { port: address.port, release }
}

test('every port in the way is named with the variable that changes it', async (t) => {
  const [a, b] = [await taken(t), await taken(t)]
  const wanted = [
    { variable: 'VISITA_COMMAND_PORT', host, port: a.port },
    { variable: 'VISITA_READ_PORT', host, port: 0 },
    { variable: 'VISITA_NODE_PORT', host, port: b.port },
  ]
  await t.rejects(freePorts(wanted, 0), {
    name: 'StartProblem',
    message: new RegExp(`${a.port} .*VISITA_COMMAND_PORT[\\s\\S]*${b.port} .*VISITA_NODE_PORT`),
  })
})

test('0 picks a free port, another for each', async (t) => {
  const ports = await freePorts(
    [1, 2, 3].map(() => ({ variable: 'X', host, port: 0 })),
    0,
  )
  t.equal(new Set(ports).size, 3)
  t.ok(ports.every((port) => port > 0))
})

test('two services on one port, and an address that is not here, are told before anything starts', async (t) => {
  const { port, release } = await taken(t)
  await release()
  const twice = ['VISITA_COMMAND_PORT', 'VISITA_READ_PORT'].map((variable) => ({ variable, host, port }))
  await t.rejects(freePorts(twice, 0), { message: /VISITA_READ_PORT and VISITA_COMMAND_PORT are both/ })
  await t.rejects(freePorts([{ variable: 'X', host: '192.0.2.1', port: 0 }], 0), { message: /no address 192\.0\.2\.1/ })
})

test('a port that becomes free within the patience is taken', async (t) => {
  const { port, release } = await taken(t)
  const asked = freePorts([{ variable: 'X', host, port }], 10_000)
  await release()
  t.same(await asked, [port])
})
