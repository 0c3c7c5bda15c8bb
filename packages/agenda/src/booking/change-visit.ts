import { type PersonId, StreamName, type VisitId, type VisitState } from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import type { Agenda } from '../agenda.ts'
import { succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { release } from './claims.ts'

/** A command on a visit that exists. */
export interface Change {
  readonly request: Request
  readonly visitId: VisitId
  readonly stream: StreamName
  readonly ifMatch?: bigint
}

export interface Changed {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  readonly replayed: false
  /** It was so already; nothing was written. */
  readonly unchanged: boolean
}

const optionsOf = ({ ifMatch }: Change) => (ifMatch === undefined ? {} : { ifMatch })

export async function confirmVisit({ aggregates, clock }: Agenda, change: Change): Promise<Changed> {
  const { request, stream } = change
  const { state, revision, position, ...outcome } = succeed(
    await aggregates.visit.execute(
      stream,
      { type: 'ConfirmVisit', automatic: false, now: clock.now() },
      commandContext(request),
      optionsOf(change),
    ),
  )
  return { state, revision, position, replayed: false, unchanged: wroteNothing(outcome) }
}

/**
 * Cancels, then gives the time back. If the process dies between the two, the reactor gives it back; asking again
 * does too.
 */
export async function cancelVisit(deps: Agenda, change: Change, reason: string | undefined): Promise<Changed> {
  const { aggregates, configuration, people, clock } = deps
  const { request, stream, visitId } = change
  const { tenant, caller } = request
  const { cancelMinMinutes } = await configuration.policies(tenant)
  const sealed = reason === undefined ? null : await sealedReason(reason)
  const { state, revision, position, ...outcome } = succeed(
    await aggregates.visit.execute(
      stream,
      {
        type: 'CancelVisit',
        reason: sealed,
        byCustomer: caller.role === 'channel',
        cancelMinMinutes,
        now: clock.now(),
      },
      commandContext(request),
      optionsOf(change),
    ),
  )
  await deps.onStep?.('cancelled')
  const claims = (state.visit?.claims ?? []).map(({ claimId, resourceId, date }) => ({
    claimId,
    stream: StreamName.slot(tenant, resourceId, date),
  }))
  const released = await release(aggregates, request, visitId, claims, 'cancelled')
  return {
    state,
    revision,
    position: newestPosition(released, position),
    replayed: false,
    unchanged: wroteNothing(outcome),
  }

  async function sealedReason(text: string) {
    const customerId: PersonId | undefined = (await aggregates.visit.load(stream)).state.visit?.customerId
    return customerId === undefined ? null : people.seal(tenant, customerId, text)
  }
}

const wroteNothing = (outcome: { kind: string; events?: readonly unknown[] }) => outcome.events?.length === 0
