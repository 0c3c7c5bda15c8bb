import { cpus, setPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { personalOpener, projections } from '@visita/projections'
import { createVault, outdatedProjections, type Replayed, type ReplayPhase, replayProjection } from '@visita/read-store'
import { createLogger, monotonic } from '@visita/runtime'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { exitCode, OperationFailure } from './failure.ts'
import { ending, placed, whereOf } from './frame.ts'
import { readLog } from './log.ts'
import { type LogProgress, showLogProgress } from './progress.ts'
import { lines, replayedText } from './report.ts'
import { masterKey, type Where, withLog, withReadStore } from './stores.ts'

interface ReplayChoices {
  readonly dataDir: string
  readonly all?: true
  readonly outdated?: true
  readonly urgent?: true
  readonly json?: true
}

/** `visita replay`. `dataDir` is the default of `--data-dir`. */
export const replayCommand = (dataDir: string): Command =>
  placed(new Command('replay'), dataDir)
    .description(
      'Build a projection again from the log, beside the one that is served, and put it in its place in one transaction. Whatever ends it before that leaves nothing behind.',
    )
    .addArgument(new Argument('[projection]', 'one of them').choices(projections.map(({ name }) => name)))
    .addOption(new Option('--all', 'every one, one after another').conflicts('outdated'))
    .option('--outdated', 'those that are served in another version than this release maps, or are new in it')
    .addOption(new Option('--from <position>', 'where the log is read from').argParser(start).default(0))
    .option('--urgent', 'do not make way for what else runs on this machine')
    .option('--json', 'what was done, as JSON')
    .action((projection: string | undefined, options: ReplayChoices) =>
      ending((signal) => runReplay(whereOf(options), projection, options, signal)),
    )

function start(text: string): number {
  if (/^0+$/.test(text)) return 0
  throw new InvalidArgumentError(
    'A projection is built from the start of the log, since its rows hang on all that was: 0.',
  )
}

async function runReplay(
  where: Where,
  projection: string | undefined,
  { all, outdated, urgent, json }: ReplayChoices,
  signal: AbortSignal,
): Promise<number> {
  if ([projection, all, outdated].filter((choice) => choice !== undefined).length !== 1) {
    throw new OperationFailure(exitCode.usage, 'Name a projection, or say --all or --outdated.')
  }
  return withReadStore(where, { name: 'replay', role: 'visita_writer' }, async (readStore, url) => {
    const openPersonal = personalOpener(createVault(readStore, await masterKey(where)))
    const replayed: Replayed[] = []
    try {
      const chosen = outdated ? await outdatedProjections(readStore, projections) : projections
      await withLog(where, async (store) => {
        for (const one of chosen) {
          if (projection !== undefined && one.name !== projection) continue
          const shown = showPhases(one.name, urgent ? () => undefined : makeWay)
          const done = await replayProjection({
            url,
            projection: one,
            head: () => store.head(),
            read: (range) => readLog(store, urgent ? range : { ...range, handle: resting(range.handle, signal) }),
            openPersonal,
            logger: createLogger({ service: 'visita', level: 'silent' }),
            signal,
            monotonic,
            batch,
            ...shown,
          }).finally(() => shown.stop())
          replayed.push(done)
        }
      })
      if (!json && replayed.length === 0) process.stdout.write('Nothing is outdated.\n')
      return exitCode.done
    } finally {
      // Also what was replaced before something went wrong.
      if (json) process.stdout.write(lines([{ projections: replayed }]))
      else if (replayed.length > 0) process.stdout.write(`${replayedText(replayed)}\n`)
    }
  })
}

const words: Record<ReplayPhase, string> = {
  building: 'building',
  indexing: 'building indexes',
  'catching-up': 'catching up',
  switching: 'switching',
  'waiting-for-readers': 'waiting for readers of the tables',
}

/**
 * Whoever is served comes first. For good, since only an administrator may take it back; and not before there is much to do, so
 * that a small rebuild on a busy machine is over soon.
 */
function makeWay(events: number): void {
  if (events >= batch) setPriority(10)
}
const batch = 5_000

/**
 * Rests after each batch three times as long as the batch took, where the machine had nothing to spare meanwhile: its priority spares the others this
 * process, not the database's work for it. Alone on the machine it does not rest.
 */
const resting =
  <Events extends readonly unknown[], Checkpoint>(
    handle: (events: Events, checkpoint: Checkpoint) => void | Promise<void>,
    signal: AbortSignal,
  ) =>
  async (events: Events, checkpoint: Checkpoint): Promise<void> => {
    const [since, before] = [monotonic(), cores()]
    await handle(events, checkpoint)
    const after = cores()
    const idle = (after.idle - before.idle) / Math.max(1, after.all - before.all)
    if (idle < spare) await sleep(3 * (monotonic() - since), undefined, { signal })
  }
const spare = 0.1

/** Milliseconds that the cores have been there, and idle, since the machine started. */
function cores(): { readonly idle: number; readonly all: number } {
  const times = cpus().map(({ times }) => times)
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), all }
}

/** A bar while it is built, and a word for each step that takes longer than a second. */
function showPhases(projection: string, onEvents: (events: number) => void) {
  let bar: LogProgress | undefined
  let word: NodeJS.Timeout | undefined
  const stop = () => {
    clearTimeout(word)
    bar?.stop()
  }
  return {
    stop,
    onPhase: (phase: ReplayPhase) => {
      stop()
      bar = undefined
      if (phase !== 'building') word = setTimeout(() => process.stderr.write(`${projection}: ${words[phase]}\n`), 1_000)
    },
    onBatch: (events: number, position: bigint, until: bigint) => {
      bar ??= showLogProgress(until, process.stderr)
      bar.passed(events, position)
      onEvents(events)
    },
  }
}
