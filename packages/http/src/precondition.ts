import type { FastifyRequest } from 'fastify'
import { invalidRequest, ProblemError } from './problem.ts'

/** The `ETag` of something at a revision: `"7"`. */
export const etag = (revision: bigint | number): string => `"${revision}"`

/** 412: what is there is not what the caller thought it was. */
export const preconditionFailed = (members: Readonly<Record<string, unknown>> = {}): ProblemError =>
  new ProblemError(412, 'precondition-failed', 'It has changed since you read it', members)

/**
 * The revision that `If-Match` asks for; null when there is none, or `*` (anything that exists). A tag that this
 * service never issues, a weak one among them, matches nothing: 412. Several tags are refused with 400.
 */
export function ifMatch(request: FastifyRequest): bigint | null {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return null
  const tag = header.trim()
  const [, revision] = /^"(\d{1,18})"$/.exec(tag) ?? []
  if (revision !== undefined) return BigInt(revision)
  if (tag.includes(',')) {
    throw invalidRequest([{ in: 'header', path: '/if-match', message: 'must be one entity tag, such as "3"' }])
  }
  throw preconditionFailed()
}
