import { createClient, Refusal, taken, type VisitaClient } from '@visita/client'
import type { NotificationChannel } from '@visita/domain'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ImportFailure } from '../import/failure.ts'
import { findTarget, type TargetOptions } from '../import/target.ts'
import { instant } from './arguments.ts'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed } from './frame.ts'
import { showLogProgress } from './progress.ts'
import { lines } from './report.ts'

interface RedriveChoices {
  readonly dataDir: string
  readonly keys?: string
  readonly tenant?: string
  readonly commandUrl?: string
  readonly key?: string
  readonly channel?: NotificationChannel
  readonly failureClass?: string
  readonly from?: string
  readonly to?: string
  readonly json?: true
}

/** What came of it. */
export interface Redriven {
  readonly tenant: string
  readonly retried: number
  /** Those that are of no use any more: nobody can try them again. */
  readonly tooLate: number
}

const channels = ['whatsapp', 'email', 'sms', 'in_app'] as const satisfies NotificationChannel[]

/** `visita redrive`. `dataDir` is the default of `--data-dir`. */
export const redriveCommand = (dataDir: string): Command =>
  placed(new Command('redrive'), dataDir)
    .description(
      'Try a tenant’s dead letters again: messages that wait for a person. Killed, it goes on where it ended.',
    )
    .option('--tenant <id>', 'of the tenants in the key file, this one')
    .option('--keys <file.json>', 'take URL and keys from this file instead of <data dir>/demo.json')
    .option('--command-url <url>', 'the command API')
    .option('--key <key>', 'an operator key of the tenant, instead of one from a file')
    .addOption(new Option('--channel <channel>', 'only of this one').choices(channels))
    .addOption(
      new Option('--failure-class <class>', 'only what failed so, such as unavailable').argParser(failureClass),
    )
    .addOption(new Option('--from <instant>', 'first due then or later (RFC 3339)').argParser(instant))
    .addOption(new Option('--to <instant>', 'first due before then').argParser(instant))
    .option('--json', 'what came of it, as JSON')
    .action((options: RedriveChoices) => ending((signal) => runRedrive(options, signal)))

function failureClass(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(text)) throw new InvalidArgumentError('It is no class of failure.')
  return text
}

async function runRedrive({ json, ...options }: RedriveChoices, signal: AbortSignal): Promise<number> {
  const { tenant, commandUrl, key } = await targetOf(options)
  // Nothing is read, but a client knows both.
  const client = createClient({ commandUrl, readUrl: commandUrl, key })
  const { channel, failureClass, from, to } = options
  const filter = {
    ...(channel && { channel }),
    ...(failureClass && { failureClass }),
    ...(from && { from }),
    ...(to && { to }),
  }
  const redriven = { tenant, ...(await redrive(client, filter, signal)) }
  const { retried, tooLate } = redriven
  process.stdout.write(
    json ? lines([redriven]) : `${tenant}: ${retried} tried again, ${tooLate} are of no use any more\n`,
  )
  return exitCode.done
}

type Filter = Omit<Parameters<typeof portionOf>[1], 'limit'>

const portionOf = (
  client: VisitaClient,
  body: {
    readonly channel?: NotificationChannel
    readonly failureClass?: string
    readonly from?: string
    readonly to?: string
    readonly limit: number
  },
  signal: AbortSignal,
) => taken(client.command.POST('/v1/admin/notifications/redrive', { body, signal }))

/**
 * One portion after the other until none is left of those that there were at first: what fails again meanwhile is left for the next
 * time. @throws OperationFailure where it is refused, or nobody answers
 */
async function redrive(
  client: VisitaClient,
  filter: Filter,
  signal: AbortSignal,
): Promise<Pick<Redriven, 'retried' | 'tooLate'>> {
  const ask = () => portionOf(client, { ...filter, limit: 200 }, signal)
  try {
    const { retried, left, tooLate } = await ask()
    const all = retried + left
    const bar = showLogProgress(BigInt(all), process.stderr, 'messages')
    const done = { retried, left }
    bar.passed(retried, BigInt(retried))
    while (done.left > 0 && done.retried < all) {
      const portion = await ask()
      done.retried += portion.retried
      done.left = portion.retried === 0 ? 0 : portion.left
      bar.passed(portion.retried, BigInt(done.retried))
    }
    bar.stop()
    return { retried: done.retried, tooLate }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Refusal) throw new OperationFailure(codeOf(error), error.message)
    throw new OperationFailure(exitCode.unknown, `The command API did not answer: ${(error as Error).message}`)
  }
}

const codeOf = ({ status }: Refusal) => (status < 500 && status !== 429 ? exitCode.usage : exitCode.unknown)

async function targetOf(options: TargetOptions): Promise<{ tenant: string; commandUrl: string; key: string }> {
  try {
    const { tenant, commandUrl, keys } = await findTarget(options)
    return { tenant, commandUrl, key: options.key ?? keys.operator ?? '' }
  } catch (error) {
    if (error instanceof ImportFailure) throw new OperationFailure(error.code, error.message)
    throw error
  }
}
