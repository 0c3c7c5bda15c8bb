// Server-sent events as text: https://html.spec.whatwg.org/multipage/server-sent-events.html

/** How long a reader whose connection was lost waits before it comes back, ms. */
const retryMs = 1_000

/** One event. `data` becomes JSON, which has no line breaks. */
export function eventFrame(name: string, data: object, id?: string): Buffer {
  const lines = [...(id === undefined ? [] : [`id: ${id}`]), `event: ${name}`, `data: ${JSON.stringify(data)}`]
  return Buffer.from(`${lines.join('\n')}\n\n`)
}

/** Says when to come back; sent first, so that the headers leave at once. */
export const openingFrame = Buffer.from(`retry: ${retryMs}\n\n`)

/** Nothing happened. With an id, nothing happened up to there: whoever comes back need not have it looked through again. */
export const heartbeatFrame = (id?: string): Buffer => Buffer.from(id === undefined ? ':\n\n' : `:\nid: ${id}\n\n`)
