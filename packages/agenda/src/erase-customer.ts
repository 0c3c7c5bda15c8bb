import { type PersonId, StreamName, type TenantId } from '@visita/domain'
import type { Agenda } from './agenda.ts'
import { succeed } from './problems.ts'
import { commandContext, type Request } from './request.ts'

/** Whether the person ever came along to a visit, by read models that have seen all that is in the log now. */
export type TakesPart = (tenant: TenantId, personId: PersonId) => Promise<boolean>

/**
 * Forgets a person for ever. First the log says so, and with it every read model clears what it has of them; then their key is
 * destroyed, and with it all that was ever sealed for them. In this order, since a log that says nothing tells nobody what there is
 * to finish: where it dies between the two, the reactor's `erasure` ends it. Asked twice, it does nothing more.
 * @returns where the log says it
 * @throws 404 for somebody who is no customer and takes part in no visit
 */
export async function eraseCustomer(
  { aggregates: { customer }, people, clock, onStep }: Agenda,
  request: Request,
  personId: PersonId,
  takesPart: TakesPart,
): Promise<bigint> {
  const { tenant } = request
  const stream = StreamName.customer(tenant, personId)
  const { state } = await customer.load(stream, 0)
  const isParticipant = state.status === 'unknown' && (await takesPart(tenant, personId))
  const command = { type: 'EraseCustomer', customerId: personId, isParticipant, now: clock.now() } as const
  const { position } = succeed(await customer.execute(stream, command, commandContext(request), { fresh: true }))
  await onStep?.('customer-erased')
  await people.forget(tenant, personId)
  return position
}
