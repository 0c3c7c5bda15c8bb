import type { EventStore } from '@visita/event-store'
import type { Readiness } from '@visita/http'
import { personalOpener, projections } from '@visita/projections'
import { type OtherVersion, type ReadStore, type RunnerState, runProjections, type Vault } from '@visita/read-store'
import { type Logger, type Metrics, monotonic } from '@visita/runtime'
import { watchProjections } from '@visita/service'

export interface ProjectorOptions {
  readonly store: EventStore
  readonly postgresUrl: string
  /** As `visita_writer`; asked how far the projections are. */
  readonly readStore: ReadStore
  readonly vault: Vault
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** Most events in one transaction. */
  readonly batch?: number
  /** How long a standby waits before it asks again. */
  readonly retryMs?: number
}

export interface Projector {
  /** Resolves when the signal ended it; rejects when the line has stopped. */
  readonly ended: Promise<void>
  readonly state: () => RunnerState
  readonly ready: () => Promise<Readiness>
}

/** Starts to keep every projection up to date with the log, or to stand by for whoever does. */
export function startProjector(options: ProjectorOptions): Projector {
  const { store, postgresUrl, readStore, vault, logger, metrics, signal, batch, retryMs } = options
  const watched = watchProjections({ store, readStore, metrics, projections: projections.map(({ name }) => name) })
  let state: RunnerState = 'catching-up'
  let others: readonly OtherVersion[] = []
  let failed = false
  const ended = runProjections({
    url: postgresUrl,
    ...watched,
    projections,
    openPersonal: personalOpener(vault),
    logger,
    signal,
    monotonic,
    ...(batch === undefined ? {} : { batch }),
    ...(retryMs === undefined ? {} : { retryMs }),
    onState: (next) => {
      if (next !== state) logger.info({ state: next }, 'the projector’s state changed')
      state = next
      watched.onState(next)
    },
    onOtherVersions: (next) => {
      others = next
    },
  })
  ended.catch(() => {
    failed = true
  })
  return {
    ended,
    state: () => state,
    ready: async () => {
      if (failed) return { projections: { ok: false, detail: 'stopped' } }
      if (others.length > 0) return { projections: { ok: false, detail: others.map(sentence).join('; ') } }
      return { projections: { ok: state === 'live' || state === 'standby', detail: state } }
    },
  }
}

/** Why nothing is written for it here, and what is to be done. */
const sentence = ({ projection, version, served }: OtherVersion): string =>
  served < version
    ? `${projection} is served in version ${served}: visita replay ${projection} builds version ${version}`
    : `${projection} is served in version ${served}, by a newer release than this one with its version ${version}`
