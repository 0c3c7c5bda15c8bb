import { Command, InvalidArgumentError, Option } from 'commander'
import { tenantId } from './arguments.ts'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed, whereOf } from './frame.ts'
import { auditOverlaps } from './overlaps.ts'
import { showLogProgress } from './progress.ts'
import { certificateText, lines } from './report.ts'
import { type Where, withLog } from './stores.ts'

interface OverlapOptions {
  readonly dataDir: string
  readonly tenant?: string
  readonly position?: bigint
  readonly json?: true
  readonly ndjson?: true
}

/** `visita audit`, of which there is `overlaps`. `dataDir` is the default of `--data-dir`. */
export function auditCommand(dataDir: string): Command {
  const overlaps = placed(new Command('overlaps'), dataDir)
    .description('Read every slot stream and prove that no unacknowledged overlap exists.')
    .option('--tenant <id>', 'only this one', tenantId)
    .addOption(
      new Option('--position <n>', 'read up to here, to make an earlier certificate again').argParser(position),
    )
    .option('--json', 'the certificate as JSON')
    .addOption(new Option('--ndjson', 'a line of JSON for each overlap, and the certificate last').conflicts('json'))
    .action((options: OverlapOptions) => ending((signal) => runOverlaps(whereOf(options), options, signal)))
  return new Command('audit').description('Proofs over the log.').addCommand(overlaps)
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
