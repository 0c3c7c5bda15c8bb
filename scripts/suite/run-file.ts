import { spawn } from 'node:child_process'
import { monotonic } from '@visita/runtime'
import { type Failure, readTap, type Tally } from './tally.ts'

export interface FileResult extends Tally {
  readonly file: string
  readonly seconds: number
}

export interface RunOptions {
  readonly cwd: string
  readonly timeLimitMs: number
  readonly signal: AbortSignal
}

const remembered = 8000
const leftUndone = /(^| › )(test unfinished$|child test left in queue: )/
/** Spares tests what tap does with every promise. */
const domainHook = new URL('./domain-hook.ts', import.meta.url).href

/**
 * Runs one test file in a process of its own and counts what it asserts. Besides failed assertions it counts as failed
 * when the file crashes, takes too long, asserts nothing, or leaves a process behind. Never rejects.
 */
export async function runFile(file: string, { cwd, timeLimitMs, signal }: RunOptions): Promise<FileResult> {
  const since = monotonic()
  const tap = readTap()
  // A process group of its own: whatever the file starts can be found, and ended, afterwards.
  const child = spawn(process.execPath, ['--import', domainHook, file], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Tap gives a test 30 s unless told otherwise; on a busy machine the stories through every process need more.
    env: { ...process.env, TAP: '1', NO_COLOR: '1', TAP_TIMEOUT: String(timeLimitMs / 1000) },
  })
  const group = -(child.pid ?? 0)
  const kill = () => signalGroup(group, 'SIGKILL')
  signal.addEventListener('abort', kill)
  let late = false
  const limit = setTimeout(() => {
    late = true
    kill()
  }, timeLimitMs)

  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => tap.write(chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-remembered)
  })
  const { code, killedBy } = await new Promise<{ code: number | null; killedBy: NodeJS.Signals | null }>((done) => {
    child.once('error', (error) => {
      errors += error.message
      done({ code: 127, killedBy: null })
    })
    // `exit` and not `close`: a process left behind may hold the pipes open for ever.
    child.once('exit', (code, killedBy) => done({ code, killedBy }))
  })
  clearTimeout(limit)
  signal.removeEventListener('abort', kill)
  const leftBehind = signalGroup(group, 0)
  if (leftBehind) signalGroup(group, 'SIGKILL')
  if (!child.stdout.readableEnded) {
    await new Promise<void>((done) => {
      child.stdout.once('end', done).once('error', () => done())
      if (child.stdout.readableEnded) done()
    })
  }

  const tally = tap.end()
  const crashed = code !== 0 && /^Node\.js v\d/m.test(errors)
  // Tap still says that the test it was at has not ended, which is no news.
  const failures = crashed ? tally.failures.filter(({ name }) => !leftUndone.test(name)) : tally.failures
  const extra: Failure[] = []
  if (late) extra.push({ name: 'time limit', detail: `ended after ${timeLimitMs / 1000} s` })
  else if (signal.aborted) extra.push({ name: 'interrupted', detail: '' })
  else if (crashed || (code !== 0 && tally.failed === 0)) {
    extra.push({ name: `ended with ${killedBy ?? `exit code ${code}`}`, detail: errors.trimEnd() })
  }
  if (leftBehind) extra.push({ name: 'left a process behind', detail: 'it has been ended' })
  if (extra.length === 0 && tally.passed + tally.failed + tally.skipped === 0) {
    extra.push({ name: 'asserts nothing', detail: errors.trimEnd() })
  }
  return {
    ...tally,
    file,
    seconds: (monotonic() - since) / 1000,
    failed: failures.length + extra.length,
    failures: [...failures, ...extra],
  }
}

/** Signals a process group; false when nobody is left in it. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  if (group === 0) return false
  try {
    process.kill(group, signal)
    return true
  } catch {
    return false
  }
}
