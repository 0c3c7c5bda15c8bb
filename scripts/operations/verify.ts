import { personalOpener, projections } from '@visita/projections'
import { createVault, verifyProjections } from '@visita/read-store'
import { Argument, Command } from 'commander'
import { exitCode } from './failure.ts'
import { ending, placed, whereOf } from './frame.ts'
import { readLog } from './log.ts'
import { showLogProgress } from './progress.ts'
import { differencesText, lines } from './report.ts'
import { masterKey, type Where, withLog, withReadStore } from './stores.ts'

interface VerifyChoices {
  readonly dataDir: string
  readonly json?: true
}

/** `visita verify`. `dataDir` is the default of `--data-dir`. */
export function verifyCommand(dataDir: string): Command {
  return placed(new Command('verify'), dataDir)
    .description('Build a projection again beside the one that is served, and compare them row by row.')
    .addArgument(
      new Argument('[projection]', 'one of them; otherwise all').choices(projections.map(({ name }) => name)),
    )
    .option('--json', 'what was compared, as JSON')
    .action((projection: string | undefined, options: VerifyChoices) =>
      ending((signal) => runVerify(whereOf(options), projection, options, signal)),
    )
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
