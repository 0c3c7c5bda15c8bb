import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { catalogue } from '@visita/domain'
import { connect, type EventStore } from '@visita/event-store'
import { connectPostgres, type ReadStore, type StoreRole } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { exitCode, OperationFailure } from './failure.ts'

const logger = createLogger({ service: 'visita', level: 'silent' })

/**
 * Where the stores are: as the services are told by the environment, or else those of the `npm start` on this data
 * directory.
 */
export interface Where {
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
}

/** Works on the log, and lets go of it. The connection is this process's only one. */
export async function withLog<T>({ env }: Where, work: (store: EventStore) => Promise<T>): Promise<T> {
  const connectionString = env.VISITA_EVENTSTORE_URL || `esdb://127.0.0.1:${env.VISITA_NODE_PORT || 2113}?tls=false`
  const store = connect({ connectionString, catalogue, logger, connectionName: 'visita', attempts: 3 })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Works on the read models, and lets go of them. `name` is what the server's list of connections shows. */
export async function withReadStore<T>(
  where: Where,
  { name, role, max = 1 }: { readonly name: string; readonly role: StoreRole; readonly max?: number },
  work: (store: ReadStore, url: string) => Promise<T>,
): Promise<T> {
  const url = await postgresUrl(where)
  const store = connectPostgres({ url, role, max, logger, applicationName: `visita-${name}` })
  try {
    return await work(store, url)
  } finally {
    await store.end()
  }
}

export async function postgresUrl({ dataDir, env }: Where): Promise<string> {
  if (env.VISITA_POSTGRES_URL) return env.VISITA_POSTGRES_URL
  const password = await kept(join(dataDir, 'postgres/password'), 'VISITA_POSTGRES_URL')
  return `postgres://visita:${password}@127.0.0.1:${env.VISITA_POSTGRES_PORT || 54_329}/visita`
}

/** 32 bytes: opens what is sealed, as the projector does. */
export async function masterKey({ dataDir, env }: Where): Promise<Buffer> {
  const text = env.VISITA_MASTER_KEY || (await kept(join(dataDir, 'master.key'), 'VISITA_MASTER_KEY'))
  return Buffer.from(text, 'base64')
}

async function kept(path: string, variable: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    const { message } = error as Error
    throw new OperationFailure(exitCode.usage, `Set ${variable}, or name a data directory of npm start: ${message}`)
  }
}
