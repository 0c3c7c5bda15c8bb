import type { Bell, Logger } from '@visita/runtime'
import { monotonic, traced } from '@visita/runtime'
import { type Ended, type Listed, listDue, nextDue, takeDue } from './due.ts'
import type { Deps, Due, Policy } from './policy.ts'

export interface FulfilmentOptions {
  readonly policies: readonly Policy[]
  readonly deps: Deps
  readonly bell: Bell
  /** How many obligations are worked on at once. */
  readonly workers: number
  readonly logger: Logger
  /** `ms`: how long this try took. */
  readonly onEnded: (kind: string, outcome: Ended['kind'], ms: number) => void
}

/** Also without news it looks now and then, should a notice be lost with a connection. */
const longestNapMs = 5000
/** How soon it looks again at what another reactor is at. */
const elsewhereMs = 1000

/**
 * Fulfils what has fallen due, some at a time, until the signal ends it; then it waits for what is under way. What
 * fails is left alone for a while of real time, and longer after each failure: also where the clock stands still.
 */
export async function fulfilWhatIsDue(options: FulfilmentOptions): Promise<void> {
  const { policies, deps, bell, workers, logger, onEnded } = options
  const { clock, readStore, signal } = deps
  const byKind = new Map(policies.map((policy) => [policy.kind, policy]))
  const kinds = [...byKind.keys()]
  const underWay = new Map<string, Promise<void>>()
  /** Until when, by the steady clock, each is left alone. */
  const resting = new Map<string, number>()

  /** As part of the trace of the event that obliges, however long ago that was. */
  const fulfil = (due: Due) =>
    traced(`fulfil ${due.kind}`, { kind: 'consumer', parent: due.cause.traceparent ?? null }, async () =>
      byKind.get(due.kind)?.fulfil(deps, due),
    )

  async function work(listed: Listed): Promise<void> {
    const { tenant, kind, key, id } = listed
    const rest = (ms: number) => resting.set(id, monotonic() + ms)
    const since = monotonic()
    try {
      const ended = await takeDue(readStore, listed, clock.now(), (due) => fulfil(due))
      if (ended.kind === 'gone') return
      if (ended.kind === 'elsewhere') {
        rest(elsewhereMs)
        return
      }
      onEnded(kind, ended.kind, monotonic() - since)
      if (ended.kind === 'failed') {
        rest(1000 * Math.min(2 ** (ended.failures - 1), 300))
        logger.warn({ err: ended.error, kind, key, tenant }, 'an obligation could not be fulfilled; later again')
      } else logger.info({ kind, key, tenant, outcome: ended.kind }, 'saw to an obligation')
    } catch (err) {
      rest(1000)
      logger.warn({ err, kind, key, tenant }, 'an obligation could not be taken; later again')
    }
  }

  /** Gives free workers something to do. Answers when the next one falls due. */
  async function begin(): Promise<number | null> {
    const now = clock.now()
    for (const [id, until] of resting) if (until <= monotonic()) resting.delete(id)
    const free = workers - underWay.size
    if (free === 0) return null
    const without = [...underWay.keys(), ...resting.keys()]
    for (const listed of await listDue(readStore, { kinds, now, limit: free, without })) {
      const working = work(listed).finally(() => {
        underWay.delete(listed.id)
        bell.ring()
      })
      underWay.set(listed.id, working)
    }
    return nextDue(readStore, { kinds, now })
  }

  while (!signal.aborted) {
    const rung = bell.listen()
    let next: number | null = null
    try {
      next = await begin()
    } catch (err) {
      logger.warn({ err }, 'the obligations cannot be read; later again')
    }
    // Until the clock says so, which may be a manual one, or there is news, or a while has really passed.
    const rested = Math.min(...resting.values()) - monotonic()
    const nap = AbortSignal.timeout(Math.ceil(Math.max(0, Math.min(rested, longestNapMs))))
    await clock.wait(next ?? Number.POSITIVE_INFINITY, AbortSignal.any([signal, rung, nap]))
  }
  await Promise.all(underWay.values())
}
