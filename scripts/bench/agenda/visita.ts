import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { catalogue, type TenantId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { createKey, encodePosition, formatKeyHash, platformTenant } from '@visita/http'
import { startPostgres } from '@visita/postgres'
import { projections } from '@visita/projections'
import { connectPostgres, createVault, waitForPosition } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import pg from 'pg'
import { createBusiness } from '../create-business.ts'
import { startProcess } from '../processes.ts'
import { createStops } from '../systems.ts'
import { type AgendaFacts, tenant } from './facts.ts'
import { fillLog } from './fill.ts'

/** One of the servers that answer, running and filled. */
export interface AgendaServer {
  readonly url: string
  readonly key: string
  stop(): Promise<void>
}

export interface VisitaServer extends AgendaServer {
  /** The position of the last event, as a token. */
  readonly token: string
  /** Blocks a quarter of an hour of somebody's day, or lifts it again. @returns the position, as a token */
  change(): Promise<string>
}

/** How long the projector may take for what was written. */
const settleLimitMs = 600_000

/** The read side as it runs in production, each service a process of its own, with the facts written into its log. */
export async function startVisita(
  folder: string,
  facts: AgendaFacts,
  say: (line: string) => void,
  fill: { written(events: number): void; stop(): void },
): Promise<VisitaServer> {
  const stops = createStops()
  try {
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
    stops.add(() => postgres.stop())
    const platform = createKey(platformTenant)
    const start = async (name: string, file: string, args: string[], env: Record<string, string>, ready: RegExp) => {
      const child = await startProcess({ file, args, env, ready, log: join(folder, `${name}.log`) })
      stops.add(() => child.stop())
      return child.said[1] ?? ''
    }
    const nodeArgs = ['--port', '0', '--data-dir', join(folder, 'node')]
    const eventStore = await start('local-node', 'infra/local-node/src/main.ts', nodeArgs, {}, /listening on (\S+)/)
    const masterKey = randomBytes(32)
    const env = {
      VISITA_EVENTSTORE_URL: eventStore,
      VISITA_POSTGRES_URL: postgres.url,
      VISITA_MASTER_KEY: masterKey.toString('base64'),
      VISITA_PLATFORM_KEY_HASH: formatKeyHash(platform),
      VISITA_COMMAND_PORT: '0',
      VISITA_READ_PORT: '0',
      VISITA_RATE_LIMIT: '100000000',
    }
    const listening = /listening at (http:\/\/[\d.:]+)/
    await start('projector', 'services/projector/src/main.ts', [], env, listening)
    const commands = await start('command-api', 'services/command-api/src/main.ts', [], env, listening)
    const { operator } = await createBusiness(commands, platform.key, facts.agents)

    const logger = createLogger({ service: 'bench', level: 'warn' })
    const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'bench' })
    stops.add(() => store.close())
    const writer = connectPostgres({ url: postgres.url, role: 'visita_writer', logger, applicationName: 'bench' })
    stops.add(() => writer.end())
    const vault = createVault(writer, masterKey)
    const position = await fillLog({ store, vault, tenant: tenant as TenantId }, facts, fill.written).finally(fill.stop)
    say('projecting what was written')
    const names = projections.map(({ name }) => name)
    if (!(await waitForPosition(writer, names, position, settleLimitMs)))
      throw new Error('the projections did not catch up')
    await vacuum(postgres.url)
    const url = await start('read-api', 'services/read-api/src/main.ts', [], env, listening)
    let blocked = false
    return {
      ...{ url, key: operator, token: encodePosition(position) },
      async change() {
        const [blockId, at] = ['00000000-0000-4000-8000-000000000001', '2026-01-01T00:00:00Z']
        const span = { coversFrom: `${facts.dates[0]}T23:30:00Z`, coversUntil: `${facts.dates[0]}T23:45:00Z` }
        const event = blocked
          ? { type: 'SlotUnblocked', data: { blockId } }
          : { type: 'SlotBlocked', data: { blockId, ...span } }
        blocked = !blocked
        const meta = { actor: 'key:bench', role: 'operator', channel: 'api', correlationId: 'bench', tenant }
        const recorded = { id: crypto.randomUUID(), ...event, meta: { ...meta, occurredAt: at, recordedAt: at } }
        const stream = `slot-${tenant}_${facts.agents[0]}_${facts.dates[0]}`
        return encodePosition((await store.append(stream, [recorded as never], 'any')).position)
      },
      stop: () => stops.run(),
    }
  } catch (error) {
    await stops.run()
    throw error
  }
}

/** What autovacuum comes to sooner or later; for both servers, before anything is measured. */
export async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('VACUUM ANALYZE').finally(() => client.end())
}
