import { type Choices, type CustomerCommand, choicesOf, type PersonId, StreamName } from '@visita/domain'
import type { Agenda } from './agenda.ts'
import { problemOf, succeed } from './problems.ts'
import { commandContext, type Request } from './request.ts'

export interface Chosen {
  readonly choices: Choices
  readonly position: bigint
  /** It was so already. */
  readonly unchanged: boolean
}

/**
 * Says what somebody wants to be told of.
 * @throws 400 for hours that never end; 404 for somebody unknown; 410 for somebody who was erased
 */
export async function choosePreferences(
  { aggregates }: Pick<Agenda, 'aggregates'>,
  request: Request,
  personId: PersonId,
  command: Extract<CustomerCommand, { type: 'SetPreferences' | 'StopChannel' | 'SetLegalOptOut' }>,
): Promise<Chosen> {
  const stream = StreamName.customer(request.tenant, personId)
  const outcome = succeed(await aggregates.customer.execute(stream, command, commandContext(request)))
  const choices = choicesOf(outcome.state)
  if (!choices) throw problemOf({ type: 'customer-erased' })
  const unchanged = outcome.kind === 'accepted' && outcome.events.length === 0
  return { choices, position: outcome.position, unchanged }
}
