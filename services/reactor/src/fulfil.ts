import { StreamName } from '@visita/domain'
import type { CommandContext } from '@visita/event-store'
import type { Clock } from '@visita/runtime'
import type { Aggregates } from './aggregates.ts'
import type { Opened } from './obligation.ts'

/**
 * Does what an obligation that has fallen due asks for. Safe to repeat: every command finds what an earlier try did.
 * @throws Outage, and then it is still due.
 */
export async function fulfil({ slot, visit }: Aggregates, clock: Clock, due: Opened): Promise<void> {
  switch (due.kind) {
    case 'reservation': {
      const { visitId, attempt, stream } = due.payload
      // The fence comes first: from here on no late request can make a visit of this attempt.
      const { state } = await settled(
        visit.execute(
          StreamName.visit(due.tenant, visitId),
          { type: 'AbandonVisit', visitId, attempt, now: clock.now() },
          context(due),
        ),
      )
      if (state.visit?.claims.some(({ claimId }) => claimId === due.key)) return
      await settled(
        slot.execute(stream, { type: 'ReleaseSlot', claimId: due.key, visitId, cause: 'abandoned' }, context(due)),
      )
      return
    }
    case 'cancellation': {
      const { state } = await visit.load(StreamName.visit(due.tenant, due.key))
      if (state.status !== 'cancelled') return
      for (const { claimId, resourceId, date } of state.visit?.claims ?? []) {
        await settled(
          slot.execute(
            StreamName.slot(due.tenant, resourceId, date),
            { type: 'ReleaseSlot', claimId, visitId: due.key, cause: 'cancelled' },
            context(due),
          ),
        )
      }
      return
    }
    default:
      due satisfies never
  }
}

const context = ({ tenant, kind, cause }: Opened): CommandContext => ({
  tenant,
  actor: `system:${kind}`,
  role: 'system',
  channel: 'reactor',
  correlationId: cause.correlationId,
  causationId: cause.eventId,
})

async function settled<O extends { kind: string }>(execution: Promise<O>): Promise<Extract<O, { kind: 'accepted' }>> {
  const outcome = await execution
  if (outcome.kind !== 'accepted') throw new Error(`the reactor's command ended as ${outcome.kind}`)
  return outcome as Extract<O, { kind: 'accepted' }>
}
