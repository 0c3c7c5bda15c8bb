import { VisitId } from '@visita/domain'
import { personalOpener, projections } from '@visita/projections'
import { createVault, verifyProjections } from '@visita/read-store'
import { parseInstant } from '@visita/runtime'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { instant, tenantId } from './arguments.ts'
import { exportCommand } from './export.ts'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed, whereOf as where } from './frame.ts'
import { historyOf } from './history.ts'
import { readLog } from './log.ts'
import { noShowRiskCommand } from './no-show-risk.ts'
import { auditOverlaps } from './overlaps.ts'
import { showLogProgress } from './progress.ts'
import { recordTerminalReading } from './reading.ts'
import { redriveCommand } from './redrive.ts'
import { replayCommand } from './replay.ts'
import { certificateText, differencesText, historyText, lines } from './report.ts'
import { masterKey, type Where, withLog, withReadStore } from './stores.ts'

/** `visita audit overlaps`, `visita verify`, `visita replay`, `visita history`, `visita export`, `visita no-show-risk` and `visita redrive`. `dataDir` is the default of `--data-dir`. */
export function operationCommands(dataDir: string): Command[] {
  const place = (command: Command) => placed(command, dataDir)

  const overlaps = place(new Command('overlaps'))
    .description('Read every slot stream and prove that no unacknowledged overlap exists.')
    .option('--tenant <id>', 'only this one', tenantId)
    .addOption(
      new Option('--position <n>', 'read up to here, to make an earlier certificate again').argParser(position),
    )
    .option('--json', 'the certificate as JSON')
    .addOption(new Option('--ndjson', 'a line of JSON for each overlap, and the certificate last').conflicts('json'))
    .action((options: OverlapOptions) => ending((signal) => runOverlaps(where(options), options, signal)))
  const audit = new Command('audit').description('Proofs over the log.').addCommand(overlaps)

  const verify = place(new Command('verify'))
    .description('Build a projection again beside the one that is served, and compare them row by row.')
    .addArgument(
      new Argument('[projection]', 'one of them; otherwise all').choices(projections.map(({ name }) => name)),
    )
    .option('--json', 'what was compared, as JSON')
    .action((projection: string | undefined, options: VerifyChoices) =>
      ending((signal) => runVerify(where(options), projection, options, signal)),
    )

  const history = place(new Command('history'))
    .description('Everything that the log says of a visit: when, what, who, through which door and why.')
    .addArgument(new Argument('<visitId>', 'the visit').argParser(visitId))
    .addOption(new Option('--as-of <instant>', 'as it stood then (RFC 3339)').argParser(instant))
    .option('--json', 'the events as JSON, personal data sealed')
    .action((id: VisitId, options: HistoryOptions) => ending(() => runHistory(where(options), id, options)))
  return [
    audit,
    verify,
    replayCommand(dataDir),
    history,
    exportCommand(dataDir),
    noShowRiskCommand(dataDir),
    redriveCommand(dataDir),
  ]
}

interface OverlapOptions {
  readonly dataDir: string
  readonly tenant?: string
  readonly position?: bigint
  readonly json?: true
  readonly ndjson?: true
}

interface VerifyChoices {
  readonly dataDir: string
  readonly json?: true
}

interface HistoryOptions {
  readonly dataDir: string
  readonly asOf?: string
  readonly json?: true
}

function visitId(text: string): VisitId {
  try {
    return VisitId.parse(text)
  } catch {
    throw new InvalidArgumentError('It is no visit’s id.')
  }
}

function position(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError('It must be a position of the log, a whole number.')
  return BigInt(text)
}

async function runOverlaps(where: Where, options: OverlapOptions, signal: AbortSignal): Promise<number> {
  const certificate = await withLog(where, async (store) => {
    const head = await store.head()
    const until = options.position ?? head
    if (until > head) throw new OperationFailure(exitCode.usage, `The log has reached ${head}, not ${until}.`)
    const progress = showLogProgress(until, process.stderr)
    try {
      return await auditOverlaps(store, { tenant: options.tenant ?? null, until, signal, progress })
    } finally {
      progress.stop()
    }
  })
  if (options.ndjson) process.stdout.write(lines([...certificate.overlaps, certificate]))
  else if (options.json) process.stdout.write(lines([certificate]))
  else process.stdout.write(`${certificateText(certificate)}\n`)
  return certificate.result === 'proven' ? exitCode.done : exitCode.violated
}

async function runVerify(
  where: Where,
  projection: string | undefined,
  { json }: VerifyChoices,
  signal: AbortSignal,
): Promise<number> {
  return withReadStore(where, { name: 'verify', role: 'visita_writer' }, async (readStore, url) => {
    const key = await masterKey(where)
    const verified = await withLog(where, (store) =>
      verifyProjections({
        url,
        projections: projections.filter(({ name }) => projection === undefined || name === projection),
        openPersonal: personalOpener(createVault(readStore, key)),
        signal,
        read: async (until, handle) => {
          const progress = showLogProgress(until, process.stderr)
          const pass = async (events: Parameters<typeof handle>[0], checkpoint: bigint) => {
            await handle(events)
            progress.passed(events.length, checkpoint)
          }
          await readLog(store, { until, signal, handle: pass }).finally(() => progress.stop())
        },
      }),
    )
    process.stdout.write(json ? lines([{ projections: verified }]) : `${differencesText(verified)}\n`)
    const others = verified.filter(({ served, version }) => served !== null && served !== version)
    for (const { projection, served, version } of others) {
      process.stderr.write(
        `${projection} is served in version ${served} and this release maps version ${version}: nothing was compared. Run visita replay ${projection}.\n`,
      )
    }
    if (verified.some(({ different }) => different > 0)) return exitCode.violated
    return others.length > 0 ? exitCode.unknown : exitCode.done
  })
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
