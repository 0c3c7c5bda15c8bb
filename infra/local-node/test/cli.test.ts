import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { EventStoreDBClient } from '@eventstore/db-client'
import { generate } from 'selfsigned'
import { test } from 'tap'
import { runNode } from './child.ts'
import { event, failure, revisions, temporaryDirectory } from './entry.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Runs the program to its end. */
const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const child = spawn(process.execPath, [main, ...args])
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

test('the program says what it can do, and refuses what it cannot in one line', async (t) => {
  const dir = await temporaryDirectory()
  const [help, port, size, cert, pem, unknown] = await Promise.all([
    run('--help'),
    run('--port', 'http'),
    run('--max-append-size', '0'),
    run('--cert', 'x'),
    run('--cert', '/no/such/file', '--key', '/no/such/file', '--data-dir', dir.path),
    run('--nothing'),
  ])
  t.equal(help.code, 0)
  for (const flag of ['--host', '--port', '--data-dir', '--cert', '--key', '--max-append-size', '--exit-with-stdin']) {
    t.match(help.out, flag)
  }
  for (const refused of [port, size, cert, pem, unknown]) {
    t.not(refused.code, 0)
    t.notMatch(refused.err, /\n {4}at /, 'no stack')
  }
  t.match(port.err, 'a port is a whole number')
  t.match(cert.err, '--cert and --key belong together')
  t.match(pem.err, '/no/such/file cannot be read')
  await dir.remove()
})

test('two nodes on one directory or port: the second says so and ends', async (t) => {
  const [one, two] = [await temporaryDirectory(), await temporaryDirectory()]
  const node = await runNode(['--port', '0', '--data-dir', one.path])
  const [dir, port] = await Promise.all([
    run('--port', '0', '--data-dir', one.path),
    run('--port', String(node.port), '--data-dir', two.path),
  ])
  t.strictSame(dir, {
    code: 1,
    out: '',
    err: `eventstore-local: data directory ${one.path} is in use by another node\n`,
  })
  t.strictSame(port, {
    code: 1,
    out: '',
    err: `eventstore-local: port ${node.port} on 127.0.0.1 is taken by another program\n`,
  })
  await node.kill('SIGKILL')
  const next = await runNode(['--port', '0', '--data-dir', one.path])
  t.ok(next.port, 'a killed node leaves no lock')
  t.strictSame(await next.kill('SIGINT'), { code: 0, signal: null })
  await one.remove()
  await two.remove()
})

test('a directory that is not a node’s is refused and left alone', async (t) => {
  const dir = await temporaryDirectory()
  const file = join(dir.path, 'log.sqlite')
  const foreign = new DatabaseSync(file)
  foreign.exec('CREATE TABLE theirs (x)')
  foreign.close()
  t.match(await run('--port', '0', '--data-dir', dir.path), { code: 1, err: 'holds the database of another program' })
  const untouched = new DatabaseSync(file)
  t.equal(untouched.prepare('SELECT count(*) AS n FROM theirs').get()?.n, 0)
  untouched.close()
  await writeFile(file, 'not a database at all, but long enough to be taken for one'.repeat(100))
  t.match(await run('--port', '0', '--data-dir', dir.path), { code: 1, err: 'cannot be used' })
  await mkdir(join(dir.path, 'sub'))
  await writeFile(join(dir.path, 'sub', 'file'), '')
  t.match(await run('--port', '0', '--data-dir', join(dir.path, 'sub', 'file')), { code: 1, err: 'cannot be made' })
  await dir.remove()
})

test('the node ends when its standard input closes, if asked to', async (t) => {
  const dir = await temporaryDirectory()
  const child = spawn(process.execPath, [main, '--port', '0', '--data-dir', dir.path, '--exit-with-stdin'])
  await once(child.stdout, 'data')
  child.stdin.end()
  t.strictSame(await once(child, 'exit'), [0, null])
  await dir.remove()
})

test('with a certificate the program takes its credentials from the environment', async (t) => {
  const dir = await temporaryDirectory()
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const [cert, key] = [join(dir.path, 'cert.pem'), join(dir.path, 'key.pem')]
  await writeFile(cert, pem.cert)
  await writeFile(key, pem.private)
  const args = [
    '--port',
    '0',
    '--data-dir',
    join(dir.path, 'data'),
    '--cert',
    cert,
    '--key',
    key,
    '--max-append-size',
    '1000',
  ]
  const node = await runNode(args, { VISITA_NODE_USER: 'me', VISITA_NODE_PASSWORD: 'mine' })
  const client = EventStoreDBClient.connectionString(
    `esdb://me:mine@localhost:${node.port}?tls=true&tlsCAFile=${encodeURIComponent(cert)}`,
  )
  await client.appendToStream('a', event())
  t.strictSame(await revisions(client.readStream('a')), [0])
  const large = Array.from({ length: 100 }, () => event())
  t.match(await failure(client.appendToStream('a', large)), { maxAppendSize: 1000 })
  await client.dispose()
  await node.kill('SIGTERM')
  await dir.remove()
})
