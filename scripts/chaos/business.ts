import { createClient, taken, type VisitaClient } from '@visita/client'
import type { System } from './system.ts'

/** The tenant: open day and night, so that visits may be soon, and told of them at once and then again and again. */
export const business = {
  tenant: 'chaos',
  typeId: 'visita',
  minutes: 5,
  agents: Array.from({ length: 16 }, (_, i) => `agente-${i + 1}`),
  reminders: ['PT1M', 'PT5M', 'PT15M'],
}

/** @returns a client with an operator's key */
export async function createBusiness({ commandUrl, platformKey }: System): Promise<VisitaClient> {
  const { tenant, typeId, minutes, agents, reminders } = business
  const platform = createClient({ commandUrl, readUrl: commandUrl, key: platformKey, patienceMs: 20_000 })
  const policies = {
    ...{ timezone: 'UTC', locale: 'es', country: 'ES', confirmation: 'manual' as const, reminders, quietHours: null },
    ...{ minNoticeMinutes: 0, cancelMinMinutes: 0, rescheduleMinMinutes: 0, slotIntervalMinutes: minutes },
    noShowAfterMinutes: minutes,
  }
  await taken(platform.command.POST('/v1/platform/tenants', { body: { id: tenant, name: 'Caos', policies } }))
  const keyOf = async (role: 'admin' | 'operator') => {
    const issue = { params: { path: { id: tenant } }, body: { role, label: role } }
    const issued = await taken(platform.command.POST('/v1/platform/tenants/{id}/keys', issue))
    return platform.withKey(issued.key)
  }
  const admin = await keyOf('admin')
  const kind = 'agent' as const
  const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00' }]
  for (const id of agents) {
    const schedule = { weekly, exceptions: [], holidays: null }
    const body = { id, kind, name: id, timezone: 'UTC', capacity: 1, schedule }
    await taken(admin.command.PUT('/v1/admin/resources/{id}', { params: { path: { id } }, body }))
  }
  const body = {
    ...{
      id: typeId,
      name: 'Visita',
      durationMinutes: minutes,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      seats: 1,
    },
    ...{ needs: [{ kind, count: 1 }], mode: 'in_person' as const, slotIntervalMinutes: minutes },
  }
  await taken(admin.command.PUT('/v1/admin/visit-types/{id}', { params: { path: { id: typeId } }, body }))
  return keyOf('operator')
}
