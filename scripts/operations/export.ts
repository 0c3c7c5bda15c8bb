import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { auditEvent, type LogQuestion, type RecordedReading, tenantEvents } from '@visita/audit'
import type { TenantId } from '@visita/domain'
import type { EventStore, RecordedEvent } from '@visita/event-store'
import { findStretches, personalOpener } from '@visita/projections'
import { createVault } from '@visita/read-store'
import { parseInstant } from '@visita/runtime'
import { Command, Option } from 'commander'
import { instant, tenantId } from './arguments.ts'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed, whereOf } from './frame.ts'
import { showLogProgress } from './progress.ts'
import { recordTerminalReading } from './reading.ts'
import { exportText, lines } from './report.ts'
import { masterKey, type Where, withLog, withReadStore } from './stores.ts'

interface ExportChoices {
  readonly dataDir: string
  readonly tenant: TenantId
  readonly from?: string
  readonly to?: string
  readonly out?: string
  readonly open?: true
  readonly json?: true
}

/** What was written. */
export interface Exported {
  readonly tenant: string
  /** RFC 3339; null where that end was left open. */
  readonly from: string | null
  readonly to: string | null
  /** Null: standard output. */
  readonly file: string | null
  readonly events: number
  readonly bytes: number
  /** Of the bytes, hex. */
  readonly sha256: string
  readonly opened: boolean
}

/** `visita export`. `dataDir` is the default of `--data-dir`. */
export const exportCommand = (dataDir: string): Command =>
  placed(new Command('export'), dataDir)
    .description(
      'The events of a tenant, a line of JSON each, in the order of the log: as /v1/audit/events tells them, but with personal data as the log has it. That it was read is put on record.',
    )
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .addOption(new Option('--from <instant>', 'recorded then or later (RFC 3339)').argParser(instant))
    .addOption(new Option('--to <instant>', 'recorded before').argParser(instant))
    .option('--out <file>', 'into a file, which is there once it is whole; otherwise to standard output')
    .option('--open', 'personal data in plain text; of persons who were erased it reads `erased`')
    .option('--json', 'what was written, as JSON: on standard output beside a file, else on standard error')
    .action((options: ExportChoices) => ending((signal) => runExport(whereOf(options), options, signal)))

async function runExport(where: Where, options: ExportChoices, signal: AbortSignal): Promise<number> {
  const { tenant, from, to, open: openIt = false, json } = options
  const question = {
    tenant,
    from: from === undefined ? null : parseInstant(from),
    to: to === undefined ? null : parseInstant(to),
  }
  if (question.from !== null && question.to !== null && question.from >= question.to) {
    throw new OperationFailure(exitCode.usage, '--to must be later than --from.')
  }
  const file = options.out === undefined ? null : resolve(options.out)
  const role = openIt ? 'visita_writer' : 'visita_reader'
  const exporting = withReadStore(where, { name: 'export', role, max: 2 }, async (readStore) => {
    const openPersonal = openIt ? personalOpener(createVault(readStore, await masterKey(where))) : null
    const written = await withLog(where, async (store) => {
      const stretches = await findStretches(readStore, store, question)
      const asked = { from, to, open: openIt ? 'yes' : undefined }
      const reading = await recordTerminalReading(store, tenant, { route: 'visita export', asked, answered: null })
      const into = file === null ? toStandardOutput(signal) : await besideFile(file)
      const all = eventLines(store, stretches, question, openPersonal, reading, signal)
      return writeAll(all, into)
    })
    const told: Exported = { tenant, from: from ?? null, to: to ?? null, file, ...written, opened: openIt }
    const text = json ? lines([told]) : `${exportText(told)}\n`
    if (file === null) process.stderr.write(text)
    else process.stdout.write(text)
    return exitCode.done
  })
  return exporting.catch((error: NodeJS.ErrnoException) => {
    // Whoever reads has had enough, as `| head` does.
    if (error.code === 'EPIPE') return exitCode.interrupted
    throw error
  })
}

type OpenPersonal = (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>

interface Batch {
  readonly events: number
  readonly text: string
}

/** The events as text, batch by batch; at the end it is on record how many were taken. */
async function* eventLines(
  store: EventStore,
  stretches: Parameters<typeof tenantEvents>[1],
  question: LogQuestion,
  openPersonal: OpenPersonal | null,
  reading: RecordedReading,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const progress = showLogProgress(stretches.at(-1)?.until ?? 0n, process.stderr)
  const given = { events: 0, whole: false }
  try {
    for await (const { events, checkpoint } of tenantEvents(store, stretches, question, signal)) {
      const told = openPersonal ? await openPersonal(events) : events
      yield { events: told.length, text: lines(told.map(auditEvent)) }
      given.events += told.length
      progress.passed(told.length, checkpoint)
    }
    signal.throwIfAborted()
    given.whole = true
  } finally {
    progress.stop()
    await reading.ended(given.events, given.whole)
  }
}

/** Where the lines go. What was written counts only once it was kept. */
interface Destination {
  write(text: string): Promise<void>
  keep(): Promise<void>
  discard(): Promise<void>
}

/** Writes everything, or leaves nothing. @throws what `batches` or the destination threw */
export async function writeAll(batches: AsyncIterable<Batch>, into: Destination) {
  const hash = createHash('sha256')
  let [events, bytes] = [0, 0]
  try {
    for await (const batch of batches) {
      await into.write(batch.text)
      hash.update(batch.text)
      events += batch.events
      bytes += Buffer.byteLength(batch.text)
    }
    await into.keep()
  } catch (error) {
    await into.discard()
    throw error
  }
  return { events, bytes, sha256: hash.digest('hex') }
}

/**
 * A file that is written beside the one that is wanted and takes its place when it is whole and on disk. For its owner only.
 * kill -9 leaves what is beside it, `.part`, and the one that was there before.
 */
export async function besideFile(file: string): Promise<Destination> {
  const part = `${file}.${process.pid}.part`
  const handle = await open(part, 'w', 0o600).catch((error: Error) => {
    throw new OperationFailure(exitCode.usage, `--out cannot be written: ${error.message}`)
  })
  return {
    write: async (text) => void (await handle.appendFile(text)),
    async keep() {
      await handle.sync()
      await handle.close()
      await rename(part, file)
    },
    async discard() {
      await handle.close().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}

function toStandardOutput(signal: AbortSignal): Destination {
  // It is told to whoever writes, below; unheard, it would end the process.
  process.stdout.on('error', () => undefined)
  return {
    // The next batch waits until this one has been taken, or nobody will.
    write: (text) =>
      new Promise((done, fail) => {
        const interrupted = () => fail(signal.reason)
        signal.addEventListener('abort', interrupted, { once: true })
        process.stdout.write(text, (error) => {
          signal.removeEventListener('abort', interrupted)
          if (error) fail(error)
          else done()
        })
      }),
    keep: async () => undefined,
    discard: async () => undefined,
  }
}
