import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { malformedJson } from './errors.ts'

/** Bodies larger than this are refused with 413. */
export const defaultBodyLimit = 256 * 1024

/** Whether some string in a JSON value has a NUL, which JSON may spell and Postgres cannot store. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasNul)
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || hasNul(inner))
}

/** JSON is the only body there is: UTF-8, no `__proto__`, no NUL. An empty body counts as none. */
export function registerBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    // Some clients name the content type even when they send nothing, as with DELETE.
    if (bytes.length === 0) return done(null, undefined)
    if (!isUtf8(bytes)) return done(malformedJson('is not valid UTF-8'))
    const text = bytes.toString()
    parse(request, text, (error: Error | null, value?: unknown) => {
      if (error) done(malformedJson())
      else if (text.includes('\\u0000') && hasNul(value)) done(malformedJson('has a NUL character'))
      else done(null, value)
    })
  })
}
