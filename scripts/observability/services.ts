import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createKey, formatKeyHash } from '@visita/http'
import { projectionMigrations } from '@visita/projections'
import { startStores, until } from '@visita/testing'

const root = fileURLToPath(new URL('../..', import.meta.url))
const names = ['command-api', 'read-api', 'projector', 'reactor', 'dispatcher'] as const
export type ServiceName = (typeof names)[number]

/** Every service as a process of its own, on stores of their own, and a collector that keeps what traces they send it. */
export interface Services {
  readonly url: Readonly<Record<ServiceName, string>>
  readonly platformKey: string
  /** What that service has sent to the collector so far, as bytes (OTLP in protobuf). */
  tracesOf(service: ServiceName): Buffer
  stop(): Promise<void>
}

export async function startServices(): Promise<Services> {
  const stores = await startStores([projectionMigrations])
  const platform = { ...createKey('platform') }
  const sent: Buffer[] = []
  const collector = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    sent.push(Buffer.concat(chunks))
    response.end()
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const env = {
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    VISITA_EVENTSTORE_URL: stores.eventStore,
    VISITA_POSTGRES_URL: stores.postgres,
    VISITA_MASTER_KEY: randomBytes(32).toString('base64'),
    VISITA_PLATFORM_KEY_HASH: formatKeyHash(platform),
    VISITA_COMMAND_PORT: '0',
    VISITA_READ_PORT: '0',
    VISITA_TRACES_URL: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  }
  const started = names.map((name) => startService(name, env))
  const stop = async () => {
    await Promise.all(started.map((service) => service.stop()))
    collector.closeAllConnections()
    collector.close()
    await stores.stop()
  }
  try {
    const urls = await Promise.all(started.map(async ({ listening }, i) => [names[i], await listening]))
    const url = Object.fromEntries(urls) as Services['url']
    // What they read before they have caught up is no news to them, and so in no trace.
    for (const name of ['projector', 'reactor', 'dispatcher'] as const) {
      await until(`${name} has caught up`, async () => (await fetch(`${url[name]}/health/ready`)).status === 200)
    }
    return {
      url,
      platformKey: platform.key,
      tracesOf: (service) => Buffer.concat(sent.filter((body) => body.includes(`visita-${service}`))),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function startService(name: ServiceName, env: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, 'services', name, 'src/main.ts'), '--exit-with-stdin'], {
    env,
    // Its input closes with this process, however that ends, and it ends with its input.
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>()
  const lines: string[] = []
  const exit = once(child, 'exit').then(() => reject(new Error(`${name} ended:\n${lines.slice(-20).join('\n')}`)))
  listening.catch(() => undefined)
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line.includes('Server listening') ? line : '') ?? []
      if (url) resolve(url)
    })
  }
  return {
    listening,
    async stop() {
      child.kill('SIGTERM')
      await exit
    },
  }
}
