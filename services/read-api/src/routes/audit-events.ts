import { Readable } from 'node:stream'
import { type Static, Type } from '@sinclair/typebox'
import { beyond, type LogQuestion, type Stretch, tenantEvents, tenantPage } from '@visita/audit'
import { catalogue, strict, stringEnum } from '@visita/domain'
import { decodeCursor, encodeCursor, type HttpApp, InstantText, invalidRequest, pageOf, pageQuery } from '@visita/http'
import { findStretches } from '@visita/projections'
import { parseInstant } from '@visita/runtime'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { AuditEventSchema, createShowEvents } from '../audit/documents.ts'
import type { RecordAudit } from '../audit/recording.ts'

const ndjson = 'application/x-ndjson'

const Filters = Type.Object(
  {
    ...pageQuery,
    from: Type.Optional({ ...InstantText, description: 'Recorded then or later; RFC 3339 with offset or Z' }),
    to: Type.Optional({ ...InstantText, description: 'Recorded before' }),
    actor: Type.Optional(
      Type.String({ pattern: '^[a-z]+:[A-Za-z0-9._-]{1,100}$', description: 'Who did it, such as `key:4f2a9c1b`' }),
    ),
    type: Type.Optional(
      Type.Array(stringEnum(...catalogue.map(({ type }) => type)), {
        minItems: 1,
        maxItems: catalogue.length,
        description: 'May be repeated',
      }),
    ),
  },
  strict,
)

const Place = Type.String({ pattern: '^\\d{1,19}$' })
/** What of the log is still to be looked through. It ends where the log had come to at first: what is recorded while it is read is another list. */
const CursorSchema = Type.Array(Type.Object({ after: Place, until: Place }, strict), { minItems: 1, maxItems: 2 })

const description = `In the order of the log, which is nearly but not always that of \`recordedAt\`: clocks differ, and what was told afterwards
keeps both instants. \`from\` and \`to\` go by \`recordedAt\`. The list ends where the log had come to when its first page was asked for.

A page looks through a bounded part of the log, so **it may hold fewer than \`limit\`, or none, and still have a \`nextCursor\`**.

With \`accept: ${ndjson}\` it is one event a line, all of them, as fast as they are taken; \`limit\` says nothing then. An answer that breaks
off was not whole: go on with \`from\`. That it is read is put on record first, and at the end how much.`

/** `/v1/audit/events`: by pages, or as one long answer. */
export function auditEventRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, log, openPersonal, recordAudit, visible } = deps
  const show = createShowEvents(openPersonal)
  const stopping = new AbortController()
  // Before the server waits for its requests to end: an answer that goes on would keep it waiting.
  app.addHook('preClose', async () => stopping.abort())

  async function* lines(
    request: FastifyRequest,
    stretches: readonly Stretch[],
    question: LogQuestion,
    reading: Awaited<ReturnType<RecordAudit>>,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    const given = { events: 0, whole: false }
    try {
      for await (const { events } of tenantEvents(log, stretches, question, signal)) {
        if (events.length === 0) continue
        const shown = await show(events, request.caller.role)
        yield shown.map((event) => `${JSON.stringify(event)}\n`).join('')
        given.events += events.length
      }
      // Else it would look like the end.
      signal.throwIfAborted()
      given.whole = true
    } finally {
      await reading.ended(given.events, given.whole).catch((error: unknown) => {
        request.log.error({ err: error }, 'the end of a reading could not be recorded')
      })
    }
  }

  app.get(
    '/v1/audit/events',
    {
      config: { roles: ['auditor'], positioned: true },
      // A HEAD would be read, and put on record, all the same.
      exposeHeadRoute: false,
      schema: {
        summary: 'What was recorded in a stretch of time, by whom, of which type',
        description,
        tags: ['audit'],
        querystring: Filters,
        response: {
          200: {
            description: 'A page, or all of it',
            content: {
              'application/json': { schema: pageOf(AuditEventSchema) },
              [ndjson]: { schema: Type.String({ description: 'One `AuditEvent` a line' }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { tenant, query, caller } = request
      // What is told comes from the log and waits for no read model, but a token that is none is refused here as everywhere.
      await visible(request, [])
      const question = { tenant, ...times(query), actor: query.actor, types: query.type }
      const stretches =
        query.cursor === undefined ? await findStretches(readStore, log, question) : stretchesAfter(query.cursor)
      const { from, to, actor, type, cursor: token } = query
      const asked = { from, to, actor, type, cursor: token }

      if (!wantsLines(request)) {
        const { events, next } = await tenantPage(log, stretches, question, query.limit)
        const items = await show(events, caller.role)
        await recordAudit(request, { asked, answered: items.length })
        return { items, nextCursor: next === null ? null : cursorOf(beyond(stretches, next)) }
      }
      const reading = await recordAudit(request, { asked, answered: null })
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const signal = AbortSignal.any([left.signal, stopping.signal])
      reply.type(`${ndjson}; charset=utf-8`)
      const all = lines(request, stretches, question, reading, signal)
      return reply.send(Readable.from(all, { objectMode: false }) as never)
    },
  )
}

const wantsLines = ({ headers }: FastifyRequest): boolean => headers.accept?.includes(ndjson) ?? false

function times({ from, to }: Static<typeof Filters>): { from: number | null; to: number | null } {
  const stretch = {
    from: from === undefined ? null : parseInstant(from),
    to: to === undefined ? null : parseInstant(to),
  }
  if (stretch.from !== null && stretch.to !== null && stretch.from >= stretch.to) {
    throw invalidRequest([{ in: 'query', path: '/to', message: 'must be later than from' }])
  }
  return stretch
}

const stretchesAfter = (cursor: string): Stretch[] =>
  decodeCursor(cursor, CursorSchema).map(({ after, until }) => ({ after: BigInt(after), until: BigInt(until) }))

/** Null where nothing is left. */
const cursorOf = (stretches: readonly Stretch[]): string | null =>
  stretches.length === 0
    ? null
    : encodeCursor(stretches.map(({ after, until }) => ({ after: String(after ?? 0n), until: String(until) })))
