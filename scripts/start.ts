import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Type } from '@sinclair/typebox'
import {
  ConfigError,
  createLogger,
  createShutdown,
  loadConfig,
  monotonic,
  releaseStartupMemory,
  setting,
  systemClock,
} from '@visita/runtime'
import { type Demo, seedDemo } from './demo/seed.ts'
import { type ChildSpec, runOnce, type Supervised, supervise } from './start/child.ts'
import { masterKeyIn, platformKeyIn, takeDataDir } from './start/data-dir.ts'
import { fakeAccounts, needsFakes } from './start/fake-accounts.ts'
import { freePorts } from './start/ports.ts'
import { supervisePostgres } from './start/postgres.ts'
import { primeCompileCache } from './start/prime.ts'
import { StartProblem } from './start/problem.ts'
import { createView } from './start/view.ts'

// `npm start`: the stores, then the services, each kept running; the demo; and everything down again in reverse order.

const startedAt = monotonic()
const root = fileURLToPath(new URL('..', import.meta.url))
const view = createView()

/** What somebody can put right is said plainly; anything else is a bug and shows where it is. */
function tell(error: unknown): void {
  const plain = error instanceof StartProblem || error instanceof ConfigError
  view.print(`\n${plain ? error.message : error instanceof Error ? error.stack : error}\n`)
}

const main = (room: string) => join(root, room, 'src/main.ts')
const services = ['projector', 'reactor', 'dispatcher', 'command-api', 'read-api'] as const
/** Those without an API, which answer /health and /metrics on a port of their own. */
const aside = ['projector', 'reactor', 'dispatcher'] as const
const inherited = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
)

/** Fills the compile cache, when there is one, with everything that is about to run. */
async function prime(): Promise<void> {
  const cacheDir = process.env.NODE_COMPILE_CACHE
  if (cacheDir === undefined) return
  const mains = [main('infra/local-node'), ...services.map((name) => main(`services/${name}`))]
  await primeCompileCache(root, cacheDir, inherited, [...mains, join(root, 'scripts/migrate.ts')])
}
// The installer asks for no more than this.
if (process.argv.includes('--prime')) {
  await Promise.all([prime(), import('./start/summary.ts')])
  process.exit(0)
}

const schema = Type.Object({
  ...setting,
  VISITA_EVENTSTORE_URL: Type.Optional(setting.VISITA_EVENTSTORE_URL),
  VISITA_POSTGRES_URL: Type.Optional(setting.VISITA_POSTGRES_URL),
  VISITA_MASTER_KEY: Type.Optional(setting.VISITA_MASTER_KEY),
  /** Unset: wherever the command API listens. */
  VISITA_PUBLIC_URL: Type.Optional({ ...setting.VISITA_PUBLIC_URL, default: undefined }),
})
let config: ReturnType<typeof loadConfig<typeof schema>>
try {
  config = loadConfig(schema, process.env)
} catch (error) {
  tell(error)
  process.exit(1)
}
const logger = createLogger({
  service: 'start',
  level: config.VISITA_LOG_LEVEL,
  destination: { write: (line) => view.line('start', line.trimEnd()) },
})
const shutdown = createShutdown(logger, { timeLimitMs: 45_000, withStdin: false, exit: leave })
watchWhoeverStartedThis()

/** Lets the last lines out, but waits for no reader who has stopped reading. */
function leave(code: number): void {
  const done = () => process.exit(code)
  setTimeout(done, 500)
  process.stdout.write('', done)
}

/** A kill -9 of npm, or of the bootstrap, must not leave the whole of it running. */
function watchWhoeverStartedThis(): void {
  const parent = process.ppid
  process.on('disconnect', () => void shutdown.stop('the process that started this is gone'))
  process.on('SIGHUP', () => void shutdown.stop('the terminal is gone'))
  if (process.env.npm_lifecycle_event === undefined) return
  const look = () => {
    if (process.ppid !== parent) void shutdown.stop('the npm that started this is gone')
  }
  setInterval(look, 1000).unref()
}

/** What scripts/migrate.ts ends with where read models are to be built again. */
const tellsOutdated = 10

