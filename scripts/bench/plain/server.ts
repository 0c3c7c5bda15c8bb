import { hash } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { parseInstant, systemClock, toInstant } from '@visita/runtime'
import fastify, { type FastifyReply, LogController } from 'fastify'
import { BookingBody, minuteOfDay, openStarts, phoneOf, VisitAnswer } from './booking.ts'
import { openStore } from './store.ts'

// What the benchmark compares with: booking as one would write it on Fastify and PostgreSQL alone, and fast. Rows are
// the truth here; there is no history to rebuild from, no encryption of personal data, and nothing reads along.

const maxAdvanceMs = 365 * 24 * 3_600_000
const country = 'CO'
const clock = systemClock()
const store = openStore(process.env.VISITA_POSTGRES_URL ?? '', process.env.PLAIN_LOCK !== 'off')

class Quiet extends LogController {
  override incomingRequest(): void {}
  override requestCompleted(): void {}
}

const app = fastify({
  logger: true,
  forceCloseConnections: 'idle',
  logController: new Quiet(),
  ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
}).withTypeProvider<TypeBoxTypeProvider>()

app.addHook('onResponse', async (request, reply) => {
  const { method } = request
  app.log.info({ method, route: request.routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime }, 'request')
})

app.setErrorHandler((error: { statusCode?: number; message: string; validation?: unknown }, _, reply) => {
  const status = error.statusCode ?? 500
  if (status >= 500) app.log.error(error)
  const type = status === 400 ? 'invalid-request' : status === 500 ? 'internal' : `status-${status}`
  return problem(reply, status, type, status < 500 ? { detail: error.message } : {})
})

const problem = (reply: FastifyReply, status: number, type: string, members: object = {}) =>
  reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `/problems/${type}`, status, ...members })

app.get('/health/ready', async (_, reply) => {
  await store.ping()
  return reply.send({ ok: true })
})

app.post(
  '/v1/visits',
  { schema: { body: BookingBody, response: { 201: VisitAnswer, '4xx': Type.Any() } } },
  async (request, reply) => {
    const secret = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    const caller = secret === undefined ? null : await store.apiKey(hash('sha256', secret, 'hex'))
    if (!caller) return problem(reply, 401, 'unauthenticated')
    if (caller.role !== 'channel' && caller.role !== 'operator') return problem(reply, 403, 'forbidden')
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key)) return problem(reply, 400, 'idempotency-key-missing')

    const { body } = request
    const { tenant } = caller
    const [resourceId = ''] = body.resourceIds
    const [resource, type] = await Promise.all([
      store.resource(tenant, resourceId),
      store.visitType(tenant, body.typeId),
    ])
    if (!resource || !type) return problem(reply, 404, 'not-found')
    const phone = phoneOf(body.customer.phone, country)
    if (phone === null) return problem(reply, 400, 'invalid-request', { detail: 'phone is not a phone number' })

    const start = parseInstant(body.start)
    const end = start + type.minutes * 60_000
    const now = clock.now()
    const minute = minuteOfDay(start, resource.timezone)
    const booking = {
      tenant,
      key,
      fingerprint: hash('sha256', JSON.stringify(body), 'hex'),
      phone,
      name: body.customer.name,
      email: body.customer.email ?? null,
      typeId: body.typeId,
      resourceId,
      start: toInstant(start),
      end: toInstant(end),
      seats: body.seats ?? 1,
      locationId: body.locationId ?? null,
      notes: body.notes ?? null,
      origin: body.origin ?? 'api',
      actor: caller.role,
      requestId: request.id,
    }
    const refuse = async (reason: string) => {
      const open = openStarts(start, now, type.minutes, resource, await store.taken(booking))
      const alternatives = open.map((at) => ({ start: toInstant(at), end: toInstant(at + type.minutes * 60_000) }))
      return problem(reply, 409, 'slot-unavailable', { reason, alternatives })
    }
    if (start < now) return refuse('too-soon')
    if (start > now + maxAdvanceMs) return refuse('too-far')
    if (minute < resource.opens_at || minute + type.minutes > resource.closes_at) return refuse('outside-hours')

    const result = await store.book(booking)
    if (result.kind === 'taken') return refuse('reserved')
    if (result.kind === 'key-reused') return problem(reply, 422, 'idempotency-key-reused')
    if (result.kind === 'replayed') reply.header('idempotent-replayed', 'true')
    return reply.code(201).send({
      id: result.visit.id,
      tenant,
      typeId: booking.typeId,
      status: 'pending',
      start: booking.start,
      end: booking.end,
      timezone: resource.timezone,
      resourceIds: [resourceId],
      locationId: booking.locationId,
      customerId: result.visit.customer_id,
      seats: booking.seats,
      createdAt: result.visit.created_at,
      origin: booking.origin,
    })
  },
)

await app.listen({ host: '127.0.0.1', port: Number(process.env.VISITA_COMMAND_PORT ?? 0) })
async function stop(): Promise<void> {
  process.stdin.destroy()
  await app.close()
  await store.end()
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
process.stdin.once('end', () => void stop()).resume()
