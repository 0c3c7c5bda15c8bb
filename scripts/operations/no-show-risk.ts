import {
  defaultNoShowWeights,
  type NoShowFactor,
  type NoShowReason,
  type NoShowWeights,
  noShowRisk,
  type ScoredVisits,
  type Separation,
  separation,
  type TenantId,
} from '@visita/domain'
import { awaitedVisit, countVisitsToScore, listVisitsToScore, policiesOf, type VisitToScore } from '@visita/projections'
import { type ReadStore, withTenant } from '@visita/read-store'
import { parseInstant } from '@visita/runtime'
import { Command, Option } from 'commander'
import { instant, tenantId } from './arguments.ts'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed, whereOf } from './frame.ts'
import { type LogProgress, showLogProgress } from './progress.ts'
import { lines, riskText } from './report.ts'
import { type Where, withReadStore } from './stores.ts'

interface RiskChoices {
  readonly dataDir: string
  readonly tenant: TenantId
  readonly from?: string
  readonly to?: string
  readonly json?: true
}

/** How well a tenant’s weights tell who does not come, on the visits whose end is known. */
export interface RiskReport extends Separation {
  readonly tenant: string
  /** Its own weights, or those that everybody begins with. */
  readonly weights: 'own' | 'default'
  /** Brier’s score of whoever expects the same of every visit. */
  readonly brierOfShare: number | null
  /** By tens of per cent: what was expected, and what came. */
  readonly bands: readonly (ScoredVisits & { readonly from: number; readonly expected: number })[]
  /** What each factor separates by itself; those that separate best first. */
  readonly factors: readonly { readonly factor: NoShowFactor; readonly areaUnderCurve: number }[]
}

/** `visita no-show-risk`. `dataDir` is the default of `--data-dir`. */
export const noShowRiskCommand = (dataDir: string): Command =>
  placed(new Command('no-show-risk'), dataDir)
    .description(
      'How well the no-show score of a tenant (its policy `noShowRisk`) separates those who came from those who did not, on its own history.',
    )
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .addOption(new Option('--from <instant>', 'visits that started then or later (RFC 3339)').argParser(instant))
    .addOption(new Option('--to <instant>', 'visits that started before').argParser(instant))
    .option('--json', 'the figures as JSON')
    .action((options: RiskChoices) => ending((signal) => runRisk(whereOf(options), options, signal)))

async function runRisk(where: Where, options: RiskChoices, signal: AbortSignal): Promise<number> {
  const { tenant, json } = options
  const from = options.from === undefined ? 0 : parseInstant(options.from)
  const until = options.to === undefined ? Number.MAX_SAFE_INTEGER : parseInstant(options.to)
  if (from >= until) throw new OperationFailure(exitCode.usage, '--to must be later than --from.')
  return withReadStore(where, { name: 'risk', role: 'visita_reader' }, async (store) => {
    const report = await riskReport(store, tenant, { from, until }, signal, (count) =>
      showLogProgress(BigInt(count), process.stderr, 'visits'),
    )
    if (report.visits === 0)
      throw new OperationFailure(exitCode.usage, 'No visit of that time has an end that is known.')
    process.stdout.write(json ? lines([report]) : `${riskText(report)}\n`)
    return exitCode.done
  })
}

const ended = ['checked_in', 'completed', 'no_show']
const atOnce = 2_000

/** `from` and `until` in epoch milliseconds. @throws the signal’s reason, StoreUnavailable */
export async function riskReport(
  store: ReadStore,
  tenant: TenantId,
  range: { readonly from: number; readonly until: number },
  signal: AbortSignal,
  show: (visits: number) => LogProgress,
): Promise<RiskReport> {
  const where = { status: ended, ...range }
  const [own, count] = await withTenant(store, tenant, async (db) => [
    (await policiesOf(db, tenant))?.noShowRisk,
    await countVisitsToScore(db, tenant, where),
  ])
  const weights = own ?? defaultNoShowWeights
  const progress = show(count)
  const scored: Scored[] = []
  try {
    for (let after: { start: string; id: string } | null = null; ; ) {
      signal.throwIfAborted()
      const page = await withTenant(store, tenant, (db) =>
        listVisitsToScore(db, tenant, where, { limit: atOnce, after }),
      )
      scored.push(...page.items.map((row) => score(row, weights)))
      progress.passed(page.items.length, BigInt(scored.length))
      if (page.last === null) break
      after = { start: page.last.starts_at, id: page.last.visit_id }
    }
  } finally {
    progress.stop()
  }
  return reportOf(tenant, own ? 'own' : 'default', scored)
}

interface Scored {
  readonly percent: number
  readonly missed: boolean
  readonly reasons: readonly NoShowReason[]
}

const score = (row: VisitToScore, weights: NoShowWeights): Scored => ({
  ...noShowRisk(awaitedVisit(row), weights),
  missed: row.status === 'no_show',
})

const one = (percent: number, missed: boolean): ScoredVisits => ({ percent, visits: 1, missed: missed ? 1 : 0 })

function reportOf(tenant: TenantId, weights: RiskReport['weights'], scored: readonly Scored[]): RiskReport {
  const whole = separation(scored.map(({ percent, missed }) => one(percent, missed)))
  const share = whole.visits === 0 ? null : whole.missed / whole.visits
  const bands = [...Map.groupBy(scored, ({ percent }) => Math.min(9, Math.floor(percent / 10)) * 10)]
    .sort(([a], [b]) => a - b)
    .map(([from, alike]) => ({
      from,
      percent: from,
      visits: alike.length,
      missed: alike.filter(({ missed }) => missed).length,
      expected: alike.reduce((sum, { percent }) => sum + percent / 100, 0),
    }))
  const factors = [...new Set(scored.flatMap(({ reasons }) => reasons.map(({ factor }) => factor)))]
    .map((factor) => {
      const points = (reasons: Scored['reasons']) => reasons.find((reason) => reason.factor === factor)?.points ?? 0
      const alone = scored.map(({ reasons, missed }) => one(points(reasons), missed))
      return { factor, areaUnderCurve: separation(alone).areaUnderCurve ?? 0.5 }
    })
    .sort((a, b) => b.areaUnderCurve - a.areaUnderCurve)
  return { tenant, weights, ...whole, brierOfShare: share === null ? null : share * (1 - share), bands, factors }
}