async function start(): Promise<void> {
  const dataDir = takeDataDir(resolve(root, config.VISITA_DATA_DIR))
  shutdown.onStop('data directory', () => dataDir.release())
  const host = config.VISITA_HOST
  // Where this machine reaches what listens on every address.
  const reach = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  const local = { node: config.VISITA_EVENTSTORE_URL === undefined, postgres: config.VISITA_POSTGRES_URL === undefined }
  const needed = local.node && local.postgres && needsFakes(inherited)
  const [commandPort = 0, readPort = 0, fakesPort = 0, ...others] = await freePorts(
    [
      { variable: 'VISITA_COMMAND_PORT', host, port: config.VISITA_COMMAND_PORT },
      { variable: 'VISITA_READ_PORT', host, port: config.VISITA_READ_PORT },
      { variable: 'a port of the fakes', host: '127.0.0.1', port: 0 },
      ...aside.map(() => ({ variable: 'a health port', host: '127.0.0.1', port: 0 })),
      ...(local.node ? [{ variable: 'VISITA_NODE_PORT', host, port: config.VISITA_NODE_PORT }] : []),
      ...(local.postgres
        ? [{ variable: 'VISITA_POSTGRES_PORT', host: '127.0.0.1', port: config.VISITA_POSTGRES_PORT }]
        : []),
    ],
    dataDir.wasKilled ? 20_000 : 0,
  )
  const healthPorts = new Map<string, number>(aside.map((name) => [name, others.shift() ?? 0]))
  const nodePort = local.node ? (others.shift() ?? 0) : 0
  const postgresPort = others.shift() ?? 0
  const commandUrl = `http://${reach}:${commandPort}`
  const readUrl = `http://${reach}:${readPort}`
  const platform = platformKeyIn(dataDir.path)
  const masterKey = config.VISITA_MASTER_KEY ?? masterKeyIn(dataDir.path)
  if (config.VISITA_MASTER_KEY === undefined && !(local.node && local.postgres)) {
    logger.warn(`personal data in your stores can only be read with ${join(dataDir.path, 'master.key')}: keep it safe`)
  }

  const primed = prime()
  const options = { cwd: root, logger, view }
  const supervised = (spec: ChildSpec): Supervised => supervise(spec, options)
  let outdated = false
  async function startPostgres(): Promise<string> {
    let url = config.VISITA_POSTGRES_URL
    if (url === undefined) {
      const postgres = await supervisePostgres(
        { dataDir: join(dataDir.path, 'postgres'), port: postgresPort },
        logger,
        view,
      )
      shutdown.onStop('postgres', () => postgres.stop())
      url = postgres.url
    }
    await primed
    if (shutdown.signal.aborted) return url
    const migrate = [join(root, 'scripts/migrate.ts'), '--tell-outdated']
    const postgresEnv = { ...inherited, VISITA_POSTGRES_URL: url }
    outdated = (await runOnce({ name: 'migrate', args: migrate, env: postgresEnv }, options, [0, tellsOutdated])) !== 0
    return url
  }
  async function startEventStore(): Promise<string> {
    if (config.VISITA_EVENTSTORE_URL !== undefined) return config.VISITA_EVENTSTORE_URL
    await primed
    const node = supervised({
      name: 'local-node',
      args: [
        main('infra/local-node'),
        ...['--host', host, '--port', String(nodePort), '--data-dir', join(dataDir.path, 'eventstore')],
      ],
      env: inherited,
      ready: { says: 'listening' },
    })
    shutdown.onStop('local node', () => node.stop())
    await node.ready
    return `esdb://${reach}:${nodePort}?tls=false`
  }
  const publicUrl = config.VISITA_PUBLIC_URL ?? commandUrl
  // With stores of their own somebody runs it for real: what has no account there must not seem to be delivered.
  const fakesUrl = needed ? `http://127.0.0.1:${fakesPort}` : null
  async function startFakes(): Promise<void> {
    if (fakesUrl === null) return
    await primed
    const fakes = supervised({
      name: 'fakes',
      // Where the command API listens, whatever address the public knows it by.
      args: [
        join(root, 'scripts/fakes.ts'),
        '--port',
        String(fakesPort),
        '--smtp-port',
        '0',
        '--public-url',
        commandUrl,
      ],
      env: inherited,
      ready: { says: 'SMTP' },
    })
    shutdown.onStop('fakes', () => fakes.stop())
    await fakes.ready
  }
  // Stores first: what is registered first stops last.
  const [postgresUrl, eventStoreUrl] = await Promise.all([startPostgres(), startEventStore(), startFakes()])
  if (shutdown.signal.aborted) return

  const env = {
    ...inherited,
    ...(local.node && local.postgres ? fakeAccounts(inherited, fakesUrl) : {}),
    VISITA_HOST: host,
    VISITA_EVENTSTORE_URL: eventStoreUrl,
    VISITA_POSTGRES_URL: postgresUrl,
    VISITA_MASTER_KEY: masterKey,
    VISITA_COMMAND_PORT: String(commandPort),
    VISITA_READ_PORT: String(readPort),
    VISITA_PUBLIC_URL: publicUrl,
    VISITA_PLATFORM_KEY_HASH: config.VISITA_PLATFORM_KEY_HASH ?? platform.hash,
  }
  // An earlier release may have left read models that this one maps otherwise. (A deployment does this beside what serves.)
  if (outdated) {
    await runOnce({ name: 'replay', args: [join(root, 'scripts/visita.ts'), 'replay', '--outdated'], env }, options)
    if (shutdown.signal.aborted) return
  }
  const healthUrl = (name: (typeof services)[number]): string => {
    if (name === 'command-api') return `${commandUrl}/health/ready`
    return name === 'read-api' ? `${readUrl}/health/ready` : `http://127.0.0.1:${healthPorts.get(name)}/health/live`
  }
  const children: Supervised[] = []
  async function run(...names: readonly (typeof services)[number][]): Promise<void> {
    const started = names.map((name) => {
      const healthPort = healthPorts.get(name)
      return supervised({
        name,
        args: [main(`services/${name}`)],
        env: healthPort ? { ...env, VISITA_HOST: '127.0.0.1', VISITA_HEALTH_PORT: String(healthPort) } : env,
        ready: { url: healthUrl(name) },
      })
    })
    children.push(...started)
    await Promise.all(started.map((child) => child.ready))
  }
  // Together: none of them needs another, and each has work under way to finish.
  shutdown.onStop('services', async () => void (await Promise.all(children.map((child) => child.stop()))))
  // Whoever waits until both APIs are ready then looks for the demo's keys, so the first time the read API comes last.
  const hasDemo = existsSync(join(dataDir.path, 'demo.json'))
  await run(...services.filter((name) => hasDemo || name !== 'read-api'))
  if (shutdown.signal.aborted) return
  const demo = await makeDemo({ dataDir: dataDir.path, commandUrl, readUrl, platformKey: platform.key })
  if (shutdown.signal.aborted) return
  if (!hasDemo) await run('read-api')
  if (shutdown.signal.aborted) return
  // Loaded only now: it needs a calendar, and the supervisor should stay small.
  const { summary } = await import('./start/summary.ts')
  view.print(
    summary(
      {
        commandUrl,
        readUrl,
        eventStore: local.node ? eventStoreUrl : 'as VISITA_EVENTSTORE_URL says',
        postgres: local.postgres ? `127.0.0.1:${postgresPort}` : 'as VISITA_POSTGRES_URL says',
        providers: fakesUrl,
        dataDir: config.VISITA_DATA_DIR,
        seconds: (monotonic() - startedAt) / 1000,
      },
      demo,
      systemClock().now(),
    ),
  )
  releaseStartupMemory()
}

/** The demo is no reason for the service to stop: without it, everything else works. */
async function makeDemo(options: Omit<Parameters<typeof seedDemo>[0], 'logger'>): Promise<Demo | null> {
  if (config.VISITA_PLATFORM_KEY_HASH !== undefined) {
    logger.info('VISITA_PLATFORM_KEY_HASH is set, and only its owner can make tenants: no demo')
    return null
  }
  for (let attempt = 1; attempt <= 5 && !shutdown.signal.aborted; attempt++) {
    try {
      return await seedDemo({ ...options, logger })
    } catch (err) {
      logger.error({ err, attempt }, 'the demo could not be made')
      await sleep(1000, undefined, { signal: shutdown.signal }).catch(() => undefined)
    }
  }
  return null
}

try {
  await start()
} catch (error) {
  if (!shutdown.signal.aborted) {
    tell(error)
    await shutdown.stop('it could not start', 1)
  }
}
