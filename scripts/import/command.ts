import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { interruptible } from '../interruption.ts'
import { ImportFailure } from './failure.ts'
import { type CheckCommandOptions, type ImportOptions, runCheck, runImport, type Terminal } from './run.ts'

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

/** Options that say where to import to, the same for both commands. `dataDir` is the default of `--data-dir`. */
const common = (command: Command, dataDir: string): Command =>
  command
    .argument('<file.csv>', 'the file, UTF-8, with a header')
    .requiredOption('--mapping <file.json>', 'what its columns mean (scripts/import/example-mapping.json)')
    .option('--data-dir <dir>', 'where demo.json is, and reports go', dataDir)
    .option('--keys <file.json>', 'take URLs and keys from this file instead of <data dir>/demo.json')
    .option('--tenant <id>', 'of the tenants in that file, this one')
    .option('--command-url <url>', 'the command API')
    .option('--read-url <url>', 'the read API')
    .option('--operator-key <key>', 'reads the agenda')
    .option(
      '--report <file.json>',
      'the report of the import (default: <data dir>/imports/<tenant>/<file>.report.json)',
    )
    .addOption(
      new Option('--patience <seconds>', 'go on trying this long while the service does not answer')
        .argParser(wholeNumber(1, 86_400))
        .default(120),
    )

const files = (options: CheckCommandOptions) => ({ ...options, dataDir: resolve(options.dataDir) })

/** `visita import`. `dataDir` is the default of `--data-dir`, here and below. */
export const importCommand = (dataDir: string): Command =>
  common(new Command('import'), dataDir)
    .description('Book a file of appointments through the command API. Run it again to go on where it ended.')
    .option('--key <key>', 'an admin key of the tenant, instead of one from a file')
    .addOption(
      new Option('--create-tenant <id>', 'import into a tenant of its own, made with the platform key').conflicts([
        'key',
        'tenant',
      ]),
    )
    .addOption(new Option('--concurrency <n>', 'bookings at once').argParser(wholeNumber(1, 512)).default(32))
    .option('--verify', 'afterwards compare the agenda of every location and day with the file')
    .option('--dry-run', 'say what would be booked, and book nothing')
    .addHelpText(
      'after',
      `
Exit codes: 0 everything is booked; 1 some rows were refused, or the agenda differs; 2 the command, the mapping, the
file or a key is wrong; 3 the service did not answer; 130 Ctrl-C. After 3 and 130 the same command goes on.`,
    )
    .action((file: string, options: ImportOptions) =>
      ending((terminal) => runImport(file, { ...options, ...files(options) }, terminal)),
    )

/** `visita import-check`. */
export const importCheckCommand = (dataDir: string): Command =>
  common(new Command('import-check'), dataDir)
    .description(
      'Compare the agenda of every location and day with a file that was imported. Exit code 1: they differ.',
    )
    .action((file: string, options: CheckCommandOptions) =>
      ending((terminal) => runCheck(file, files(options), terminal)),
    )

const ending = (run: (terminal: Terminal) => Promise<number>): Promise<void> =>
  interruptible(
    (signal) => run({ out: process.stdout, err: process.stderr, signal }),
    (error) => {
      if (!(error instanceof ImportFailure)) throw error
      process.stderr.write(`${error.message}\n`)
      return error.code
    },
  )
