import type { TenantId } from '@visita/domain'
import { type Language, notFound } from '@visita/http'
import {
  agendaRows,
  agendaVersion,
  configurationOf,
  type TenantConfiguration,
  type TenantDb,
  visitsStarting,
} from '@visita/projections'
import { type ReadStore, withTenant } from '@visita/read-store'
import { answerClock } from '../answer-clock.ts'
import { type KeptAnswer, keepAnswers } from '../kept-answers.ts'
import { type AgendaDay, agendaDay, soonMs } from './document.ts'

interface Asked {
  /** Local dates, one after the other. */
  readonly dates: readonly string[]
  readonly locationId: string | null
  readonly resourceId: string | null
  readonly language: Language
}

/** How far beyond the next 120 minutes is looked, so that an answer stays right for a while. */
const slackMs = 600_000
const mostBytes = 64 * 1024 * 1024
const mostTenants = 1_000

/** The agendas of days as they are sent: made from the rows once, and sent again while those rows stay as they are. */
export function createAgendaDays(readStore: ReadStore) {
  const answers = keepAnswers(mostBytes)
  const configured = new Map<string, { version: string; configuration: TenantConfiguration }>()

  async function configurationAt(version: string, tenant: TenantId): Promise<TenantConfiguration> {
    const known = configured.get(tenant)
    if (known?.version === version) return known.configuration
    const configuration = await withTenant(readStore, tenant, (db: TenantDb) => configurationOf(db, tenant))
    configured.delete(tenant)
    configured.set(tenant, { version, configuration })
    for (const oldest of configured.keys()) if (configured.size > mostTenants) configured.delete(oldest)
    return configuration
  }

  return {
    /**
     * The answer as bytes: `serialize` makes them of the days. `now` is epoch milliseconds.
     * @throws 404 for a location or resource that is not there; StoreUnavailable
     */
    async answer(
      tenant: TenantId,
      now: number,
      { dates, locationId, resourceId, language }: Asked,
      serialize: (days: AgendaDay[]) => string,
    ): Promise<Buffer> {
      const version = await agendaVersion(readStore, tenant)
      const key = [tenant, language, dates[0], dates.length, locationId, resourceId].join(' ')
      const make = async (): Promise<KeptAnswer> => {
        const { resources, locationIds, policies } = await configurationAt(version.configuration, tenant)
        if (locationId !== null && !locationIds.has(locationId)) throw notFound()
        if (resourceId !== null && !resources.some(({ document }) => document.id === resourceId)) throw notFound()
        const clock = answerClock(now)
        const rows = await agendaRows(readStore, tenant, { dates, configured: resources, locationId, resourceId, now })
        const shown = new Set(rows.flatMap(({ resources }) => resources.map(({ document }) => document.id)))
        const resourceIds = locationId === null && resourceId === null ? null : [...shown]
        const ahead = { from: now, to: now + soonMs + slackMs, resourceIds }
        const soon = await withTenant(readStore, tenant, (db: TenantDb) => visitsStarting(db, tenant, ahead))
        clock.passed(now + slackMs)
        const days = rows.map((day, index) =>
          agendaDay(day, soon, { date: dates[index] ?? '', locationId, clock, policies, language }),
        )
        return { body: Buffer.from(serialize(days)), from: now, until: clock.until() }
      }
      return answers.answer({ key, version: version.whole, now }, make)
    },
  }
}
