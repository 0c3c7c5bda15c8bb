import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Call, type CallContext, type Method } from './call.ts'
import { GrpcError, Status } from './status.ts'

export interface GrpcServerOptions {
  host: string
  port: number
  /** PEM; both or neither. */
  cert?: string | Buffer | undefined
  key?: string | Buffer | undefined
  /** By path, `/package.Service/Method`; every other path is UNIMPLEMENTED. */
  methods: ReadonlyMap<string, Method>
  /** Throws a GrpcError for a caller who may not. */
  authorize: (path: string, headers: IncomingHttpHeaders) => void
  onError: (error: unknown) => void
}

export interface GrpcServer {
  port: number
  /** Ends every call with CANCELLED, lets the answers out, then closes the connections; never takes longer than `limitMs`. */
  stop(limitMs: number): Promise<void>
}

/** The port is in use, or may not be used. */
export class ListenError extends Error {}

const RECEIVE_LIMIT = 128 * 1024 * 1024
const WINDOW = 1024 * 1024

/**
 * A gRPC server over node:http2. Not the one of @grpc/grpc-js, which sends one HTTP/2 frame per message: a page of events
 * costs three times as much there, on both sides, and an append a quarter more (DECISIONS.md has the figures).
 */
export const startGrpcServer = async (options: GrpcServerOptions): Promise<GrpcServer> => {
  const settings = {
    settings: {
      initialWindowSize: WINDOW,
      maxConcurrentStreams: 1000,
      maxHeaderListSize: 16 * 1024,
      enablePush: false,
    },
    maxSessionMemory: 128,
  }
  const secure = options.cert !== undefined && options.key !== undefined
  const server = secure
    ? createSecureServer({ ...settings, cert: options.cert ?? '', key: options.key ?? '', allowHTTP1: false })
    : createServer(settings)
  let stopping = false
  const sessions = new Set<ServerHttp2Session>()
  const calls = new Set<Call>()
  const context: CallContext = { held: 0, heldLimit: RECEIVE_LIMIT, onError: options.onError }

  server.on('session', (session) => {
    sessions.add(session)
    session.setLocalWindowSize(4 * WINDOW)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
  })
  // A peer that breaks the protocol loses its connection; that is all.
  server.on('sessionError', () => {})
  server.on('tlsClientError', () => {})
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {})
    if (refuseForeign(stream, headers)) return
    const path = headers[':path'] ?? ''
    const call = new Call(stream, headers, context)
    calls.add(call)
    stream.on('close', () => calls.delete(call))
    call.start(() => {
      if (stopping) throw new GrpcError(Status.UNAVAILABLE, 'the node is stopping')
      options.authorize(path, headers)
      const method = options.methods.get(path)
      if (!method) throw new GrpcError(Status.UNIMPLEMENTED, `${path} is not implemented by this node`)
      return method
    })
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options)))
    server.listen(options.port, options.host, resolve)
  })
  server.on('error', options.onError)
  const { port } = server.address() as AddressInfo

  const stop = async (limitMs: number): Promise<void> => {
    stopping = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const call of calls) call.fail(new GrpcError(Status.CANCELLED, 'the node is stopping'))
    for (const session of sessions) session.close()
    const timer = setTimeout(() => {
      for (const session of sessions) session.destroy()
    }, limitMs)
    await closed
    clearTimeout(timer)
  }
  return { port, stop }
}

/** What is not gRPC is answered in HTTP. */
const refuseForeign = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean => {
  const type = headers['content-type'] ?? ''
  const grpc =
    type === 'application/grpc' || type.startsWith('application/grpc+') || type.startsWith('application/grpc;')
  if (headers[':method'] === 'POST' && grpc) return false
  stream.respond({ ':status': headers[':method'] === 'POST' ? 415 : 405 }, { endStream: true })
  stream.resume()
  return true
}

const listenError = (error: NodeJS.ErrnoException, { host, port }: GrpcServerOptions): Error => {
  if (error.code === 'EADDRINUSE') return new ListenError(`port ${port} on ${host} is taken by another program`)
  if (error.code === 'EACCES') return new ListenError(`port ${port} on ${host} may not be used by this user`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ListenError(`${host} is not an address of this machine`)
  }
  return error
}
