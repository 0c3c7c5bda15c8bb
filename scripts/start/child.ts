import { type ChildProcess, spawn } from 'node:child_process'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, monotonic } from '@visita/runtime'
import { StartProblem } from './problem.ts'
import type { View } from './view.ts'

export interface ChildSpec {
  readonly name: string
  /** A TypeScript file and its arguments, run by this very Node. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[]
  /** What says that it can do its work: a URL that answers 200, or a word that it prints. */
  readonly ready: { readonly url: string } | { readonly says: string }
}

export interface Supervised {
  /** Resolves when it is ready for the first time; rejects when it ends again and again without ever having been. */
  readonly ready: Promise<void>
  /** SIGTERM, and after a time limit SIGKILL. Resolves when it has ended. */
  stop(): Promise<void>
  /** SIGKILL now. */
  kill(): void
}

export interface SuperviseOptions {
  readonly cwd: string
  readonly logger: Logger
  readonly view: View
  readonly backoff?: {
    readonly firstMs: number
    readonly mostMs: number
    readonly calmMs: number
    readonly tries: number
  }
  readonly stopLimitMs?: number
}

const defaultBackoff = { firstMs: 500, mostMs: 30_000, calmMs: 60_000, tries: 5 }

/**
 * Keeps a child running: started, started again when it ends by itself (each time after twice the wait, up to a limit;
 * from the shortest wait again once it has been up for a while), until it is stopped.
 *
 * The child gets a session of its own, so that Ctrl-C reaches only the supervisor, which stops things in order; and a
 * pipe as standard input, whose end tells it that the supervisor is gone, however it went.
 */
export function supervise(spec: ChildSpec, options: SuperviseOptions): Supervised {
  const { logger, view, cwd, backoff = defaultBackoff, stopLimitMs = 12_000 } = options
  const { name } = spec
  const stopping = new AbortController()
  const firstReady = Promise.withResolvers<void>()
  // Whoever stops before it is ready may have nobody waiting for it.
  firstReady.promise.catch(() => undefined)
  let child: ChildProcess | undefined
  let wasReady = false

  function start(): { process: ChildProcess; ended: Promise<string> } {
    const args = [...(spec.nodeFlags ?? []), ...spec.args, '--exit-with-stdin']
    const process_ = spawn(process.execPath, args, {
      cwd,
      env: spec.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    process_.stdin.on('error', () => undefined)
    view.follow(name, process_.stdout)
    view.follow(name, process_.stderr)
    const ended = new Promise<string>((done) => {
      process_.once('error', (error) => done(error.message))
      process_.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `exit code ${code}`))
    })
    return { process: process_, ended }
  }

  async function watchReady(process_: ChildProcess, gone: AbortSignal): Promise<void> {
    if ('says' in spec.ready) await hears(process_, spec.ready.says, gone)
    else while (!gone.aborted && !(await answersOk(spec.ready.url))) await sleep(100)
    if (gone.aborted) return
    if (!wasReady) logger.debug({ child: name }, 'ready')
    else logger.info({ child: name }, 'ready again')
    wasReady = true
    firstReady.resolve()
  }

  async function keepRunning(): Promise<void> {
    let waitMs = backoff.firstMs
    let triesLeft = backoff.tries
    while (!stopping.signal.aborted) {
      const since = monotonic()
      const started = start()
      child = started.process
      const gone = new AbortController()
      void watchReady(started.process, gone.signal)
      const how = await started.ended
      gone.abort()
      if (stopping.signal.aborted) return
      if (monotonic() - since > backoff.calmMs) waitMs = backoff.firstMs
      triesLeft--
      if (!wasReady && triesLeft === 0) {
        firstReady.reject(
          new StartProblem(`${name} ended ${backoff.tries} times before it was ready; the log above says why.`),
        )
        return
      }
      logger.warn({ child: name, how, againInMs: waitMs }, 'ended by itself')
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      waitMs = Math.min(waitMs * 2, backoff.mostMs)
    }
  }

  const running = keepRunning()
  return {
    ready: firstReady.promise,
    kill: () => void child?.kill('SIGKILL'),
    async stop() {
      stopping.abort()
      child?.kill('SIGTERM')
      const limit = setTimeout(() => {
        logger.warn({ child: name }, 'did not stop in time: killed')
        child?.kill('SIGKILL')
      }, stopLimitMs)
      await running
      clearTimeout(limit)
    },
  }
}

/** Runs something once that ends by itself, and gives its exit code; rejects when it ends with another than these. */
export async function runOnce(
  spec: Pick<ChildSpec, 'name' | 'args' | 'env'>,
  { cwd, view }: SuperviseOptions,
  right: readonly number[] = [0],
): Promise<number> {
  const child = spawn(process.execPath, [...spec.args], { cwd, env: spec.env, stdio: ['ignore', 'pipe', 'pipe'] })
  view.follow(spec.name, child.stdout)
  view.follow(spec.name, child.stderr)
  const how = await new Promise<number | string | null>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('close', (code, signal) => done(signal ?? code))
  })
  if (typeof how !== 'number' || !right.includes(how)) {
    throw new StartProblem(`${spec.name} failed (${how}); the log above says why.`)
  }
  return how
}

function hears(child: ChildProcess, word: string, gone: AbortSignal): Promise<void> {
  return new Promise((done) => {
    let heard = ''
    const listen = (chunk: string) => {
      heard = (heard + chunk).slice(-4096)
      if (!heard.includes(word)) return
      child.stdout?.off('data', listen)
      done()
    }
    child.stdout?.on('data', listen)
    gone.addEventListener('abort', () => done(), { once: true })
  })
}

/** Whether a GET is answered with 200 within two seconds. Node's plain client: the supervisor should stay small. */
export function answersOk(url: string): Promise<boolean> {
  return new Promise((done) => {
    const call = request(url, { agent: false, timeout: 2000 }, (answer) => {
      answer.resume()
      answer.once('end', () => done(answer.statusCode === 200))
      answer.once('error', () => done(false))
    })
    call.once('timeout', () => call.destroy())
    call.once('error', () => done(false))
    call.end()
  })
}
