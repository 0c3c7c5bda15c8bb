import {
  type AdvanceVisit,
  type CancelVisit,
  type Evidence,
  type Sealed,
  StreamName,
  type VisitCommand,
  type VisitDetails,
  type VisitId,
  type VisitState,
  type VisitStatus,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { invalidRequest } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { problemOf, succeed } from '../problems.ts'
import { actsForCustomer, commandContext, type Request } from '../request.ts'
import { release } from './claims.ts'

/** A command on a visit that exists. */
export interface Change {
  readonly request: Request
  readonly visitId: VisitId
  readonly stream: StreamName
  readonly ifMatch?: bigint
}

/** What is said of a change: why, how it is known, and when it happened (epoch ms) where that was not now. */
export interface Telling {
  readonly reason?: string | undefined
  readonly evidence?: { readonly reference?: string | undefined; readonly note?: string | undefined } | undefined
  readonly occurredAt?: number | undefined
}

export interface Changed {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  readonly replayed: false
  /** It was so already; nothing was written. */
  readonly unchanged: boolean
}

/** @throws 409 `visit-blocked` while a block, or the busy time of another calendar, covers the visit */
export async function confirmVisit(agenda: Agenda, change: Change, telling: Telling = {}): Promise<Changed> {
  const { state } = await agenda.aggregates.visit.load(change.stream)
  const told = await tell(agenda, change, state.visit, telling)
  const blockedBy = state.status === 'pending' ? await blocksOver(agenda, change, state.visit) : []
  return execute(agenda, change, { type: 'ConfirmVisit', automatic: false, blockedBy, ...told }, telling)
}

/**
 * Cancels, then gives the time back. If the process dies between the two, the reactor gives it back; asking again
 * does too.
 * @throws 409 `cancellation-window-closed` for whoever acts for the customer
 */
export async function cancelVisit(
  agenda: Agenda,
  change: Change,
  { seriesFrom, ...telling }: Telling & Pick<CancelVisit, 'seriesFrom'> = {},
): Promise<Changed> {
  const { request, stream, visitId } = change
  const { tenant } = request
  const { cancelMinMinutes } = await agenda.configuration.policies(tenant)
  const { state: known } = await agenda.aggregates.visit.load(stream)
  const { reason = null, ...told } = await tell(agenda, change, known.visit, telling)
  const byCustomer = actsForCustomer(request)
  const changed = await execute(
    agenda,
    change,
    { type: 'CancelVisit', reason, byCustomer, cancelMinMinutes, seriesFrom, ...told },
    telling,
  )
  await agenda.onStep?.('cancelled')
  const claims = (changed.state.visit?.claims ?? []).map(({ claimId, resourceId, date }) => ({
    claimId,
    stream: StreamName.slot(tenant, resourceId, date),
  }))
  const released = await release(agenda.aggregates, request, visitId, claims, 'cancelled')
  return { ...changed, position: newestPosition(released, changed.position) }
}

/** On the way, arrived, done, or never seen, as somebody tells it. */
export async function advanceVisit(
  agenda: Agenda,
  change: Change,
  to: AdvanceVisit['to'],
  telling: Telling,
): Promise<Changed> {
  const { state } = await agenda.aggregates.visit.load(change.stream)
  const told = await tell(agenda, change, state.visit, telling)
  return execute(agenda, change, { type: 'AdvanceVisit', to, automatic: false, ...told }, telling)
}

/**
 * Brings a visit into that status by whatever does so.
 * @throws ProblemError: 409 `illegal-transition` with what is allowed; 400 for something that is said to happen yet
 */
export function changeStatus(
  agenda: Agenda,
  change: Change,
  to: Exclude<VisitStatus, 'pending'>,
  telling: Telling,
): Promise<Changed> {
  switch (to) {
    case 'confirmed':
      return confirmVisit(agenda, change, telling)
    case 'cancelled':
      return cancelVisit(agenda, change, telling)
    default:
      return advanceVisit(agenda, change, to, telling)
  }
}

async function execute(
  { aggregates }: Agenda,
  { request, stream, ifMatch }: Change,
  command: VisitCommand,
  { occurredAt }: Telling,
): Promise<Changed> {
  const context = commandContext(request, occurredAt === undefined ? {} : { occurredAt: toInstant(occurredAt) })
  const options = ifMatch === undefined ? {} : { ifMatch }
  const outcome = succeed(await aggregates.visit.execute(stream, command, context, options))
  const { state, revision, position } = outcome
  const unchanged = outcome.kind === 'accepted' && outcome.events.length === 0
  return { state, revision, position, replayed: false, unchanged }
}

/** The texts sealed under the customer's key; none of them is kept of somebody who was erased. */
async function tell(
  { clock, people }: Agenda,
  { request }: Change,
  visit: VisitDetails | null,
  { reason, evidence, occurredAt }: Telling,
) {
  if (!visit) throw problemOf({ type: 'visit-not-found' })
  const now = clock.now()
  if (occurredAt !== undefined && occurredAt > now) {
    const message = `must not be later than now, ${toInstant(now)}`
    throw invalidRequest([{ in: 'body', path: '/occurredAt', message }])
  }
  const seal = (text: string | undefined): Promise<Sealed | null> =>
    text === undefined ? Promise.resolve(null) : people.seal(request.tenant, visit.customerId, text)
  const [sealedReason, note] = await Promise.all([seal(reason), seal(evidence?.note)])
  const known: Evidence | null = evidence ? { reference: evidence.reference ?? null, note } : null
  return {
    reason: sealedReason,
    evidence: known,
    ...(occurredAt === undefined ? {} : { occurredAt }),
    now,
  }
}

/**
 * The ids of the blocks that lie over the visit now. A block that is laid while this is looked up comes after the
 * confirmation, and its conflicts name the visit.
 */
async function blocksOver(
  { aggregates }: Agenda,
  { request }: Change,
  visit: VisitDetails | null,
): Promise<readonly string[]> {
  if (!visit) return []
  const days = await Promise.all(
    visit.claims.map(({ resourceId, date }) =>
      aggregates.slot.load(StreamName.slot(request.tenant, resourceId, date), 0),
    ),
  )
  const over = days
    .flatMap(({ state }) => state.claims)
    .filter(({ kind, from, until }) => kind === 'block' && from < visit.end && visit.start < until)
  return [...new Set(over.map(({ id }) => id))]
}
