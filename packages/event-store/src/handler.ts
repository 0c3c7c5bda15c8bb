import { type DomainEvent, EventId } from '@visita/domain'
import { continuing, isRecorded, isTracing, openSpan, traceparent } from '@visita/runtime'
import { LRUCache } from 'lru-cache'
import type { RecordedEvent } from './codec.ts'
import { Conflict, Outage } from './errors.ts'
import type { CommandContext, CommandHandler, ExecuteOptions, HandlerOptions, Loaded, Outcome } from './handling.ts'
import type { EventMeta } from './metadata.ts'

interface Job<State, Command, Event, Rejection> {
  readonly command: Command
  readonly context: CommandContext
  readonly options: ExecuteOptions
  /** Its own span, while somebody traces. */
  readonly traceparent: string | undefined
  readonly resolve: (outcome: Outcome<State, Event, Rejection>) => void
  readonly reject: (error: unknown) => void
}

interface Entry<State, Command, Event, Rejection> {
  state: State
  revision: bigint
  position: bigint
  /** The newest that its events tell of. */
  traceparent: string | undefined
  /** The newest revision that a live subscription told of; beyond `revision` there is something to read. */
  seen: bigint
  /** When the store last confirmed that `revision` was the newest; `null` before the first time. */
  verifiedAt: number | null
  readonly keys: Map<string, { fingerprint: string; revision: bigint }>
  readonly queue: Job<State, Command, Event, Rejection>[]
  running: boolean
  /** The read under way that other readers may share. */
  refreshing: Promise<void> | null
}

const mostAtOnce = 64
const mostAttempts = 10

/**
 * Load, fold, decide, append, with the streams that are in use kept folded in memory.
 *
 * Commands on one stream wait for each other. Those that waited are decided together, each upon the one before, and
 * their events go into one append: a hundred callers racing for one day cost two appends, and the losers none. The
 * append names the revision that was decided upon, so what is in memory can be stale but never wrong: on a conflict
 * only the new events are read and everything is decided again.
 */
