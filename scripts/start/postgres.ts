import { setTimeout as sleep } from 'node:timers/promises'
import { type Postgres, PostgresError, startPostgres } from '@visita/postgres'
import type { Logger } from '@visita/runtime'
import { StartProblem } from './problem.ts'
import type { View } from './view.ts'

export interface SupervisedPostgres {
  /** The superuser's connection string; stays the same over restarts. */
  readonly url: string
  stop(): Promise<void>
}

/** `2026-03-02 09:00:00.000 UTC [123] LOG:  text` */
const prefix = /^\S+ \S+ \S+ \[\d+\] (?:(\w+):\s+)?/
const levelOf: Record<string, string> = { LOG: 'info', WARNING: 'warn', ERROR: 'error', FATAL: 'error', PANIC: 'fatal' }

/**
 * Starts the embedded PostgreSQL and starts it again when it ends by itself.
 * @throws StartProblem with what is wrong, in plain words
 */
export async function supervisePostgres(
  options: { readonly dataDir: string; readonly port: number },
  logger: Logger,
  view: View,
): Promise<SupervisedPostgres> {
  const logLine = (line: string) => {
    const word = prefix.exec(line)?.[1] ?? 'LOG'
    const level = levelOf[word] ?? 'info'
    view.say('postgres', level, line.replace(prefix, ''))
  }
  const start = () => startPostgres({ ...options, logLine })
  const stopping = new AbortController()
  let server: Postgres
  try {
    server = await start()
  } catch (error) {
    if (error instanceof PostgresError) throw new StartProblem(error.message)
    throw error
  }

  async function keepRunning(): Promise<void> {
    for (;;) {
      await server.ended
      for (let waitMs = 500; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, 30_000)) {
        logger.warn({ child: 'postgres', againInMs: waitMs }, 'ended by itself')
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
        if (stopping.signal.aborted) break
        try {
          server = await start()
          logger.info({ child: 'postgres' }, 'ready again')
          break
        } catch (err) {
          logger.error({ err }, 'PostgreSQL does not start')
        }
      }
      if (stopping.signal.aborted) return
    }
  }

  const running = keepRunning()
  return {
    url: server.url,
    async stop() {
      stopping.abort()
      await server.stop()
      await running
    },
  }
}
