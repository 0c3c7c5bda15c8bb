import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectPostgres } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { test } from 'tap'
import type { Demo } from './demo/seed.ts'

// The whole of `npm start`, as a person meets it, on a data directory of its own.

const script = fileURLToPath(new URL('./start.ts', import.meta.url))
const dataDir = await mkdtemp(join(tmpdir(), 'visita start '))
const ports = ['VISITA_COMMAND_PORT', 'VISITA_READ_PORT', 'VISITA_NODE_PORT', 'VISITA_POSTGRES_PORT']

interface Run {
  readonly process: ChildProcess
  readonly ended: Promise<number | null>
  said(): string
  /** Resolves when it has said this; rejects when it has ended without. */
  says(pattern: RegExp): Promise<void>
}

const runs: Run[] = []

function start(extra: Record<string, string> = {}): Run {
  const env: Record<string, string | undefined> = { ...process.env, VISITA_DATA_DIR: dataDir, ...extra }
  for (const name of ports) env[name] ??= '0'
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
      for (const look of listeners) look()
    })
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const run: Run = {
    process: child,
    ended,
    said: () => text,
    says: (pattern) =>
      new Promise((done, fail) => {
        const look = () => {
          if (!pattern.test(text)) return
          listeners.delete(look)
          done()
        }
        listeners.add(look)
        look()
        void ended.then(() => fail(new Error(`it ended without saying ${pattern}:\n${text}`)))
      }),
  }
  runs.push(run)
  return run
}

const demoFile = async () => JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo

/** The command lines of every process that works on our data directory. */
async function processes(): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '')
    const ours = environment.includes(`VISITA_DATA_DIR=${dataDir}`) || folder.startsWith(dataDir)
    if (ours && Number(pid) !== process.pid) found.push({ pid: Number(pid), command })
  }
  return found
}

/** As if a release that mapped this projection otherwise had run before. */
async function makeOutdated(projection: string): Promise<void> {
  const password = await readFile(join(dataDir, 'postgres/password'), 'utf8')
  const port = (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[3]
  const store = connectPostgres({
    url: `postgres://visita:${password.trim()}@127.0.0.1:${port}/visita`,
    role: 'visita_writer',
    logger: createLogger({ service: 'test', level: 'silent' }),
    applicationName: 'test',
  })
  await store.query('UPDATE visita.checkpoint SET version = 0 WHERE projection = $1', [projection])
  await store.end()
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50)
}

