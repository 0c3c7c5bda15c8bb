import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, toInstant } from '@visita/runtime'
import { type Behaviour, createBehaviours, type Provider, readBehaviour } from './behaviour.ts'
import { createTeller } from './callbacks.ts'
import { masked } from './mask.ts'
import { type FakeReply, type FakeRequest, type FakeSettings, isTaken } from './provider.ts'
import { fakeResend } from './resend.ts'
import { fakeSecrets } from './secrets.ts'
import { startFakeMailServer } from './smtp.ts'
import { fakeTwilio } from './twilio.ts'
import { type FakeInbound, fakeWhatsApp, whatsAppInbound } from './whatsapp.ts'

export interface FakeOptions {
  readonly clock: Clock
  readonly host?: string
  /** 0, or left out: any free one. */
  readonly port?: number
  readonly smtpPort?: number
  readonly callbacks?: Partial<FakeSettings['callbacks']>
  readonly secrets?: Partial<FakeSettings['secrets']>
  /** Before each status that is told back. */
  readonly momentMs?: number
  /** A line for each message, contact data masked. */
  readonly log?: (line: string) => void
}

/** A message as it came, the way it was dealt with beside it. Credentials are left out. */
export interface RecordedRequest {
  readonly provider: Provider
  readonly at: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  /** JSON parsed, a form or a query as its fields, a mail as its text. */
  readonly body: unknown
  readonly mode: string
}

export interface Fakes {
  /** The base address of WhatsApp, Resend and Twilio alike: their paths differ. */
  readonly url: string
  readonly smtpUrl: string
  requests(): readonly RecordedRequest[]
  behave(behaviour: Behaviour): void
  tellTo(callbacks: Partial<FakeSettings['callbacks']>): void
  /** Somebody writes on WhatsApp, or taps a button. */
  receive(inbound: FakeInbound): void
  stop(): Promise<void>
}

/** The last so many are kept. */
const mostRequests = 10_000

