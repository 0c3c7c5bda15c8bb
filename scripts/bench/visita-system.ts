import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createKey, decodePosition, formatKeyHash, platformTenant } from '@visita/http'
import { startPostgres } from '@visita/postgres'
import { projections } from '@visita/projections'
import { connectPostgres, waitForPosition } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { resourceIds } from './business.ts'
import { createBusiness } from './create-business.ts'
import { cpuSeconds, type Process, startProcess } from './processes.ts'
import { createStops, type System } from './systems.ts'

const settleLimitMs = 60_000

/** The read API beside it, and a key for what operators read. */
export interface VisitaSystem extends System {
  readonly reads: { readonly url: string; readonly key: string }
  /** Where its stores are, as variables of the environment. */
  readonly stores: Readonly<Record<'VISITA_EVENTSTORE_URL' | 'VISITA_POSTGRES_URL' | 'VISITA_MASTER_KEY', string>>
}

/** Visita as it runs in production: the local node, PostgreSQL, both APIs and the projector, everything durable. */
export async function startVisitaSystem(folder: string): Promise<VisitaSystem> {
  const stops = createStops()
  try {
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
    stops.add(() => postgres.stop())
    const platform = createKey(platformTenant)
    const start = async (
      name: string,
      file: string,
      args: readonly string[],
      env: Record<string, string>,
      ready: RegExp,
    ) => {
      const child = await startProcess({ file, args, env, ready, log: join(folder, `${name}.log`) })
      stops.add(() => child.stop())
      return child
    }
    const nodeArgs = ['--port', '0', '--data-dir', join(folder, 'node')]
    const node = await start('local-node', 'infra/local-node/src/main.ts', nodeArgs, {}, /listening on (\S+)/)
    const stores = {
      VISITA_EVENTSTORE_URL: node.said[1] ?? '',
      VISITA_POSTGRES_URL: postgres.url,
      VISITA_MASTER_KEY: randomBytes(32).toString('base64'),
    }
    const env = {
      ...stores,
      VISITA_PLATFORM_KEY_HASH: formatKeyHash(platform),
      VISITA_COMMAND_PORT: '0',
      VISITA_READ_PORT: '0',
      VISITA_RATE_LIMIT: '100000000',
    }
    const listening = /listening at (http:\/\/[\d.:]+)/
    const projector = await start('projector', 'services/projector/src/main.ts', [], env, listening)
    const api = await start('command-api', 'services/command-api/src/main.ts', [], env, listening)
    const reads = await start('read-api', 'services/read-api/src/main.ts', [], env, listening)
    const url = api.said[1] ?? ''

    const logger = createLogger({ service: 'bench', level: 'warn' })
    const readStore = connectPostgres({ url: postgres.url, logger, applicationName: 'bench', max: 3 })
    stops.add(() => readStore.end())
    const parts: Record<string, Pick<Process, 'pid'>> = {
      'command-api': api,
      node,
      postgres,
      projector,
      'read-api': reads,
    }
    const { channel, operator } = await createBusiness(url, platform.key, resourceIds)
    return {
      name: 'visita',
      url,
      key: channel,
      reads: { url: reads.said[1] ?? '', key: operator },
      stores,
      async settle(position) {
        if (position === null) return
        const names = projections.map(({ name }) => name)
        const settled = await waitForPosition(readStore, names, decodePosition(position), settleLimitMs)
        if (!settled) throw new Error('the projections did not catch up')
      },
      async cpu() {
        const entries = Object.entries(parts).map(async ([name, { pid }]) => [name, await cpuSeconds(pid)] as const)
        return Object.fromEntries(await Promise.all(entries))
      },
      stop: () => stops.run(),
    }
  } catch (error) {
    await stops.run()
    throw error
  }
}
