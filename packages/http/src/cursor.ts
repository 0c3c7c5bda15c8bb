import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { invalidRequest } from './problem.ts'

/** Where a list goes on, as an opaque token. `json` is the sort key of the last row; it must not hold personal data. */
export const encodeCursor = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url')

/** Reads a cursor that must have the shape of `schema`; anything else is 400 `invalid-request`. */
export function decodeCursor<S extends TSchema>(token: string, schema: S): Static<S> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Value.Check(schema, value)) return value
  } catch {
    // Not base64url of JSON: the same answer as for the wrong JSON.
  }
  throw invalidRequest([{ in: 'query', path: '/cursor', message: 'was not issued by this list' }])
}
