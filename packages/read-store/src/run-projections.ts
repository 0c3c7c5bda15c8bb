import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createBatchWriter, OtherVersionServed } from './batch.ts'
import { type Leadership, openLeadership } from './leader.ts'
import type { LogEvent, Projection } from './projection.ts'
import type { OtherVersion } from './served.ts'
import { isUnavailable } from './unavailable.ts'

/** The part of the event-store package's `follow` that is used here. */
export type Follow<Event> = (options: {
  readonly name: string
  readonly from: bigint | null
  readonly maxBatch?: number
  readonly handle: (batch: readonly Event[], checkpoint: bigint) => Promise<void>
  readonly onCaughtUp?: () => void
  readonly onBrokenOff?: () => void
  readonly signal: AbortSignal
}) => Promise<void>

/** `standby`: another process does the work. `reconnecting`: Postgres or the log cannot be reached, and is tried again. */
export type RunnerState = 'standby' | 'catching-up' | 'live' | 'reconnecting'

export interface RunOptions<Event extends LogEvent> {
  readonly url: string
  readonly follow: Follow<Event>
  readonly projections: readonly Projection<Event>[]
  /** Gives the same events with their personal fields in plain text. Called for each batch before anything is mapped. */
  readonly openPersonal: (events: readonly Event[]) => Promise<readonly Event[]>
  readonly logger: Logger
  readonly signal: AbortSignal
  /** Most events in one transaction. */
  readonly batch?: number
  readonly onState?: (state: RunnerState) => void
  /** Told at first, and whenever it changes: those of the projections that are served in another version. */
  readonly onOtherVersions?: (others: readonly OtherVersion[]) => void
  /** After each committed batch. `ms` is how long it took, transaction and all. */
  readonly onBatch?: (report: {
    events: number
    checkpoint: bigint
    ms: number
    projections: readonly string[]
  }) => void
  /**
   * How far apart batches begin at least, by how many events the last one had, in ms: fewer and larger ones cost a fraction of the
   * statements and commits. Where nothing is said, an event that comes alone is written at once, and the next one soon.
   */
  readonly breathMs?: (events: number) => number
  /** Milliseconds of a steady clock, for `ms`. */
  readonly monotonic?: () => number
  /** How long a standby waits before it asks again. */
  readonly retryMs?: number
}

/**
 * Keeps the projections up to date until the signal ends it. Those that this process leads share one subscription and
 * one transaction for each batch: rows, every checkpoint, and a notice to whoever waits for a position. Those that
 * another process leads are asked for again and again, and taken over when it ends. Those that are served in another
 * version, older or newer, are left alone until they are served in ours: only a replay changes which one is.
 * A lost connection to Postgres is waited out. Anything else stops the line:
 * @throws ProjectionFailure, or whatever `follow` or `openPersonal` threw
 */
export async function runProjections<Event extends LogEvent>(options: RunOptions<Event>): Promise<void> {
  const { url, projections, logger, signal, onState, retryMs = 1_000 } = options
  while (!signal.aborted) {
    let leadership: Leadership | undefined
    try {
      leadership = await openLeadership(url, projections as readonly Projection[])
      await lead(leadership, options)
    } catch (error) {
      if (signal.aborted && isUnavailable(error)) return
      if (!isUnavailable(error)) throw error
      onState?.('reconnecting')
      logger.warn({ err: error }, 'Postgres cannot be reached; trying again')
      await pause(retryMs, signal)
    } finally {
      await leadership?.end()
    }
  }
}

/** Where many come together, more are on their way. */
const deepBreath = (events: number): number => Math.min(20 + events, 80)

async function lead<Event extends LogEvent>(leadership: Leadership, options: RunOptions<Event>): Promise<void> {
  const { signal, onState, logger, retryMs = 1_000 } = options
  const ended = AbortSignal.any([signal, leadership.broken])
  const tellOthers = othersTeller(options)
  while (!ended.aborted) {
    await leadership.seek()
    tellOthers(leadership.others)
    if (leadership.held.size === 0) {
      onState?.('standby')
      await pause(retryMs, ended)
      continue
    }
    const names = [...leadership.held].map(({ name }) => name)
    logger.info({ projections: names }, 'leading these projections')
    await followHeld(leadership, options, ended)
    // A log that was closed under us ends each subscription at once: no reason to spin until we are told to stop.
    await pause(20, ended)
  }
  if (!signal.aborted && leadership.broken.aborted) throw leadership.broken.reason
}

/** Follows the log for what is held, until the signal ends it or something else is to be held. */
async function followHeld<Event extends LogEvent>(
  leadership: Leadership,
  options: RunOptions<Event>,
  ended: AbortSignal,
): Promise<void> {
  const {
    follow,
    openPersonal,
    onState,
    onBatch,
    monotonic = () => 0,
    batch: maxBatch = 1_000,
    breathMs = deepBreath,
    retryMs = 1_000,
  } = options
  const held = [...leadership.held] as unknown as readonly Projection<Event>[]
  const writer = await leadership.alone(() => createBatchWriter(leadership.client, held))
  const restart = new AbortController()
  const signal = AbortSignal.any([ended, restart.signal])
  onState?.('catching-up')

  const following = follow({
    name: held.map(({ name }) => name).join(' '),
    from: writer.from(),
    maxBatch,
    signal,
    onCaughtUp: () => onState?.('live'),
    onBrokenOff: () => onState?.('reconnecting'),
    handle: async (events, checkpoint) => {
      const since = monotonic()
      const mayBegin = pause(breathMs(events.length), signal)
      const opened = await openPersonal(events)
      await leadership.alone(() => writer.write(opened, checkpoint))
      onBatch?.({
        events: events.length,
        checkpoint,
        ms: monotonic() - since,
        projections: held.map(({ name }) => name),
      })
      await mayBegin
    },
  })
  const seeking = (async () => {
    while (!signal.aborted) {
      await pause(retryMs, signal)
      if (!signal.aborted && (await leadership.seek())) restart.abort()
    }
  })()
  try {
    await Promise.race([following, seeking.then(() => following)])
  } catch (error) {
    if (!leadership.broken.aborted && !(error instanceof OtherVersionServed)) throw error
  } finally {
    restart.abort()
    await Promise.allSettled([following, seeking])
  }
}

/** Logs and tells of projections that are served in another version, once for each change. */
function othersTeller<Event extends LogEvent>({ logger, onOtherVersions }: RunOptions<Event>) {
  let told = ''
  return (others: readonly OtherVersion[]) => {
    const now = JSON.stringify(others)
    if (now === told) return
    told = now
    onOtherVersions?.(others)
    for (const { projection, version, served } of others) {
      const what =
        served < version
          ? `an older version is served: nothing is written until \`visita replay ${projection}\` has built this one`
          : 'a newer version is served: this process, of an older release, writes nothing more for it'
      logger.warn({ projection, version, served }, what)
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
