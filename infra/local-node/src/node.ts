import { basicAuth } from './auth.ts'
import { openAppend } from './calls/append.ts'
import { BatchAppend } from './calls/batch-append.ts'
import { openDelete } from './calls/delete.ts'
import { openGossip } from './calls/gossip.ts'
import { openRead } from './calls/read.ts'
import { openSupportedMethods } from './calls/server-features.ts'
import type { NodeContext } from './calls/write.ts'
import { FaultSwitches, type Faults } from './faults.ts'
import type { Method } from './grpc/call.ts'
import { type GrpcServer, startGrpcServer } from './grpc/server.ts'
import { Log } from './log/log.ts'

export interface NodeOptions {
  /** Bind address; 127.0.0.1 unless told. */
  host?: string
  /** 0, the default, picks a free one. */
  port?: number
  /** Made when missing. One node at a time. */
  dataDir: string
  /** PEM. With both the node speaks TLS and wants credentials. */
  cert?: string | Buffer
  key?: string | Buffer
  /** Credentials under TLS; admin / changeit unless told, as a fresh EventStoreDB has them. */
  user?: string
  password?: string
  /** Bytes of one append: data, metadata and twice the type of each event. 1 MiB unless told. */
  maxAppendSize?: number
  /** Told of what went wrong inside (full disk, bugs). Never holds event contents. */
  log?: (message: string, error: unknown) => void
  /** For tests: the disk is full at this many pages of 4 KiB. */
  maxPages?: number
}

export interface LocalNode {
  port: number
  /** For `EventStoreDBClient.connectionString`; under TLS without credentials. */
  connectionString: string
  faults: Faults
  /** Answers what is queued, cancels what runs, closes the files. */
  stop(): Promise<void>
}

const MAX_APPEND_SIZE = 1024 * 1024
const STOP_LIMIT_MS = 2000

/**
 * Starts a node.
 * @throws DataDirError when the data directory cannot be used (in use by another node, say)
 * @throws ListenError when the port or the address cannot be used
 */
export const startNode = async (options: NodeOptions): Promise<LocalNode> => {
  const host = options.host ?? '127.0.0.1'
  const report = options.log ?? (() => {})
  const onError = (error: unknown): void => report('something went wrong', error)
  const log = new Log(options.dataDir, {
    onError,
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
  })
  const faults = new FaultSwitches((times) => log.storage.failCommits(times))
  let server: GrpcServer | null = null
  const node: NodeContext = {
    log,
    faults,
    maxAppendSize: options.maxAppendSize ?? MAX_APPEND_SIZE,
    host: () => host,
    port: () => server?.port ?? 0,
  }
  const secure = options.cert !== undefined && options.key !== undefined
  try {
    server = await startGrpcServer({
      host,
      port: options.port ?? 0,
      cert: options.cert,
      key: options.key,
      methods: methodsOf(node),
      authorize: secure ? basicAuth(options.user ?? 'admin', options.password ?? 'changeit') : () => {},
      onError,
    })
  } catch (error) {
    log.close()
    throw error
  }
  const { port, stop } = server
  let stopped: Promise<void> | null = null
  const stopOnce = async (): Promise<void> => {
    log.drain()
    await stop(STOP_LIMIT_MS)
    log.close()
  }
  return {
    port,
    connectionString: `esdb://${host.includes(':') ? `[${host}]` : host}:${port}?tls=${secure}`,
    faults,
    stop: () => {
      stopped ??= stopOnce()
      return stopped
    },
  }
}

const methodsOf = (node: NodeContext): ReadonlyMap<string, Method> =>
  new Map<string, Method>([
    ['/event_store.client.streams.Streams/Read', { open: openRead(node) }],
    ['/event_store.client.streams.Streams/Append', { open: openAppend(node) }],
    [
      '/event_store.client.streams.Streams/BatchAppend',
      { open: (call) => new BatchAppend(node, call), longLived: true },
    ],
    ['/event_store.client.streams.Streams/Delete', { open: openDelete(node, 'delete') }],
    ['/event_store.client.streams.Streams/Tombstone', { open: openDelete(node, 'tombstone') }],
    ['/event_store.client.server_features.ServerFeatures/GetSupportedMethods', { open: openSupportedMethods }],
    ['/event_store.client.gossip.Gossip/Read', { open: openGossip(node) }],
  ])
