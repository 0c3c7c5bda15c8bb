import { Type } from '@sinclair/typebox'
import { StreamName, strict, type VisitId, VisitIdSchema, type VisitState } from '@visita/domain'
import { etag, ifMatch, invalidRequest, notFound, ProblemError, sendPosition } from '@visita/http'
import { type VisitDocument, visitOfState } from '@visita/projections'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

/** The words and the answer that every route on one visit shares. */

export const ById = Type.Object({ id: VisitIdSchema }, strict)

export const Reason = Type.Optional(Type.String({ minLength: 1, maxLength: 500 }))

/** Staff overlap, or leave the rules aside, and say why. */
export const OverrideWords = {
  override: Type.Optional(Type.Boolean()),
  overrideReason: Reason,
}

/**
 * The reason of an override that is asked for, or nothing.
 * @throws 400 for one without a reason, or a reason without one; 403 for a channel
 */
export function overrideOf(
  { caller }: FastifyRequest,
  { override = false, overrideReason }: { override?: boolean | undefined; overrideReason?: string | undefined },
): { overrideReason?: string } {
  if (override && overrideReason === undefined) {
    throw invalidRequest([{ in: 'body', path: '/overrideReason', message: 'is needed with an override' }])
  }
  if (!override && overrideReason !== undefined) {
    const message = 'says why for an override that is not asked for'
    throw invalidRequest([{ in: 'body', path: '/overrideReason', message }])
  }
  if (override && caller.role === 'channel') {
    throw new ProblemError(403, 'override-not-allowed', 'Only staff may overlap on purpose')
  }
  return overrideReason === undefined ? {} : { overrideReason }
}

/** `{ifMatch}` where the caller says at which revision the visit is. */
export function expectedOf(raw: FastifyRequest): { ifMatch?: bigint } {
  const expected = ifMatch(raw)
  return expected === null ? {} : { ifMatch: expected }
}

/** A command on a visit that exists. */
export const changeOf = (raw: FastifyRequest<{ Params: { id: VisitId } }>) => ({
  request: requestOf(raw),
  visitId: raw.params.id,
  stream: StreamName.visit(raw.tenant, raw.params.id),
  ...expectedOf(raw),
})

export interface Answer {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  readonly replayed: boolean
  /** The command found everything as it wanted it. */
  readonly unchanged?: boolean
}

/** The headers of an answer about a visit: where in the log, at which revision, and whether anything was done. */
export function tell(reply: FastifyReply, { revision, position, replayed, unchanged }: Omit<Answer, 'state'>): void {
  sendPosition(reply, position)
  reply.header('etag', etag(revision))
  if (replayed) reply.header('idempotent-replayed', 'true')
  if (unchanged) reply.header('visita-unchanged', 'true')
}

/** The visit as the command left it. */
export function visitAnswer({ manageUrl }: Pick<Deps, 'manageUrl'>) {
  return (reply: FastifyReply, answer: Answer, status: 200 | 201) => {
    tell(reply, answer)
    const visit: VisitDocument | null = visitOfState(answer.state, answer.revision, manageUrl)
    if (!visit) throw notFound()
    return reply.code(status).send(visit)
  }
}
