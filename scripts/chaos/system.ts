import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Fakes, startFakes } from '@visita/channels/fakes'
import { createKey, formatKeyHash } from '@visita/http'
import { createLogger, type ManualClock, manualClock, systemClock } from '@visita/runtime'
import type { Where } from '../operations/stores.ts'
import { answersOk, runOnce, type Supervised, supervise } from '../start/child.ts'
import { fakeAccounts } from '../start/fake-accounts.ts'
import { freePorts } from '../start/ports.ts'
import { supervisePostgres } from '../start/postgres.ts'
import { createView } from '../start/view.ts'
import type { Victim } from './schedule.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Everything as `npm start` runs it, on a manual clock, with two dispatchers; the providers' fakes are in this process. */
export interface System {
  readonly commandUrl: string
  readonly platformKey: string
  readonly fakes: Fakes
  /** By which the fakes note when they were asked. */
  readonly clock: ManualClock
  readonly where: Where
  /** What every process has said. */
  readonly logFile: string
  /** SIGKILL; whoever keeps it running starts it again. */
  kill(victim: Victim): Promise<void>
  /** Resolves when each of them answers and is at work. @throws the signal's reason */
  ready(signal: AbortSignal): Promise<void>
  stop(): Promise<void>
}

/** Back again soon, however often they are killed. */
const backoff = { firstMs: 300, mostMs: 1_200, calmMs: 2_000, tries: 5 }

/** @param folder empty; everything that is kept is kept there */
export async function startSystem(folder: string): Promise<System> {
  const names = [
    'dispatcher-1',
    'dispatcher-2',
    'reactor',
    'projector',
    'read-api',
    'command-api',
    'local-node',
  ] as const
  const ports = await freePorts(
    ['postgres', ...names].map((variable) => ({ variable, host: '127.0.0.1', port: 0 })),
    0,
  )
  const [postgresPort = 0, ...others] = ports
  const portOf = new Map<string, number>(names.map((name, i) => [name, others[i] ?? 0]))
  const url = (name: (typeof names)[number]) => `http://127.0.0.1:${portOf.get(name)}`
  const logFile = join(folder, 'log')
  const log = createWriteStream(logFile)
  const view = createView(log)
  const logger = createLogger({
    service: 'chaos',
    level: 'info',
    destination: { write: (line) => view.line('chaos', line.trimEnd()) },
  })
  const options = { cwd: root, logger, view, backoff }
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
    log.end()
  }
  try {
    const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '', NODE_OPTIONS = '' } = process.env
    const inherited = { PATH, HOME, NODE_OPTIONS, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
    const clock = manualClock(systemClock().now())
    const webhooks = `${url('command-api')}/v1/webhooks`
    const fakes = await startFakes({
      ...{ clock, momentMs: 100 },
      callbacks: { whatsapp: `${webhooks}/whatsapp`, resend: `${webhooks}/resend` },
    })
    stops.push(() => fakes.stop())
    const postgres = await supervisePostgres({ dataDir: join(folder, 'postgres'), port: postgresPort }, logger, view)
    stops.push(() => postgres.stop())
    const children = new Map<string, Supervised>()
    const nodeArgs = ['--port', String(portOf.get('local-node')), '--data-dir', join(folder, 'eventstore')]
    const node = supervise(
      {
        name: 'local-node',
        args: [join(root, 'infra/local-node/src/main.ts'), ...nodeArgs],
        env: inherited,
        ready: { says: 'listening' },
      },
      options,
    )
    stops.push(() => node.stop())
    children.set('local-node', node)
    const platform = { ...createKey('platform') }
    const stores = {
      VISITA_EVENTSTORE_URL: `esdb://127.0.0.1:${portOf.get('local-node')}?tls=false`,
      VISITA_POSTGRES_URL: postgres.url,
      VISITA_MASTER_KEY: randomBytes(32).toString('base64'),
    }
    const env = {
      ...inherited,
      ...stores,
      ...fakeAccounts({}, fakes.url),
      VISITA_CLOCK: 'manual',
      VISITA_HOST: '127.0.0.1',
      VISITA_COMMAND_PORT: String(portOf.get('command-api')),
      VISITA_READ_PORT: String(portOf.get('read-api')),
      VISITA_PUBLIC_URL: url('command-api'),
      VISITA_PLATFORM_KEY_HASH: formatKeyHash(platform),
    }
    await Promise.all([
      runOnce({ name: 'migrate', args: [join(root, 'scripts/migrate.ts')], env }, options),
      node.ready,
    ])
    const services = names.filter((name) => name !== 'local-node')
    for (const name of services) {
      const service = supervise(
        {
          name,
          args: [join(root, 'services', name.replace(/-\d$/, ''), 'src/main.ts')],
          env: { ...env, VISITA_HEALTH_PORT: String(portOf.get(name)) },
          ready: { url: `${url(name)}/health/live` },
        },
        options,
      )
      children.set(name, service)
    }
    stops.push(() => Promise.all(services.map((name) => children.get(name)?.stop())))
    await Promise.all(services.map((name) => children.get(name)?.ready))

    return {
      ...{ commandUrl: url('command-api'), platformKey: platform.key, fakes, clock, logFile, stop },
      where: { dataDir: folder, env: stores },
      async kill(victim) {
        if (victim !== 'postgres') return children.get(victim)?.kill()
        const file = await readFile(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').catch(() => '')
        const pid = Number(file.split('\n')[0])
        if (pid > 1) process.kill(pid, 'SIGKILL')
      },
      async ready(signal) {
        for (const name of services) {
          while (!(await answersOk(`${url(name)}/health/ready`))) await sleep(100, undefined, { signal })
        }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
