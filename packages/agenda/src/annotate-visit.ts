import {
  NoteId,
  type Participant,
  type Sealed,
  StreamName,
  type VisitCommand,
  type VisitDetails,
  type VisitId,
} from '@visita/domain'
import type { Agenda } from './agenda.ts'
import type { Moved } from './move-visit.ts'
import type { ParticipantInput } from './people.ts'
import { problemOf, succeed } from './problems.ts'
import { commandContext, type IdempotentRequest } from './request.ts'

/**
 * What is told of a visit besides its life: one event on the visit's own stream, which so remembers the request. Each
 * throws a ProblemError: 404 where there is no such visit, 410 where there is nobody any more whose key would seal it, 422
 * for a key that this visit knows from another request.
 */

/** An internal note. Its id is made of the request. */
export async function addNote(
  agenda: Agenda,
  request: IdempotentRequest,
  visitId: VisitId,
  text: string,
): Promise<Moved & { readonly noteId: NoteId }> {
  const noteId = NoteId.derive(visitId, request.idempotency.key)
  const annotated = await annotate(agenda, request, visitId, async (visit, now) => {
    const note = await seal(agenda, request, visit, text)
    return { type: 'AddNote', noteId, note, now }
  })
  return { ...annotated, noteId }
}

/** What came of the visit, as a word of the tenant's own, such as `sold`. */
export const recordOutcome = (
  agenda: Agenda,
  request: IdempotentRequest,
  visitId: VisitId,
  { result, note }: { readonly result: string; readonly note?: string | undefined },
): Promise<Moved> =>
  annotate(agenda, request, visitId, async (visit, now) => {
    const sealed = note === undefined ? null : await seal(agenda, request, visit, note)
    return { type: 'RecordOutcome', result, note: sealed, now }
  })

/** Somebody who comes along; who comes already stays as they are. @throws also 400 for a phone that is none */
export async function addParticipant(
  agenda: Agenda,
  request: IdempotentRequest,
  visitId: VisitId,
  input: ParticipantInput,
): Promise<Moved & { readonly participant: Participant }> {
  const { country } = await agenda.configuration.policies(request.tenant)
  const joined: Participant[] = []
  const annotated = await annotate(agenda, request, visitId, async (_, now) => {
    const participant = await agenda.people.join(request, input, country)
    joined.push(participant)
    return { type: 'AddParticipant', participant, now }
  })
  const [participant] = joined
  if (!participant) throw new Error('nobody joined')
  return { ...annotated, participant }
}

/** Every manage link that was given out so far stops working; the visit's next answer has a new one. */
export const revokeLinks = (agenda: Agenda, request: IdempotentRequest, visitId: VisitId): Promise<Moved> =>
  annotate(agenda, request, visitId, async (_, now) => ({ type: 'RevokeLinks', now }))

async function annotate(
  { aggregates, clock }: Agenda,
  request: IdempotentRequest,
  visitId: VisitId,
  commandOf: (visit: VisitDetails, now: number) => Promise<VisitCommand>,
): Promise<Moved> {
  const { visit } = aggregates
  const stream = StreamName.visit(request.tenant, visitId)
  const known = await visit.load(stream)
  if (!known.state.visit) throw problemOf({ type: 'visit-not-found' })
  const command = await commandOf(known.state.visit, clock.now())
  const context = commandContext(request, { idempotency: request.idempotency })
  const outcome = succeed(await visit.execute(stream, command, context))
  if (outcome.kind === 'replayed') {
    return { ...(await visit.loadAt(stream, outcome.revision)), replayed: true, unchanged: false }
  }
  const { state, revision, position, events } = outcome
  return { state, revision, position, replayed: false, unchanged: events.length === 0 }
}

async function seal(
  { people }: Agenda,
  { tenant }: IdempotentRequest,
  { customerId }: VisitDetails,
  text: string,
): Promise<Sealed> {
  const sealed = await people.seal(tenant, customerId, text)
  if (!sealed) throw problemOf({ type: 'customer-erased' })
  return sealed
}
