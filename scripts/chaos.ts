import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import progress from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import { outcomeText } from './chaos/report.ts'
import { type Progress, runChaos } from './chaos/run.ts'
import { interruptible } from './interruption.ts'
import { exitCode } from './operations/failure.ts'

// `npm run chaos`: everything on stores of its own, killed at random while people book, and then the proof that nothing was lost or said twice.

const positive = (text: string): number => {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('It is a number above 0.')
  return value
}

interface Options {
  readonly minutes: number
  readonly seconds?: number
  readonly clients: number
  readonly speed: number
  readonly seed?: number
  readonly keep?: true
  readonly json?: true
}

const options = new Command('chaos')
  .description(
    'Kill everything at random while people book, let it settle, and prove that nothing was lost or said twice',
  )
  .option('--minutes <n>', 'of chaos', positive, 5)
  .option('--seconds <n>', 'of chaos, instead', positive)
  .option('--clients <n>', 'who book, confirm, move and cancel at once', positive, 4)
  .option('--speed <n>', 'how much faster than the machine’s the services’ clock goes', positive, 20)
  .option('--seed <n>', 'the same kills and misbehaviours at the same moments again', positive)
  .option('--keep', 'leave stores and logs where they are')
  .option('--json', 'what was done and proven, as JSON')
  .addHelpText(
    'after',
    `
Exit codes: 0 all is proven; 1 something is not so, and is named; 3 it could not be found out; 130 Ctrl-C.`,
  )
  .parse()
  .opts<Options>()

function showProgress(): { update(progress: Progress): void; stop(): void } {
  const out = process.stderr
  let last = ''
  if (!out.isTTY) {
    return {
      update({ what, share, bookings, kills }) {
        const line = `${what}, ${Math.min(100, Math.floor(share * 10) * 10)}%`
        if (line !== last) out.write(`${line}, ${bookings} bookings, ${kills} kills\n`)
        last = line
      },
      stop: () => undefined,
    }
  }
  const format = '{bar} {percentage}%  {bookings} bookings  {kills} kills  {what}'
  const bar = new progress.SingleBar({ format, hideCursor: true, stream: out, gracefulExit: false })
  bar.start(100, 0, { bookings: 0, kills: 0, what: '' })
  return {
    update: ({ share, ...rest }) => bar.update(Math.min(100, Math.round(share * 100)), rest),
    stop: () => bar.stop(),
  }
}

await interruptible(
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'visita-chaos-'))
    const bar = showProgress()
    const { clients, speed, minutes, seconds = minutes * 60, seed = Number.parseInt(folder.slice(-4), 36) } = options
    try {
      const outcome = await runChaos({
        ...{ folder, clients, speed, seed, signal },
        ...{ lengthMs: seconds * 1000, onProgress: bar.update },
      })
      bar.stop()
      process.stdout.write(`${options.json ? JSON.stringify(outcome) : outcomeText(outcome)}\n`)
      return outcome.proofs.every(({ failures }) => failures.length === 0) ? exitCode.done : exitCode.violated
    } finally {
      bar.stop()
      if (options.keep) process.stderr.write(`kept in ${folder}\n`)
      else await rm(folder, { recursive: true, force: true })
    }
  },
  (error, signal) => {
    if (signal.aborted) return exitCode.interrupted
    console.error(error)
    return exitCode.unknown
  },
)
