import { type AuditReading, type RecordedReading, recordReading } from '@visita/audit'
import type { EventStore } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import { type Clock, toInstant } from '@visita/runtime'
import type { FastifyRequest } from 'fastify'

/**
 * Puts on record that somebody reads the log, and what of it. Every route that answers from the log to whoever audits it
 * awaits this when it knows its answer, before it gives it: no record, no answer.
 * @throws 503 `audit-not-recorded`
 */
export type RecordAudit = (request: FastifyRequest, reading: Omit<AuditReading, 'route'>) => Promise<RecordedReading>

export const createRecordAudit =
  (store: Pick<EventStore, 'append'>, clock: Clock): RecordAudit =>
  async (request, reading) => {
    const { caller, tenant, id, routeOptions } = request
    const reader = { tenant, actor: caller.actor, role: caller.role, channel: 'api', correlationId: id }
    try {
      const now = () => toInstant(clock.now())
      return await recordReading(store, reader, { route: routeOptions.url ?? '', ...reading }, now)
    } catch (error) {
      request.log.error({ err: error }, 'the reading could not be recorded')
      throw new ProblemError(
        503,
        'audit-not-recorded',
        'The log is not shown where the reading cannot be recorded',
        {},
        { 'retry-after': '1' },
      )
    }
  }