test('npm start', { skip: process.platform !== 'linux' && 'looks into /proc' }, async (t) => {
  t.teardown(async () => {
    for (const run of runs) run.process.kill('SIGKILL')
    await until(async () => (await processes()).length === 0)
    await rm(dataDir, { recursive: true, force: true })
  })

  const first = start()
  await first.says(/read-api .*listening/)
  t.ok(await demoFile(), 'whoever waits for both APIs finds the keys')
  await first.says(/Visita is ready/)
  const demo = await demoFile()

  await t.test('answers ready on both APIs and leaves the keys of three tenants', async (t) => {
    for (const url of [demo.commandUrl, demo.readUrl]) t.equal((await fetch(`${url}/health/ready`)).status, 200, url)
    t.match(demo, { tenant: 'demo', more: [{ tenant: 'barberia-cali' }, { tenant: 'cocinas-bcn' }] })
    t.same(Object.keys(demo.keys).sort(), ['admin', 'auditor', 'channel', 'operator', 'platform'])
    t.equal((await stat(join(dataDir, 'demo.json'))).mode & 0o777, 0o600)
    t.match(first.said(), demo.keys.channel)
  })

  await t.test('serves what it printed: the line with curl books', async (t) => {
    const [, start] = /"start":"([^"]+)"/.exec(first.said()) ?? []
    const answer = await fetch(`${demo.commandUrl}/v1/visits`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${demo.keys.channel}`,
        'content-type': 'application/json',
        'idempotency-key': 'first',
      },
      body: JSON.stringify({ typeId: 'visita', start, customer: { name: 'Ana Rojas', phone: '+56912345678' } }),
    })
    const text = await answer.text()
    t.equal(answer.status, 201, text)
    const visit = JSON.parse(text) as { id: string; manageUrl: string }
    t.ok(visit.manageUrl.startsWith(demo.commandUrl), 'a link that leads here, wherever that is')
    const jobs = `${demo.readUrl}/v1/admin/notifications/jobs?channel=whatsapp&visitId=${visit.id}`
    await until(async () => {
      const told = await fetch(jobs, { headers: { authorization: `Bearer ${demo.keys.operator}` } })
      const { items } = (await told.json()) as { items: readonly { readonly readAt: string | null }[] }
      return items.some(({ readAt }) => readAt !== null)
    })
    t.pass('somebody who has no account with anybody sees a message go out, and read')
  })

  await t.test('a second start on the same directory is refused, and told by whom it is taken', async (t) => {
    const second = start()
    t.equal(await second.ended, 1)
    t.match(second.said(), new RegExp(`${dataDir} is in use by another .npm start. \\(process ${first.process.pid}\\)`))
    t.notMatch(second.said(), /at .*\.ts:/, 'no stack')
  })

  await t.test('a service that is killed comes back', async (t) => {
    const service = (await processes()).find(({ command }) => command.includes('read-api'))
    t.ok(service, 'found it')
    if (service) process.kill(service.pid, 'SIGKILL')
    await first.says(/ended by itself child=read-api how="signal SIGKILL"/)
    await first.says(/ready again child=read-api/)
    t.equal((await fetch(`${demo.readUrl}/health/ready`)).status, 200)
  })

  await t.test('kill -9 of the supervisor leaves no process behind', async (t) => {
    t.ok((await processes()).length >= 10, 'there were some, PostgreSQL among them')
    await makeOutdated('blocks')
    first.process.kill('SIGKILL')
    await until(async () => (await processes()).length === 0)
    t.pass('all of them are gone')
  })

  await t.test('the next start finds everything as it was', async (t) => {
    const fixed = Object.fromEntries(
      [demo.commandUrl, demo.readUrl].map((url, i) => [ports[i] ?? '', new URL(url).port]),
    )
    const again = start(fixed)
    await again.says(/Visita is ready/)
    t.same(await demoFile(), demo, 'the same keys')
    t.notMatch(again.said(), /made a demo tenant/)
    t.match(again.said(), /replay +│? *.*blocks/, 'what was mapped otherwise is built again before the services start')
    t.notMatch(again.said(), /older version is served/)
    const headers = { authorization: `Bearer ${demo.keys.operator}` }
    const visits = await fetch(`${demo.readUrl}/v1/admin/visits`, { headers })
    t.match(await visits.json(), { items: [{ typeId: 'visita' }] })

    again.process.kill('SIGTERM')
    t.equal(await again.ended, 0)
    t.match(again.said(), /stopping reason=SIGTERM[\s\S]*database system is shut down[\s\S]*stopped ms=/)
    t.same(await processes(), [], 'and stops clean')
  })

  await t.test('a taken port and a wrong variable are told in plain words', async (t) => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const refused = start({ VISITA_READ_PORT: port })
    t.equal(await refused.ended, 1)
    t.match(refused.said(), new RegExp(`Port ${port} on 127.0.0.1 is taken by another program.*VISITA_READ_PORT`))
    await new Promise((done) => server.close(done))

    const wrong = start({ VISITA_COMMAND_PORT: 'four thousand', VISITA_CLOCK: 'sundial' })
    t.equal(await wrong.ended, 1)
    t.match(wrong.said(), /VISITA_COMMAND_PORT is wrong[\s\S]*VISITA_CLOCK is wrong/)
    t.notMatch(refused.said() + wrong.said(), /at .*\.ts:/, 'no stack')
  })
})
