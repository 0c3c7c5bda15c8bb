import { hash } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { monotonic, systemClock, toInstant } from '@visita/runtime'
import fastify, { LogController } from 'fastify'
import pg from 'pg'
import { AgendaDay } from './answer.ts'
import { agendaDay, type BlockRow, type HoldRow, type ResourceRow, type VisitRow } from './day.ts'
import * as sql from './schema.ts'

// What the day agenda is compared with: the same answer as one would write it on Fastify and PostgreSQL alone, and fast. Prepared
// statements over indexes, all of a request's at once, the answer written by the route's schema, keys and configuration kept for a second.

const maxAgeMs = 1000
const clock = systemClock()
/** `2026-03-02 12:00:00+00` as PostgreSQL writes it in UTC → RFC 3339. */
const instant = (text: string): string => text.replace(' ', 'T').replace(/\+00$/, 'Z')
const types = {
  getTypeParser: (oid: number, format?: 'text') => (oid === 1184 ? instant : pg.types.getTypeParser(oid, format)),
}
const pool = new pg.Pool({
  connectionString: process.env.VISITA_POSTGRES_URL ?? '',
  ...{ max: 20, min: 20, types: types as pg.CustomTypesConfig, options: '-c timezone=UTC' },
})
pool.on('error', () => undefined)

function remembered<T>(ask: (key: string) => Promise<T>) {
  const known = new Map<string, { readonly answer: Promise<T>; readonly until: number }>()
  return (key: string): Promise<T> => {
    const found = known.get(key)
    const now = monotonic()
    if (found && found.until > now) return found.answer
    const answer = ask(key)
    answer.catch(() => known.delete(key))
    known.set(key, { answer, until: now + maxAgeMs })
    return answer
  }
}
const query = async <Row extends pg.QueryResultRow>(name: string, text: string, values: readonly string[]) =>
  (await pool.query<Row>({ name, text, values: [...values] })).rows

const keyOf = remembered(async (secretHash: string) => {
  const text = 'SELECT tenant, role FROM api_key WHERE secret_hash = $1'
  return (await query<{ tenant: string; role: string }>('key', text, [secretHash]))[0] ?? null
})
const resourcesOf = remembered((tenant: string) =>
  query<ResourceRow>('resources', 'SELECT * FROM resource WHERE tenant = $1 ORDER BY id', [tenant]),
)

class Quiet extends LogController {
  override incomingRequest(): void {}
  override requestCompleted(): void {}
}
const app = fastify({ logger: true, forceCloseConnections: 'idle', logController: new Quiet() })
app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
  app.log.info({ method, route: routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime }, 'request')
})

app.withTypeProvider<TypeBoxTypeProvider>().get(
  '/v1/admin/agenda/day',
  {
    schema: {
      querystring: Type.Object({ date: Type.String({ format: 'date' }) }, { additionalProperties: false }),
      response: { 200: AgendaDay, '4xx': Type.Any() },
    },
  },
  async (request, reply) => {
    const secret = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    const caller = secret === undefined ? null : await keyOf(hash('sha256', secret, 'hex'))
    if (!caller) return reply.code(401).send({ type: '/problems/unauthenticated' })
    if (caller.role !== 'operator') return reply.code(403).send({ type: '/problems/forbidden' })
    const { tenant } = caller
    const { date } = request.query
    const now = clock.now()
    const [at, soonest] = [toInstant(now), toInstant(now + 120 * 60_000)]
    const [resources, visits, blocks, holds, soon] = await Promise.all([
      resourcesOf(tenant),
      query<VisitRow>('visits', sql.visitsOfDay, [tenant, date]),
      query<BlockRow>('blocks', sql.blocksOfDay, [tenant, date]),
      query<HoldRow>('holds', sql.holdsOfDay, [tenant, date, at]),
      query<VisitRow>('soon', sql.visitsSoon, [tenant, at, soonest]),
    ])
    return agendaDay(date, now, resources, { visits, blocks, holds, soon })
  },
)

await app.listen({ host: '127.0.0.1', port: 0 })
async function stop(): Promise<void> {
  process.stdin.destroy()
  await app.close()
  await pool.end()
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
process.stdin.once('end', () => void stop()).resume()
