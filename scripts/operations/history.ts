import { type AuditEvent, auditEvent, type Cause, visitTimeline } from '@visita/audit'
import { StreamName, type TenantId, VisitId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { allTenants, relatedStreams } from '@visita/projections'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { parseInstant } from '@visita/runtime'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { instant } from './arguments.ts'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed, whereOf } from './frame.ts'
import { recordTerminalReading } from './reading.ts'
import { historyText, lines } from './report.ts'
import { type Where, withLog, withReadStore } from './stores.ts'

/** Everything that the log says of a visit. Its personal data and free texts are as the log has them: sealed. */
export interface History {
  readonly visitId: VisitId
  readonly tenant: TenantId
  /** What the visit is, after these events. */
  readonly status: string
  readonly events: readonly (AuditEvent & { readonly cause: Cause })[]
}

/**
 * The same that the read API tells an auditor. `asOf` (epoch ms) leaves out what was recorded later. Null: there is, or was
 * then, no such visit. `readStore` as `visita_writer`, since nobody has said whose visit it is.
 * @throws Outage, InvalidEvent, StoreUnavailable
 */
export async function historyOf(
  store: Pick<EventStore, 'read'>,
  readStore: ReadStore,
  visitId: VisitId,
  asOf: number | null,
): Promise<History | null> {
  const tenant = await tenantOf(store, readStore, visitId)
  if (tenant === null) return null
  const related = () => relatedStreams(readStore, tenant, visitId)
  const timeline = await visitTimeline((stream) => store.read(stream), related, { tenant, visitId, asOf })
  if (!timeline) return null
  const events = timeline.entries.map(({ event, cause }) => ({ ...auditEvent(event), cause }))
  return { visitId, tenant, status: timeline.state.status, events }
}

/** Whose visit it is. A visit is a stream of its tenant's, and there are not so many tenants. */
async function tenantOf(
  store: Pick<EventStore, 'read'>,
  readStore: ReadStore,
  visitId: VisitId,
): Promise<TenantId | null> {
  for (const tenant of await withEveryTenant(readStore, allTenants)) {
    if ((await store.read(StreamName.visit(tenant, visitId), { limit: 1 })).length > 0) return tenant
  }
  return null
}

interface HistoryOptions {
  readonly dataDir: string
  readonly asOf?: string
  readonly json?: true
}

/** `visita history`. `dataDir` is the default of `--data-dir`. */
export function historyCommand(dataDir: string): Command {
  return placed(new Command('history'), dataDir)
    .description('Everything that the log says of a visit: when, what, who, through which door and why.')
    .addArgument(new Argument('<visitId>', 'the visit').argParser(visitId))
    .addOption(new Option('--as-of <instant>', 'as it stood then (RFC 3339)').argParser(instant))
    .option('--json', 'the events as JSON, personal data sealed')
    .action((id: VisitId, options: HistoryOptions) => ending(() => runHistory(whereOf(options), id, options)))
}

function visitId(text: string): VisitId {
  try {
    return VisitId.parse(text)
  } catch {
    throw new InvalidArgumentError('It is no visit’s id.')
  }
}

async function runHistory(where: Where, id: VisitId, { asOf, json }: HistoryOptions): Promise<number> {
  const then = asOf === undefined ? '' : ` at ${asOf}`
  return withReadStore(where, { name: 'history', role: 'visita_writer', max: 2 }, async (readStore) => {
    const history = await withLog(where, async (store) => {
      const found = await historyOf(store, readStore, id, asOf === undefined ? null : parseInstant(asOf))
      if (!found) throw new OperationFailure(exitCode.usage, `There is no visit ${id}${then}.`)
      const reading = { route: 'visita history', asked: { visitId: id, asOf }, answered: found.events.length }
      await recordTerminalReading(store, found.tenant, reading)
      return found
    })
    process.stdout.write(json ? lines([history]) : `${historyText(history)}\n`)
    return exitCode.done
  })
}
