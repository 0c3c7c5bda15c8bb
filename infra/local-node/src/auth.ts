import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http2'
import { accessDenied } from './calls/errors.ts'
import { GrpcError, Status } from './grpc/status.ts'

const STREAMS = '/event_store.client.streams.Streams/'

/**
 * Checks Basic credentials on every call to Streams. Gossip and ServerFeatures are open: clients ask them before they
 * have sent any. Wrong credentials are UNAUTHENTICATED; none at all may do nothing, as in production.
 */
export const basicAuth = (user: string, password: string): ((path: string, headers: IncomingHttpHeaders) => void) => {
  const wanted = digest(`${user}:${password}`)
  return (path, { authorization }) => {
    if (authorization === undefined) {
      if (path.startsWith(STREAMS)) throw accessDenied()
      return
    }
    const basic = /^basic +([a-z0-9+/=_-]+)$/i.exec(authorization)
    const given = digest(Buffer.from(basic?.[1] ?? '', 'base64').toString())
    if (!basic || !timingSafeEqual(given, wanted)) {
      throw new GrpcError(Status.UNAUTHENTICATED, 'the credentials are not valid')
    }
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
