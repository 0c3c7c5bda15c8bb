import type { Request } from '@visita/agenda'
import type { Due } from './policy.ts'

/** Who acts when an obligation is fulfilled: the policy, because of an event, for the request that the event came of. */
export const requestOf = ({ tenant, kind, cause }: Due): Request => ({
  tenant,
  caller: { actor: `system:${kind}`, role: 'system' },
  requestId: cause.correlationId,
  causationId: cause.eventId,
  channel: 'reactor',
})

/** For a command that nothing can refuse. @throws when it was refused all the same: a bug, told by the log */
export async function settled<O extends { readonly kind: string }>(
  execution: Promise<O>,
): Promise<Extract<O, { kind: 'accepted' }>> {
  const outcome = await execution
  if (outcome.kind !== 'accepted') throw new Error(`the reactor's command ended as ${outcome.kind}`)
  return outcome as Extract<O, { kind: 'accepted' }>
}