export function createHandler<State, Command, Event extends DomainEvent, Rejection>({
  store,
  decider,
  cacheSize,
  monotonic,
  now,
  freshMs = 100,
}: HandlerOptions<State, Command, Event, Rejection>): CommandHandler<State, Command, Event, Rejection> {
  type Known = Entry<State, Command, Event, Rejection>
  type Waiting = Job<State, Command, Event, Rejection>
  type Execute = CommandHandler<State, Command, Event, Rejection>['execute']
  store.instruments?.begins(decider.category)
  let live = false
  const entries = new LRUCache<string, Known>({ max: cacheSize })

  function entryOf(stream: string): Known {
    let entry = entries.get(stream)
    if (!entry) {
      entry = {
        state: decider.initial,
        revision: -1n,
        position: 0n,
        traceparent: undefined,
        seen: -1n,
        verifiedAt: null,
        keys: new Map(),
        queue: [],
        running: false,
        refreshing: null,
      }
      entries.set(stream, entry)
    }
    return entry
  }

  function remember(entry: Known, meta: EventMeta, revision: bigint): void {
    if (meta.idempotencyKey === undefined) return
    entry.keys.set(meta.idempotencyKey, { fingerprint: meta.fingerprint ?? '', revision })
  }

  function apply(entry: Known, recorded: readonly RecordedEvent[]): void {
    for (const event of recorded) {
      entry.state = decider.evolve(entry.state, event as unknown as Event)
      entry.revision = event.revision
      entry.position = event.position
      entry.traceparent = event.meta.traceparent ?? entry.traceparent
      remember(entry, event.meta, event.revision)
    }
  }

  /** Reads what is new. Several reads of one stream may overlap; each applies only what follows the revision by then. */
  async function refresh(stream: string, entry: Known): Promise<void> {
    const asked = monotonic()
    const recorded = await store.read(stream, { from: entry.revision + 1n })
    apply(
      entry,
      recorded.filter(({ revision }) => revision > entry.revision),
    )
    entry.verifiedAt = Math.max(asked, entry.verifiedAt ?? asked)
  }

  const loadedOf = ({ state, revision, position, traceparent: trace }: Known): Loaded<State> => ({
    state,
    revision,
    position,
    traceparent: trace,
  })

  const isFresh = (entry: Known, maxAgeMs: number) =>
    entry.verifiedAt !== null && entry.seen <= entry.revision && (live || monotonic() - entry.verifiedAt <= maxAgeMs)

  interface Draft {
    readonly outcomes: (
      | Outcome<State, Event, Rejection>
      | { kind: 'pending'; events: readonly Event[]; state: State; revision: bigint }
    )[]
    readonly events: { event: Event; context: CommandContext; traceparent: string | undefined }[]
    readonly state: State
  }

  /** Decides every job upon the one before. Pure but for what `decide` is. */
  function draft(entry: Known, jobs: readonly Waiting[]): Draft {
    let state = entry.state
    const drafted: { outcomes: Draft['outcomes']; events: Draft['events'] } = { outcomes: [], events: [] }
    const keys = new Map<string, string>()
    for (const { command, context, options, traceparent: trace } of jobs) {
      const revision = entry.revision + BigInt(drafted.events.length)
      const key = context.idempotency
      const used = key && entry.keys.get(key.key)
      if (key && used) {
        drafted.outcomes.push(
          used.fingerprint === key.fingerprint
            ? { kind: 'replayed', revision: used.revision, state: entry.state, position: entry.position }
            : { kind: 'key-reused' },
        )
        continue
      }
      const inThisGroup = key && keys.get(key.key)
      if (key && inThisGroup !== undefined && inThisGroup !== key.fingerprint) {
        drafted.outcomes.push({ kind: 'key-reused' })
        continue
      }
      if (options.ifMatch !== undefined && options.ifMatch !== revision) {
        drafted.outcomes.push({ kind: 'precondition-failed', revision })
        continue
      }
      const decision = decider.decide(command, state)
      if (!decision.accepted) {
        drafted.outcomes.push({ kind: 'rejected', rejection: decision.rejection, state, revision })
        continue
      }
      for (const event of decision.events) {
        state = decider.evolve(state, event)
        drafted.events.push({ event, context, traceparent: trace })
      }
      if (decision.events.length === 0) {
        drafted.outcomes.push({ kind: 'accepted', state, revision, position: entry.position, events: [] })
        continue
      }
      if (key) keys.set(key.key, key.fingerprint)
      drafted.outcomes.push({
        kind: 'pending',
        events: decision.events,
        state,
        revision: entry.revision + BigInt(drafted.events.length),
      })
    }
    return { ...drafted, state }
  }

  async function runGroup(stream: string, entry: Known, jobs: readonly Waiting[]): Promise<void> {
    const mustBeNow = jobs.some(({ options }) => options.fresh)
    let hasRead = false
    if (entry.verifiedAt === null && !jobs.every(({ options }) => options.assumeNew)) {
      await refresh(stream, entry)
      hasRead = true
    }
    for (let attempt = 1; ; attempt++) {
      const base = entry.revision
      const { outcomes, events, state } = draft(entry, jobs)

      if (events.length === 0) {
        if (mustBeNow ? !hasRead : !isFresh(entry, freshMs)) {
          await refresh(stream, entry)
          hasRead = true
          if (entry.revision !== base) continue
        }
        settle(jobs, outcomes, entry.position)
        return
      }

      const recordedAt = now()
      if (attempt === 1) {
        jobs.forEach(({ options }, i) => {
          if (outcomes[i]?.kind === 'pending') options.onDecided?.()
        })
      }
      // New ids for each try at a revision: only the same append asked for again may count as written already.
      const wire = events.map(({ event, context, traceparent: trace }) => ({
        id: EventId.create(),
        type: event.type,
        data: event.data,
        meta: metaOf(context, recordedAt, trace),
      }))
      try {
        const { revision, position } = await store.append(stream, wire, base === -1n ? 'no_stream' : base)
        if (entry.revision === base) {
          entry.state = state
          entry.revision = revision
          entry.position = position
          entry.traceparent = wire.at(-1)?.meta.traceparent ?? entry.traceparent
          for (const [i, { meta }] of wire.entries()) remember(entry, meta, base + BigInt(i) + 1n)
        }
        entry.verifiedAt = monotonic()
        settle(jobs, outcomes, position)
        return
      } catch (error) {
        if (!(error instanceof Conflict) || attempt === mostAttempts) throw error
        store.instruments?.conflict(decider.category)
        await refresh(stream, entry)
        hasRead = true
      }
    }
  }

  async function run(stream: string, entry: Known): Promise<void> {
    entry.running = true
    while (entry.queue.length > 0) {
      const jobs = entry.queue.splice(0, mostAtOnce)
      try {
        // Not as part of what began the queue, but of the first that is decided.
        await continuing(jobs[0]?.traceparent, () => runGroup(stream, entry, jobs))
      } catch (error) {
        // After an outage nobody knows what the stream holds: forget it, and read it before the next decision.
        if (error instanceof Outage) entry.verifiedAt = null
        for (const job of jobs) {
          store.instruments?.settled(decider.category, 'failed')
          job.reject(error)
        }
      }
    }
    entry.running = false
  }

  const enqueue: Execute = (stream, command, context, options = {}) =>
    new Promise((resolve, reject) => {
      const entry = entryOf(stream)
      entry.queue.push({ command, context, options, traceparent: traceparent(), resolve, reject })
      if (!entry.running) void run(stream, entry)
    })

  /** The command as a span, from its place in the queue to what became of it. */
  async function recorded(work: () => ReturnType<Execute>): ReturnType<Execute> {
    const span = openSpan(`${decider.category} command`, { attributes: { 'visita.category': decider.category } })
    try {
      const outcome = await (span ? span.run(work) : work())
      span?.note({ 'visita.outcome': outcome.kind })
      span?.end()
      return outcome
    } catch (error) {
      span?.end(error instanceof Error ? error.name : 'error')
      throw error
    }
  }

  return {
    execute: (stream, command, context, options = {}) =>
      isTracing()
        ? recorded(() => enqueue(stream, command, context, options))
        : enqueue(stream, command, context, options),

    async load(stream, maxAgeMs = freshMs) {
      const entry = entryOf(stream)
      if (!isFresh(entry, maxAgeMs)) {
        entry.refreshing ??= refresh(stream, entry).finally(() => {
          entry.refreshing = null
        })
        await entry.refreshing
      }
      return loadedOf(entry)
    },

    async loadAt(stream, revision) {
      const recorded = await store.read(stream, { limit: Number(revision) + 1 })
      const state = recorded.reduce(
        (folded, event) => decider.evolve(folded, event as unknown as Event),
        decider.initial,
      )
      return { state, revision: recorded.at(-1)?.revision ?? -1n, position: recorded.at(-1)?.position ?? 0n }
    },

    async recall(stream, key) {
      const entry = entryOf(stream)
      if (!entry.keys.has(key)) await refresh(stream, entry)
      return entry.keys.get(key) ?? null
    },

    observe(event) {
      const entry = entries.peek(event.stream)
      if (!entry || event.revision <= entry.revision) return
      if (event.revision === entry.revision + 1n && !entry.running && entry.refreshing === null) apply(entry, [event])
      else if (event.revision > entry.seen) entry.seen = event.revision
    },

    adopt(events) {
      const [first] = events
      if (first?.revision !== 0n || entries.has(first.stream)) return
      const entry = entryOf(first.stream)
      // Known, and at no time known to be all.
      entry.verifiedAt = Number.NEGATIVE_INFINITY
      apply(entry, events)
    },

    peek(stream) {
      const entry = entries.get(stream)
      if (!entry || entry.verifiedAt === null) return null
      return loadedOf(entry)
    },

    setLive(isLive) {
      // News may have been missed while it was not: everything is read once more.
      if (isLive && !live) for (const entry of entries.values()) entry.verifiedAt = null
      live = isLive
    },
  }

  function settle(jobs: readonly Waiting[], outcomes: Draft['outcomes'], position: bigint): void {
    jobs.forEach((job, i) => {
      const outcome = outcomes[i]
      if (!outcome) throw new Error('a command was left without an outcome')
      const settled = outcome.kind === 'pending' ? { ...outcome, kind: 'accepted' as const, position } : outcome
      store.instruments?.settled(decider.category, settled.kind)
      job.resolve(settled)
    })
  }
}

function metaOf(context: CommandContext, recordedAt: string, trace: string | undefined): EventMeta {
  return {
    tenant: context.tenant,
    actor: context.actor,
    role: context.role,
    channel: context.channel,
    correlationId: context.correlationId,
    ...(context.causationId === undefined ? {} : { causationId: context.causationId }),
    occurredAt: context.occurredAt ?? recordedAt,
    recordedAt,
    ...(context.idempotency
      ? { idempotencyKey: context.idempotency.key, fingerprint: context.idempotency.fingerprint }
      : {}),
    ...(isRecorded(trace) ? { traceparent: trace } : {}),
  }
}
