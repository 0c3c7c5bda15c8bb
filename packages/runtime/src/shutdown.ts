import type { Logger } from 'pino'
import { monotonic } from './clock.ts'

export interface Shutdown {
  /** Aborts when stopping begins: hand it to everything that loops or waits. */
  readonly signal: AbortSignal
  /** Adds a step. Steps run one after another, the last one added first, so that what was opened first closes last. */
  onStop(name: string, fn: () => void | Promise<void>): void
  /** Runs the steps once, then ends the process: with `code`, or with 1 when a step failed or took too long. */
  stop(reason: string, code?: number): Promise<void>
}

export interface ShutdownOptions {
  /** All steps together may take this long; 10 s unless given. */
  readonly timeLimitMs?: number
  /** End when standard input closes, so that no child outlives a supervisor that was killed. Default: whether the command line says `--exit-with-stdin`. */
  readonly withStdin?: boolean
  /**
   * Signals this soon after the first are the same wish: Ctrl-C in a terminal reaches the whole process group, and npm
   * passes its own on as well. 500 ms unless given.
   */
  readonly samePressMs?: number
  /** How the process ends; a test gives its own. */
  readonly exit?: (code: number) => void
}

/**
 * Ends the process in good order on SIGTERM, SIGINT, a closed standard input (when asked to), an uncaught error or an
 * unhandled rejection. A second signal (a moment after the first) ends it at once.
 */
export function createShutdown(logger: Logger, options: ShutdownOptions = {}): Shutdown {
  const { timeLimitMs = 10_000, samePressMs = 500, withStdin = process.argv.includes('--exit-with-stdin') } = options
  const exit = options.exit ?? ((code) => process.exit(code))
  const controller = new AbortController()
  const steps: { name: string; fn: () => void | Promise<void> }[] = []
  let stopping: Promise<void> | undefined
  let firstSignalAt = Number.NEGATIVE_INFINITY

  async function runSteps(code: number): Promise<void> {
    const limit = setTimeout(() => {
      logger.error({ timeLimitMs }, 'stopping took too long; ending now')
      exit(1)
    }, timeLimitMs)
    limit.unref()
    let outcome = code
    const since = monotonic()
    for (const step of steps.reverse()) {
      try {
        await step.fn()
      } catch (err) {
        logger.error({ err, step: step.name }, 'a step of stopping failed')
        outcome = outcome === 0 ? 1 : outcome
      }
    }
    clearTimeout(limit)
    logger.info({ ms: Math.round(monotonic() - since) }, 'stopped')
    exit(outcome)
  }

  function stop(reason: string, code = 0): Promise<void> {
    if (!stopping) {
      logger.info({ reason }, 'stopping')
      controller.abort(new Error(reason))
      stopping = runSteps(code)
    }
    return stopping
  }

  function onSignal(name: NodeJS.Signals): void {
    const now = monotonic()
    if (!stopping) {
      firstSignalAt = now
      void stop(name)
    } else if (now - firstSignalAt > samePressMs) {
      logger.warn({ signal: name }, 'second signal: ending now')
      exit(1)
    }
  }

  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      logger.fatal({ err }, event === 'uncaughtException' ? 'uncaught error' : 'unhandled rejection')
      void stop(event, 1)
    })
  }
  if (withStdin) {
    process.stdin.on('end', () => void stop('standard input closed'))
    process.stdin.on('error', () => void stop('standard input failed'))
    process.stdin.resume()
  }
  return { signal: controller.signal, onStop: (name, fn) => void steps.push({ name, fn }), stop }
}
