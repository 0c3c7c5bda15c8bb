import { createLogger, createMetrics } from '@visita/runtime'
import { graces } from '../src/graces.ts'
import { type ReactorOptions, runReactor } from '../src/reactor.ts'

type Given = Pick<ReactorOptions, 'store' | 'readStore' | 'postgresUrl' | 'policies'> & {
  /** What each of them works with. */
  readonly tools: () => Pick<ReactorOptions, 'agenda' | 'planning'>
  readonly instances?: number
  readonly metrics?: ReactorOptions['metrics']
}

/** Runs reactors for as long as the work takes; ended, they leave everything to the next ones. */
export async function whileReacting(
  { tools, instances = 1, metrics = createMetrics('reactor'), ...given }: Given,
  work: () => Promise<void>,
): Promise<void> {
  const stop = new AbortController()
  const logger = createLogger({ service: 'reactor', level: 'silent' })
  const running = Array.from({ length: instances }, () =>
    runReactor({ ...given, ...tools(), graces, logger, metrics, signal: stop.signal }),
  )
  try {
    await work()
  } finally {
    stop.abort()
    await Promise.all(running)
  }
}
