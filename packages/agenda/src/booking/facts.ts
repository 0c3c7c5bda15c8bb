import type { Need, ResourcePool } from '@visita/domain'
import type { Agenda } from '../agenda.ts'
import type { Wish } from './days.ts'

/** What the tenant's strategy looks at beside the claims; nothing where all resources are named. */
export async function factsFor(
  { rotation, readModel }: Pick<Agenda, 'rotation' | 'readModel'>,
  { tenant, policies, customerId }: Wish,
  needs: readonly Need[],
): Promise<ResourcePool['facts']> {
  const open = needs.flatMap(({ count, named, others }) => (named.length < count ? others : []))
  if (open.length === 0) return undefined
  switch (policies.assignment) {
    case 'least-loaded':
      return undefined
    case 'round-robin':
      return {
        lastAssigned: await rotation.lastAssigned(
          tenant,
          open.map(({ id }) => id),
        ),
      }
    case 'usual-agent':
      return customerId === undefined ? undefined : { usual: await readModel.usualAgents(tenant, customerId) }
    default:
      return policies.assignment satisfies never
  }
}
