import {
  addDays,
  dayBounds,
  type LocationId,
  localDate,
  type PartOfDay,
  type ResourceId,
  StreamName,
  type TenantId,
  type VisitType,
  type VisitTypeId,
  WaitlistEntryId,
  type WaitlistState,
} from '@visita/domain'
import { invalidRequest, ProblemError } from '@visita/http'
import type { Agenda } from '../agenda.ts'
import { suits } from '../booking/candidates.ts'
import type { CustomerInput } from '../people.ts'
import { keyReused, succeed } from '../problems.ts'
import { commandContext, type IdempotentRequest } from '../request.ts'

/** What somebody waits for. Instants are epoch ms. */
export interface WaitlistWish {
  readonly typeId: VisitTypeId
  readonly customer: CustomerInput
  /** The visit starts within `[from, to)`: from now on, and as far as may be booked today, unless they say otherwise. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly locationId?: LocationId | undefined
  readonly partOfDay?: PartOfDay | undefined
  readonly seats: number
}

export interface ChangedEntry {
  readonly state: WaitlistState
  readonly position: bigint
  /** The same request was answered before: this is that answer. */
  readonly replayed: boolean
  /** It was so already; nothing was written. */
  readonly unchanged: boolean
}

/**
 * Puts somebody on the waitlist. The entry's id derives from the tenant and the idempotency key, so that its stream knows
 * whether this request was here before. What is open already is offered by the reactor, as everything is: in turn.
 *
 * @throws ProblemError: 400 for a window that is over or never was; 404; 410 for a customer who was erased; 422 for resources
 * that cannot serve such a visit
 */
export async function joinWaitlist(
  agenda: Agenda,
  request: IdempotentRequest,
  wish: WaitlistWish,
): Promise<ChangedEntry> {
  const { aggregates, configuration, people, clock } = agenda
  const { tenant, idempotency } = request
  const entryId = WaitlistEntryId.derive(tenant, idempotency.key)
  const stream = StreamName.waitlist(tenant, entryId)
  const before = await aggregates.waitlist.recall(stream, idempotency.key)
  if (before) {
    if (before.fingerprint !== idempotency.fingerprint) throw keyReused()
    return { ...(await aggregates.waitlist.loadAt(stream, before.revision)), replayed: true, unchanged: false }
  }

  const [policies, visitType] = await Promise.all([
    configuration.policies(tenant),
    configuration.visitType(tenant, wish.typeId),
  ])
  await checkResources(agenda, tenant, visitType, wish)
  const now = clock.now()
  const horizon = addDays(localDate(now, policies.timezone), policies.maxAdvanceDays)
  const { from = now, to = dayBounds(horizon, policies.timezone).until } = wish
  if (to <= now) throw invalidRequest([{ in: 'body', path: '/to', message: 'must lie ahead' }])

  const party = await people.prepare(tenant, { customer: wish.customer, participants: [] }, policies.country)
  const { customerId } = await people.register(request, party, now)
  const { resourceIds, locationId, partOfDay, typeId, seats } = wish
  const outcome = succeed(
    await aggregates.waitlist.execute(
      stream,
      {
        type: 'JoinWaitlist',
        entryId,
        tenant,
        typeId,
        customerId,
        from,
        to,
        resourceIds: resourceIds ? [...resourceIds] : null,
        locationId: locationId ?? null,
        partOfDay: partOfDay ?? null,
        seats,
        now,
      },
      commandContext(request, { idempotency }),
    ),
  )
  return { state: outcome.state, position: outcome.position, replayed: outcome.kind === 'replayed', unchanged: false }
}

/** Each must be one that such a visit could need. More of a kind than the type needs are all welcome: any of them will do. */
async function checkResources(
  { configuration }: Agenda,
  tenant: TenantId,
  visitType: VisitType,
  { resourceIds = [], locationId }: WaitlistWish,
): Promise<void> {
  const named = await Promise.all(resourceIds.map((id) => configuration.resource(tenant, id)))
  const misfits = named.filter(
    (resource) =>
      !suits(resource, visitType, locationId) || !visitType.needs.some(({ kind }) => kind === resource.kind),
  )
  if (misfits.length === 0) return
  throw new ProblemError(422, 'resources-do-not-fit', 'These resources cannot serve this visit', {
    resourceIds: misfits.map(({ id }) => id),
    needs: visitType.needs,
  })
}
