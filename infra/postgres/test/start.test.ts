import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Test, test } from 'tap'
import { findBinaries, installed } from '../src/binaries.ts'
import { PostgresError, type StartOptions, startPostgres } from '../src/index.ts'
import { processIdentity } from '../src/owner.ts'
import { serverUser } from '../src/user.ts'

/** mkdtemp makes it 0700, so as root every test also runs below a folder that the server's user may not enter. */
async function folder(t: Test): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'visita-postgres-'))
  t.teardown(() => rm(made, { recursive: true, force: true }))
  return join(made, 'data')
}

async function started(t: Test, options: Partial<StartOptions> & { dataDir: string }) {
  const server = await startPostgres({ port: 0, durable: false, ...options })
  t.teardown(() => server.stop())
  return server
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query(sql).then((result) => result.rows).finally(() => client.end()) // biome-ignore format: one thought
}

function inProcess(t: Test, dataDir: string): ChildProcess & { serverPid: Promise<number> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start-and-wait.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const serverPid = once(createInterface({ input: child.stdout }), 'line').then(([line]) => Number(line))
  serverPid.catch(() => undefined)
  return Object.assign(child, { serverPid })
}

/** One that has ended but is not yet buried by init does not count. */
const isAlive = (pid: number) => processIdentity(pid) !== null

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10)
}

test('a second start finds the data of the first, under the same password', async (t) => {
  const dataDir = await folder(t)
  const first = await startPostgres({ dataDir, port: 0, durable: true })
  await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n')
  t.match(await ask(first.url, 'SELECT version() AS v, current_setting($$fsync$$) AS f'), [
    { v: /PostgreSQL 18/, f: 'on' },
  ])
  await first.stop()
  const second = await started(t, { dataDir, durable: true })
  t.same(await ask(second.url, 'SELECT n FROM kept'), [{ n: 7 }])
  t.equal(new URL(second.url).password, new URL(first.url).password)
  await t.rejects(ask(second.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1'), /password/, 'nobody else gets in')
})

test('an initdb that was killed half way is made anew', async (t) => {
  const dataDir = await folder(t)
  const child = inProcess(t, dataDir)
  const half = () => (existsSync(dataDir) ? readdirSync(dataDir).find((name) => name.includes('.init-')) : undefined)
  await until(() => existsSync(join(dataDir, half() ?? '?', 'global')))
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.notOk(existsSync(join(dataDir, 'cluster')), 'the half-made one never had the name of a cluster')
  const server = await started(t, { dataDir })
  t.same(await ask(server.url, 'SELECT 1 AS n'), [{ n: 1 }])
  t.same((await readdir(dataDir)).sort(), ['cluster', 'owner', 'password'])
})

test('the server ends when the process that started it is killed', async (t) => {
  const dataDir = await folder(t)
  const child = inProcess(t, dataDir)
  const pid = await child.serverPid
  child.kill('SIGKILL')
  await until(() => !isAlive(pid))
  t.notOk(isAlive(pid))
})

test('a server that outlived its parent and its guard is stopped by the next start', async (t) => {
  const dataDir = await folder(t)
  const child = inProcess(t, dataDir)
  const pid = await child.serverPid
  const guard = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }))
  const watchers = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([watcher, parent]) => parent === guard && watcher !== pid)
  for (const [watcher = 0] of [...watchers, [guard]]) process.kill(watcher, 'SIGKILL')
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.ok(isAlive(pid), 'the orphan lives')
  const lines: string[] = []
  const server = await started(t, { dataDir, logLine: (line) => lines.push(line) })
  t.notOk(isAlive(pid), 'and was stopped')
  t.match(lines, [new RegExp(`process ${pid}`)])
  t.same(await ask(server.url, 'SELECT 1 AS n'), [{ n: 1 }])
})

test('a data directory whose server was killed without warning is recovered', async (t) => {
  const dataDir = await folder(t)
  const first = await startPostgres({ dataDir, port: 0 })
  await ask(first.url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n')
  process.kill(first.pid, 'SIGKILL')
  await first.ended
  const second = await started(t, { dataDir, durable: true })
  t.same(await ask(second.url, 'SELECT count(*)::int AS n FROM kept'), [{ n: 1000 }])
})

test('a postmaster.pid that names some other living process is no server', async (t) => {
  const dataDir = await folder(t)
  await (await startPostgres({ dataDir, port: 0, durable: false })).stop()
  const stale = `${process.pid}\n${join(dataDir, 'cluster')}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`
  await writeFile(join(dataDir, 'cluster/postmaster.pid'), stale)
  const server = await started(t, { dataDir })
  t.same(await ask(server.url, 'SELECT 1 AS n'), [{ n: 1 }])
})

test('a data directory in use is named, and the server on it is left alone', async (t) => {
  const dataDir = await folder(t)
  const server = await started(t, { dataDir })
  const refused = await startPostgres({ dataDir, port: 0 }).catch((error) => error)
  t.type(refused, PostgresError)
  t.match(refused, { problem: 'data-dir-in-use', message: new RegExp(`${dataDir} is in use.*process ${server.pid}`) })
  t.same(await ask(server.url, 'SELECT 1 AS n'), [{ n: 1 }])
})

test('a port that is taken is named', async (t) => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const refused = await startPostgres({ dataDir: await folder(t), port, durable: false }).catch((error) => error)
  t.match(refused, { problem: 'port-taken', message: new RegExp(`Port ${port}.*VISITA_POSTGRES_PORT`) })
})

test('a folder with something else in it is not touched', async (t) => {
  const dataDir = await folder(t)
  await mkdir(join(dataDir, 'cluster'), { recursive: true })
  await writeFile(join(dataDir, 'cluster/letter.txt'), 'dear')
  await t.rejects(startPostgres({ dataDir, port: 0 }), { problem: 'failed', message: /is not empty/ })
  t.equal(await readFile(join(dataDir, 'cluster/letter.txt'), 'utf8'), 'dear')
})

test('a test server leaves nothing behind, not even its folder', async (t) => {
  const made = await mkdtemp(join(tmpdir(), 'visita-postgres-'))
  t.teardown(() => rm(made, { recursive: true, force: true }))
  await chmod(made, 0o777)
  const dataDir = join(made, 'data')
  const server = await startPostgres({ dataDir, port: 0, durable: false, removeAfterwards: true })
  await server.stop()
  t.notOk(existsSync(dataDir))
})

const asRoot = process.getuid?.() === 0
test('programs that the server user cannot reach are copied to where it can', { skip: !asRoot }, async (t) => {
  const hidden = await folder(t)
  const cache = await mkdtemp(join(tmpdir(), 'visita-cache-'))
  t.teardown(() => rm(cache, { recursive: true, force: true }))
  await chmod(cache, 0o755)
  const { folder: native, version } = installed()
  await cp(native, hidden, { recursive: true, verbatimSymlinks: true })
  const user = await serverUser(hidden)
  const found = await findBinaries(user, { folder: hidden, version, caches: [cache] })
  t.equal(found.postgres, join(cache, `postgres-${version}/bin/postgres`))
  t.same(await findBinaries(user, { folder: hidden, version, caches: [cache] }), found, 'and only once')
  await t.rejects(findBinaries(user, { folder: hidden, version, caches: [join(hidden, 'no')] }), {
    problem: 'not-permitted',
    message: /Move this folder/,
  })
})
