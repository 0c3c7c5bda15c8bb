import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { onEnd, poolOf, type ReadStore } from './connect.ts'

export interface ListenOptions {
  /** A plain name: it is part of the statement. */
  readonly channel: string
  /** Also each time it begins to listen: what was told before went unheard. */
  readonly onNotice: () => void
  readonly logger: Logger
  readonly signal: AbortSignal
  /** How long after a broken connection it tries again. */
  readonly retryMs?: number
}

/** Hears what is told on a channel until the signal ends it, on one of the store's connections. Outages are waited out. */
export async function listen(store: ReadStore, options: ListenOptions): Promise<void> {
  const { channel, onNotice, logger, retryMs = 1_000 } = options
  if (!/^[a-z_]+$/.test(channel)) throw new TypeError(`not a channel: ${channel}`)
  const ending = new AbortController()
  onEnd(store, async () => ending.abort())
  const signal = AbortSignal.any([options.signal, ending.signal])
  while (!signal.aborted) {
    const { promise: over, resolve } = Promise.withResolvers<Error | undefined>()
    const end = () => resolve(undefined)
    try {
      const client = await poolOf(store).connect()
      client.on('error', resolve)
      client.on('notification', onNotice)
      signal.addEventListener('abort', end, { once: true })
      try {
        await client.query(`LISTEN ${channel}`)
        onNotice()
        const error = await (signal.aborted ? undefined : over)
        if (error) throw error
      } finally {
        signal.removeEventListener('abort', end)
        client.off('notification', onNotice)
        client.off('error', resolve)
        // What still breaks while it is closed is nobody's news.
        client.on('error', () => undefined)
        client.release(true)
      }
    } catch (err) {
      if (signal.aborted) return
      logger.warn({ err, channel }, 'cannot listen; trying again')
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
