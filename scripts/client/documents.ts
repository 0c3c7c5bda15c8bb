import { randomBytes } from 'node:crypto'
import { platformAccounts } from '@visita/accounts'
import { createAgenda } from '@visita/agenda'
import { buildCommandApi, createReadModel } from '@visita/command-api'
import { catalogue } from '@visita/domain'
import { connect } from '@visita/event-store'
import { buildReadApi } from '@visita/read-api'
import { connectPostgres, createVault } from '@visita/read-store'
import { createLogger, createMetrics, monotonic, systemClock } from '@visita/runtime'

/** The OpenAPI documents of the two services, as anybody gets them at `/openapi.json`. */
export interface Documents {
  readonly command: OpenApi
  readonly read: OpenApi
}

/** As much of an OpenAPI document as is looked into here. */
export interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly responses: Readonly<Record<string, Answer>>
}

interface Answer {
  readonly headers?: Readonly<Record<string, object>>
  readonly content?: Readonly<Record<string, object>>
}

/**
 * Builds both services as their processes do, over stores that nobody listens at: neither the event store's client nor
 * the pool of Postgres connects before it is asked, and a document asks nothing. One call at a time, since a process has
 * one connection to the event store.
 */
export async function documents(): Promise<Documents> {
  const logger = createLogger({ service: 'client', level: 'silent' })
  const clock = systemClock()
  const store = connect({
    connectionString: 'esdb://127.0.0.1:1?tls=false',
    connectionName: 'client',
    ...{ catalogue, logger },
  })
  const readStore = connectPostgres({ url: 'postgres://127.0.0.1:1/none', applicationName: 'client', logger })
  const masterKey = randomBytes(32)
  const vault = createVault(readStore, masterKey)
  const command = await buildCommandApi({
    agenda: createAgenda({ store, clock, vault, readModel: createReadModel(readStore), monotonic }),
    ...{ store, readStore, vault, masterKey, logger },
    platform: platformAccounts({ VISITA_WHATSAPP_VERSION: 'v23.0' }),
    clockIsManual: false,
    publicUrl: 'http://127.0.0.1:4000',
    metrics: createMetrics('command-api'),
  })
  const unasked = () => Promise.reject(new Error('a document asks nothing'))
  const read = await buildReadApi({
    ...{ readStore, clock, logger },
    ...{ readVisit: unasked, readVisitEvents: unasked, readStream: unasked, openPersonal: unasked },
    recordAudit: unasked,
    platformProviders: new Map(),
    log: store,
    auth: { find: unasked },
    pingEventStore: unasked,
    metrics: createMetrics('read-api'),
  })
  try {
    return { command: await documentOf(command), read: await documentOf(read) }
  } finally {
    await command.close()
    await read.close()
    await store.close()
    await readStore.end()
  }
}

async function documentOf(app: { inject(path: string): Promise<{ json(): unknown }> }): Promise<OpenApi> {
  return (await app.inject('/openapi.json')).json() as OpenApi
}
