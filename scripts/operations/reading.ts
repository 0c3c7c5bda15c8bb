import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { type AuditReading, type RecordedReading, recordReading } from '@visita/audit'
import type { TenantId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { systemClock, toInstant } from '@visita/runtime'

/** Puts on record that somebody at a terminal reads a tenant's log, as the system names them. @throws Outage */
export function recordTerminalReading(
  store: Pick<EventStore, 'append'>,
  tenant: TenantId,
  reading: AuditReading,
): Promise<RecordedReading> {
  const clock = systemClock()
  const reader = { tenant, actor: `cli:${userName()}`, role: 'operations', channel: 'cli', correlationId: randomUUID() }
  return recordReading(store, reader, reading, () => toInstant(clock.now()))
}

function userName(): string {
  try {
    return userInfo().username.replace(/[^A-Za-z0-9._-]/g, '-')
  } catch {
    // A container may run as a number that has no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}
