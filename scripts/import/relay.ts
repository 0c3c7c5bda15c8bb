import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Agent } from 'undici'
import { member } from './api.ts'

/** Stands between the importer and the command API, so that a test can act at an exact booking. */
export interface Relay {
  readonly url: string
  /** Bookings that were passed on so far. */
  bookings(): number
  close(): Promise<void>
}

/**
 * Passes every request on, and every answer back. `onBooking` is called with the number of each booking once the
 * service has answered it, before the importer hears of it: what happens there is what a crash at that moment is. `onTelling`
 * likewise, with the status that a visit was brought into.
 */
export async function startRelay(
  target: string,
  onBooking: (count: number) => void | Promise<void> = () => {},
  onTelling: (status: string) => void | Promise<void> = () => {},
): Promise<Relay> {
  const agent = new Agent({ connections: 64, pipelining: 1 })
  let bookings = 0
  const server = createServer(async (request, response) => {
    try {
      const body = await text(request)
      const answer = await agent.request({
        origin: target,
        path: request.url ?? '/',
        method: methods.find((method) => method === request.method) ?? 'GET',
        headers: endToEnd(request.headers),
        body: body === '' ? null : body,
      })
      const answered = await answer.body.text()
      if (request.method === 'POST' && request.url === '/v1/visits') await onBooking(++bookings)
      if (request.method === 'PATCH') await onTelling(String(member(JSON.parse(body), 'status')))
      response.writeHead(answer.statusCode, endToEnd(answer.headers)).end(answered)
    } catch {
      // The service is away: the importer sees what it would see of it.
      request.socket.resetAndDestroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bookings: () => bookings,
    async close() {
      server.closeAllConnections()
      server.close()
      await agent.destroy()
    },
  }
}

const methods = ['POST', 'PUT', 'PATCH'] as const

/** The headers that are not about one connection. */
function endToEnd(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const hop = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !hop.includes(name))
      .map(([name, value]) => [name, String(value)]),
  )
}
