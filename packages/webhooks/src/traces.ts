import type { AddressUpdate, StatusUpdate } from '@visita/channels'
import { traced } from '@visita/runtime'
import type { TakenDelivery } from './deliveries.ts'
import type { Named } from './naming.ts'
import type { Told } from './tools.ts'

/** Does it as part of the trace of what wrote to the message's stream last: the request that the message came of. */
export const inItsTrace = (
  { tenant, traceparent }: Named,
  update: StatusUpdate | AddressUpdate,
  { provider }: TakenDelivery,
  work: () => Promise<Told>,
): Promise<Told> =>
  traced(`apply ${update.kind}`, { kind: 'consumer', parent: traceparent ?? null }, async (span) => {
    const told = await work()
    span?.note({ 'visita.tenant': tenant, 'visita.provider': provider, 'visita.outcome': told.outcome })
    if (update.kind === 'status') span?.note({ 'visita.status': update.status })
    return told
  })
