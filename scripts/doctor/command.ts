import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import progress from 'cli-progress'
import { Command } from 'commander'
import { interruptible } from '../interruption.ts'
import { exitCode, OperationFailure } from '../operations/failure.ts'
import { lines } from '../operations/report.ts'
import { masterKey, type Where, withLog, withReadStore } from '../operations/stores.ts'
import { type Examination, examineAll } from './examination.ts'
import { examinationText } from './report.ts'

const help = `
Exit codes: 0 all is well; 1 something is not, and is named with what to do; 2 the command line or the environment is wrong;
3 it could not be found out; 130 Ctrl-C. The stores are those of VISITA_EVENTSTORE_URL and VISITA_POSTGRES_URL, or else of
\`npm start\`; the APIs those of demo.json, or of VISITA_COMMAND_PORT and VISITA_READ_PORT; the booking needs VISITA_PLATFORM_KEY,
or else <data dir>/platform.key.

What it writes: one visit, booked and cancelled, in a tenant of its own (visita-doctor) that sends nothing to anybody. Tenant,
keys, configuration and customer are written by the first run and found by all others.`

interface Options {
  readonly dataDir: string
  readonly commandUrl?: string
  readonly readUrl?: string
  readonly booking: boolean
  readonly json?: true
}

/** `visita doctor`. `dataDir` is the default of `--data-dir`. */
export function doctorCommand(dataDir: string): Command {
  return new Command('doctor')
    .description('Look whether everything works: stores, services, keys, read models, and a booking from end to end.')
    .option('--data-dir <dir>', 'of npm start', dataDir)
    .option('--command-url <url>', 'of the command API')
    .option('--read-url <url>', 'of the read API')
    .option('--no-booking', 'write nothing')
    .option('--json', 'what was found, as JSON')
    .addHelpText('after', help)
    .action((options: Options) => interruptible((signal) => run(options, signal), told))
}

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const examination = await examine(options, signal)
  process.stdout.write(options.json ? lines([examination]) : `${examinationText(examination)}\n`)
  return examination.healthy ? exitCode.done : exitCode.violated
}

async function examine(options: Options, signal: AbortSignal): Promise<Examination> {
  const where: Where = { dataDir: resolve(options.dataDir), env: process.env }
  const { env } = where
  const demo = await readDemo(where.dataDir)
  const connection = { name: 'doctor', role: 'visita_writer', max: 3 } as const
  return withReadStore(where, connection, async (readStore, url) => {
    const [key, platform] = [await masterKey(where), await platformKey(where)]
    const isLocal = ['eventstore', 'postgres'].some((store) => existsSync(join(where.dataDir, store)))
    const bar = showProgress()
    try {
      return await withLog(where, (store) => {
        const patient = {
          ...{ store, readStore, postgresUrl: url, masterKey: key, lagPatienceMs: 10_000 },
          commandUrl: trimmed(options.commandUrl ?? demo?.commandUrl ?? at(env.VISITA_COMMAND_PORT || '4000')),
          readUrl: trimmed(options.readUrl ?? demo?.readUrl ?? at(env.VISITA_READ_PORT || '4001')),
          demoKeys: demo?.keys ?? null,
          localDir: isLocal ? where.dataDir : null,
          books: options.booking,
          platformKey: platform,
        }
        return examineAll(patient, signal, bar.show)
      })
    } finally {
      bar.stop()
    }
  })
}

const at = (port: string) => `http://127.0.0.1:${port}`
const trimmed = (url: string) => url.replace(/\/+$/, '')

const Demo = Type.Object({
  keys: Type.Record(Type.String(), Type.String()),
  commandUrl: Type.String(),
  readUrl: Type.String(),
})

async function readDemo(dataDir: string) {
  const file = join(dataDir, 'demo.json')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return Value.Parse(Demo, JSON.parse(text))
  } catch {
    throw new OperationFailure(
      exitCode.usage,
      `${file} is not what npm start writes: remove it, and npm start makes it again.`,
    )
  }
}

async function platformKey({ dataDir, env }: Where): Promise<string | null> {
  const kept = () => readFile(join(dataDir, 'platform.key'), 'utf8').catch(() => '')
  return env.VISITA_PLATFORM_KEY || (await kept()).trim() || null
}

/** A bar on a terminal, since a store that does not answer is waited for; nothing elsewhere. */
function showProgress() {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined }
  const bar = new progress.SingleBar({ format: '{bar} {value}/{total} checks', hideCursor: true, gracefulExit: false })
  bar.start(1, 0)
  return {
    show: (done: number, of: number) => {
      bar.setTotal(of)
      bar.update(done)
    },
    stop: () => bar.stop(),
  }
}

/** What ended it before it had looked at everything. */
function told(error: unknown, interrupted: AbortSignal): number {
  if (interrupted.aborted) return exitCode.interrupted
  if (error instanceof OperationFailure) {
    process.stderr.write(`${error.message}\n`)
    return error.code
  }
  process.stderr.write(`${(error as Error).stack ?? error}\n`)
  return exitCode.unknown
}
