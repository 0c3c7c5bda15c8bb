import { Type } from '@sinclair/typebox'
import { addNote, addParticipant, recordOutcome, revokeLinks } from '@visita/agenda'
import { strict, type VisitId } from '@visita/domain'
import type { HttpApp } from '@visita/http'
import { VisitSchema } from '@visita/projections'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { ById, tell, visitAnswer } from './visit-answer.ts'
import { Contact } from './visits.ts'

const Role = Type.String({ minLength: 1, maxLength: 64 })
const NoteBody = Type.Object({ note: Type.String({ minLength: 1, maxLength: 4000 }) }, strict)
const OutcomeBody = Type.Object(
  {
    result: Type.String({
      pattern: '^[a-z][a-z0-9_-]{0,63}$',
      description: 'A word of the tenant’s own, such as `sold`',
    }),
    note: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
  },
  strict,
)
const ParticipantBody = Type.Object(
  { ...Contact, name: Type.String({ minLength: 1, maxLength: 200 }), role: Type.Optional(Role) },
  strict,
)

/** What staff note of a visit besides its life. */
export function visitNoteRoutes(app: HttpApp, deps: Deps): void {
  const config = { roles: ['operator'] as const, idempotent: true }
  const tags = ['visits']
  const answer = visitAnswer(deps)

  /** By the visit's own path: the same key on another visit is another request. */
  const requestOn = (raw: FastifyRequest<{ Params: { id: VisitId } }>, what: string) =>
    deps.idempotency.request(raw, `/v1/admin/visits/${raw.params.id}/${what}`)

  app.post(
    '/v1/admin/visits/:id/notes',
    {
      config,
      schema: {
        summary: 'Add an internal note',
        tags,
        params: ById,
        body: NoteBody,
        response: { 201: Type.Object({ visitId: Type.String(), noteId: Type.String() }) },
      },
    },
    async (raw, reply) => {
      const { id: visitId } = raw.params
      const request = requestOn(raw, 'notes')
      const added = await deps.idempotency.once(request, () => addNote(deps, request, visitId, raw.body.note))
      tell(reply, added)
      return reply.code(201).send({ visitId, noteId: added.noteId })
    },
  )

  app.post(
    '/v1/admin/visits/:id/outcome',
    {
      config,
      schema: {
        summary: 'Record what came of the visit',
        description: 'A later one takes the place of the first.',
        tags,
        params: ById,
        body: OutcomeBody,
        response: { 201: Type.Object({ visitId: Type.String(), result: Type.String() }) },
      },
    },
    async (raw, reply) => {
      const { id: visitId } = raw.params
      const request = requestOn(raw, 'outcome')
      tell(reply, await deps.idempotency.once(request, () => recordOutcome(deps, request, visitId, raw.body)))
      return reply.code(201).send({ visitId, result: raw.body.result })
    },
  )

  app.post(
    '/v1/admin/visits/:id/participants',
    {
      config,
      schema: {
        summary: 'Add somebody who comes along',
        tags,
        params: ById,
        body: ParticipantBody,
        response: { 201: Type.Object({ visitId: Type.String(), participantId: Type.String() }) },
      },
    },
    async (raw, reply) => {
      const { id: visitId } = raw.params
      const request = requestOn(raw, 'participants')
      const joined = await deps.idempotency.once(request, () => addParticipant(deps, request, visitId, raw.body))
      tell(reply, joined)
      return reply.code(201).send({ visitId, participantId: joined.participant.personId })
    },
  )

  app.post(
    '/v1/admin/visits/:id/links/revoke',
    {
      config,
      schema: {
        summary: 'Revoke the manage links that were given out',
        description: 'The answer has a new one.',
        tags,
        params: ById,
        body: Type.Object({}, strict),
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => {
      const request = requestOn(raw, 'links/revoke')
      const revoked = await deps.idempotency.once(request, () => revokeLinks(deps, request, raw.params.id))
      return answer(reply, revoked, 200)
    },
  )
}
