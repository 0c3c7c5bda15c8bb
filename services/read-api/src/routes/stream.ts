import { Type } from '@sinclair/typebox'
import { strict, stringEnum } from '@visita/domain'
import { decodePosition, type HttpApp, invalidRequest, presentedKey } from '@visita/http'
import type { Deps } from '../app.ts'
import { createLive } from '../live/feed.ts'
import { changeKinds, usualKinds } from '../live/lines.ts'

const Kinds = Type.Array(stringEnum(...changeKinds), {
  minItems: 1,
  maxItems: changeKinds.length,
  description: `What is told of; may be repeated. Without it: ${usualKinds.join(', ')}.`,
})

const example = `retry: 1000

id: AQAAAAAAAAAPd8Uwqg
event: ready
data: {"type":"ready","position":"AQAAAAAAAAAPd8Uwqg"}

id: AQAAAAAAAAAR-pmRTw
event: visit.confirmed
data: {"type":"visit.confirmed","visitId":"0198…","status":"confirmed","revision":1,"occurredAt":"2026-03-02T12:00:00Z","recordedAt":"2026-03-02T12:00:00Z","actor":"key:4f2a9c1b","channel":"api","position":"AQAAAAAAAAAR-pmRTw"}

:
id: AQAAAAAAAAAR-pmRTw
`

const description = `Server-sent events: each change says what changed and where in the log it stands, and nothing personal. Read the
thing itself with its \`position\` as \`visita-min-position\`, and the answer has the change in it.

- **\`ready\`** comes once nothing is missing any more. Whoever shows something reads it now, with the event's \`position\`; all that follows is told.
- **Coming back**: send the last id as \`Last-Event-ID\`, to whichever instance. What was missed is told first, nothing twice.
- **\`reset\`**: too much was missed, or it cannot be read any more. Read anew what you show, with its \`position\`, and go on listening.
- **\`end\`** is the last event of a stream that the service ends: \`reason\` is \`slow\` (a megabyte was waiting for you), \`stopping\` or \`key\`
  (revoked). Come back with the last id.
- Every 15 seconds a line without an event says that the connection stands; it moves the id along.

429 \`too-many-streams\`: 20 for each key and 200 for each tenant at one instance. 400: the id was not given by this installation.`

/** `/v1/admin/stream`, and the feed behind it, which lives as long as the app. */
export function streamRoutes(app: HttpApp, { log, auth, visible, logger, metrics, live: options }: Deps): void {
  const live = createLive({ log, logger, metrics, ...options })
  // Before the server waits for its requests to end: these end when they are told to.
  app.addHook('preClose', () => live.close())

  app.get(
    '/v1/admin/stream',
    {
      config: { roles: ['operator'], positioned: true, lasting: true },
      // There is no end to it that a HEAD could wait for.
      exposeHeadRoute: false,
      schema: {
        summary: 'What changes, as it changes',
        description,
        tags: ['live'],
        querystring: Type.Object({ kinds: Type.Optional(Kinds) }, strict),
        headers: Type.Object({
          'last-event-id': Type.Optional(Type.String({ description: 'The id of the last event that arrived' })),
        }),
        response: {
          200: {
            description: 'Goes on until somebody ends it',
            content: { 'text/event-stream': { schema: Type.String({ examples: [example] }) } },
          },
        },
      },
    },
    async (request, reply) => {
      // What is told comes from the log and waits for no read model, but a token that is none is refused here as everywhere.
      await visible(request, [])
      const key = presentedKey(request) ?? ''
      const reader = await live.open({
        tenant: request.tenant,
        keyId: request.caller.keyId,
        kinds: request.query.kinds ?? usualKinds,
        after: lastEventId(request.headers['last-event-id']),
        mayStay: async () => (await auth.find(key)) !== null,
        cutOff: () => reply.raw.destroy(),
      })
      reply.raw.once('close', () => reader.destroy())
      reply.headers({
        'content-type': 'text/event-stream; charset=utf-8',
        // Proxies pass it on as it comes, and the connection ends with the stream.
        'x-accel-buffering': 'no',
        connection: 'close',
      })
      return reply.send(reader as never)
    },
  )
}

/** An empty one is what a client sends that has had no id yet. */
function lastEventId(id: string | undefined): bigint | null {
  if (id === undefined || id === '') return null
  try {
    return decodePosition(id)
  } catch {
    throw invalidRequest([{ in: 'header', path: '/last-event-id', message: 'was not given by this service' }])
  }
}