/** Providers that speak the real payloads and deliver nothing. Nothing is kept beyond the process. */
export async function startFakes(options: FakeOptions): Promise<Fakes> {
  const { clock, host = '127.0.0.1', log = () => {} } = options
  const settings: FakeSettings = {
    callbacks: { whatsapp: null, resend: null, ...options.callbacks },
    secrets: { ...fakeSecrets, ...options.secrets },
    now: () => clock.now(),
  }
  const behaviours = createBehaviours()
  const teller = createTeller(options.momentMs ?? 300, (status) =>
    log(`a status was not taken: ${status ?? 'no answer'}`),
  )
  const requests: RecordedRequest[] = []
  const httpProviders = [fakeWhatsApp, fakeResend(), fakeTwilio()]

  const record = (request: Omit<RecordedRequest, 'at'>) => {
    requests.push({ ...request, at: toInstant(clock.now()) })
    if (requests.length > mostRequests) requests.shift()
  }

  /** The answer, or null where there is none: the connection is left hanging, or broken. */
  function deal(request: FakeRequest): FakeReply | 'hang' | 'break' {
    const provider = httpProviders.find((one) => one.matches(request.method, request.path))
    if (!provider) return { httpStatus: 404, body: { error: 'none of the providers has this address' } }
    const behaviour = behaviours.next(provider.provider)
    const { authorization: _, ...headers } = request.headers
    const { method, path } = request
    record({ provider: provider.provider, method, path, headers, body: readable(request), mode: behaviour.mode })
    const told = (to: string, what: string) => log(`${provider.provider}: ${what} to ${masked(to)}, ${behaviour.mode}`)
    if (behaviour.mode === 'timeout') {
      told('', 'a message')
      return 'hang'
    }
    if (['429', '500', 'error'].includes(behaviour.mode)) {
      told('', 'a message')
      return provider.refuse(behaviour)
    }
    const outcome = provider.take(request, behaviour, settings)
    if (!isTaken(outcome)) {
      log(`${provider.provider}: a request that was answered with ${outcome.httpStatus}`)
      return outcome
    }
    told(outcome.to, outcome.what)
    teller.tell(outcome.callbacks)
    return behaviour.mode === 'reset-after-accept' ? 'break' : outcome.reply
  }

  /** The addresses by which the fakes themselves are told things. */
  function control({ method, path, body }: FakeRequest): FakeReply {
    if (method === 'GET' && path === '/_requests') return { httpStatus: 200, body: requests }
    if (method === 'DELETE' && path === '/_requests') {
      requests.length = 0
      return { httpStatus: 200, body: requests }
    }
    if (method === 'GET' && path === '/_behaviour') return { httpStatus: 200, body: behaviours.all() }
    if (method === 'PUT' && path === '/_behaviour') {
      const behaviour = readBehaviour(JSON.parse(body))
      if (typeof behaviour === 'string') return { httpStatus: 400, body: { error: behaviour } }
      behaviours.set(behaviour)
      return { httpStatus: 200, body: behaviour }
    }
    if (method === 'PUT' && path === '/_callbacks') {
      Object.assign(settings.callbacks, JSON.parse(body))
      return { httpStatus: 200, body: settings.callbacks }
    }
    if (method === 'POST' && path === '/_inbound') {
      const inbound = JSON.parse(body) as FakeInbound
      teller.tell([() => whatsAppInbound(inbound, settings)])
      return { httpStatus: 202, body: {} }
    }
    return { httpStatus: 404, body: { error: 'there is /_requests, /_behaviour, /_callbacks and /_inbound' } }
  }

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message)
    let reply: FakeReply | 'hang' | 'break'
    try {
      reply = request.path.startsWith('/_') ? control(request) : deal(request)
    } catch (error) {
      reply = { httpStatus: 400, body: { error: error instanceof SyntaxError ? 'not JSON' : 'not a request' } }
    }
    if (reply === 'break') message.socket.destroy()
    if (typeof reply === 'string') return
    response.writeHead(reply.httpStatus, { 'content-type': 'application/json', ...reply.headers })
    response.end(JSON.stringify(reply.body))
  }

  const mail = await startFakeMailServer({
    host,
    port: options.smtpPort ?? 0,
    next: () => behaviours.next('smtp'),
    onMail({ from, to, raw, mode }) {
      record({ provider: 'smtp', method: 'MAIL', path: '', headers: { from, to: to.join(', ') }, body: raw, mode })
      log(`smtp: e-mail to ${to.map(masked).join(', ')}, ${mode}`)
    },
  })
  // Who breaks off in the middle of a request hears nothing.
  const server = createServer((message, response) => void answer(message, response).catch(() => response.destroy()))
  server.listen(options.port ?? 0, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    await mail.stop()
    throw error
  }
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    smtpUrl: mail.url,
    requests: () => requests,
    behave: (behaviour) => behaviours.set(behaviour),
    tellTo: (callbacks) => void Object.assign(settings.callbacks, callbacks),
    receive: (inbound) => teller.tell([() => whatsAppInbound(inbound, settings)]),
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([closed, teller.stop(), mail.stop()])
    },
  }
}

async function readRequest(message: IncomingMessage): Promise<FakeRequest> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part)
  const [path = '/', query] = (message.url ?? '/').split('?')
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  const body = Buffer.concat(parts).toString('utf8')
  return { method: message.method ?? 'GET', path, query: new URLSearchParams(query), headers, body }
}

/** JSON parsed, a form or a query as its fields, what is neither as it came. */
function readable({ method, query, headers, body }: FakeRequest): unknown {
  if (method === 'GET') return Object.fromEntries(query)
  try {
    return JSON.parse(body)
  } catch {
    return headers['content-type']?.includes('form') ? Object.fromEntries(new URLSearchParams(body)) : body
  }
}
