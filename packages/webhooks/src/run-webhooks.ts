import { accountChanges, type Update, whatsAppWebhook } from '@visita/channels'
import type { FailureClass } from '@visita/domain'
import type { EventStore, RecordedEvent } from '@visita/event-store'
import { listen, runProjections } from '@visita/read-store'
import { createBell, inParallel, type Metrics } from '@visita/runtime'
import { applyUpdate } from './apply.ts'
import {
  type AppliedUpdate,
  type DeliveryWork,
  deliveryBacklog,
  type TakenDelivery,
  upcomingDelivery,
  workOffDelivery,
} from './deliveries.ts'
import { doors, webhookOf } from './door.ts'
import { webhookChannel } from './migrations.ts'
import { providerMessages } from './provider-messages.ts'
import { NotYet, type Tools } from './tools.ts'

export interface WebhookOptions extends Tools {
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** How many calls are done at once; each takes a connection of the store's for as long. */
  readonly concurrency?: number
}

/** Of one call, which may tell a thousand things, each on a stream of its own. */
const updatesAtOnce = 16
/** How soon it looks again where others have what has had its turn: they may have died. */
const elsewhereMs = 1_000
/** And where Postgres does not answer. */
const outageMs = 1_000

/**
 * Does what providers have told, until the signal ends it, then waits for what is under way. It is woken by Postgres when something comes
 * in, and by the time when what broke off has its turn again. Any number may run.
 */
export async function runWebhooks(options: WebhookOptions): Promise<void> {
  const { readStore, logger, signal, concurrency = 2 } = options
  const instruments = createInstruments(options)
  const bells = Array.from({ length: concurrency }, createBell)
  const onNotice = () => {
    for (const bell of bells) bell.ring()
  }
  const listening = listen(readStore, { channel: webhookChannel, onNotice, logger, signal })
  const working = bells.map(async (bell) => {
    while (!signal.aborted) {
      const rung = bell.listen()
      const napMs = await workOff(options, instruments)
      await nap(napMs, AbortSignal.any([signal, rung]))
    }
  })
  await Promise.all([...working, listening])
}

/** Does what is there. Gives how long to sleep then unless woken, in real milliseconds; null: there is nothing to come. */
async function workOff(options: WebhookOptions, instruments: Instruments): Promise<number | null> {
  const { readStore, safe, logger, signal } = options
  try {
    while (!signal.aborted) {
      const isThere = await workOffDelivery(readStore, safe, (delivery, known) =>
        workOn(options, instruments, delivery, known),
      )
      if (!isThere) break
    }
    const { inMs, areTaken } = await upcomingDelivery(readStore)
    return areTaken ? elsewhereMs : inMs
  } catch (err) {
    logger.warn({ err }, 'what providers told cannot be done; later again')
    return outageMs
  }
}

async function workOn(
  options: WebhookOptions,
  instruments: Instruments,
  delivery: TakenDelivery,
  known: (keys: readonly Buffer[]) => Promise<ReadonlySet<string>>,
): Promise<DeliveryWork> {
  const { safe, logger, signal } = options
  const { id, provider, url, body } = delivery
  const updates = unique(webhookOf(provider)?.parse(body, url) ?? [])
  const keyOf = ({ key }: Update) => safe.keyOf(provider, key)
  const before = updates.length === 0 ? new Set<string>() : await known(updates.map(keyOf))
  const applied: AppliedUpdate[] = []
  let isDone = true
  await inParallel(
    updates.filter((update) => !before.has(keyOf(update).toString('hex'))),
    updatesAtOnce,
    async (update) => {
      // Whoever stops has seconds: the rest is somebody else's.
      if (signal.aborted) {
        isDone = false
        return
      }
      try {
        const one = await applyUpdate(options, update, delivery)
        applied.push(one)
        if (update.kind === 'status' && update.class !== null && one.outcome === 'applied')
          instruments.undelivered.inc({ provider, class: update.class })
      } catch (err) {
        isDone = false
        if (!(err instanceof NotYet)) logger.warn({ err, delivery: id, kind: update.kind }, 'a webhook is done later')
      }
    },
  )
  for (const one of applied) {
    const { kind, outcome } = one
    instruments.updates.inc({ provider, kind, outcome })
    if (suspicious.has(outcome)) logger.warn({ delivery: id, provider, kind, outcome }, 'a webhook without effect')
  }
  instruments.repeated.inc({ provider }, before.size)
  if (isDone) instruments.delay.observe((options.clock.now() - delivery.receivedAt) / 1000)
  return { applied, isDone }
}

/** What somebody should look at: a number that we do not know, or somebody who speaks for another. */
const suspicious: ReadonlySet<string> = new Set(['unknown-number', 'not-theirs', 'stranger'])

/** A call may say the same twice. */
const unique = (updates: readonly Update[]): readonly Update[] => [
  ...new Map(updates.map((update) => [update.key, update])).values(),
]

/** Why something did not arrive that a person has to mend, and not who it was for: many providers say it only after they took it. */
const concernUs: readonly FailureClass[] = ['account', 'template', 'our-bug']

type Instruments = ReturnType<typeof createInstruments>

function createInstruments({ metrics, readStore, clock }: WebhookOptions) {
  const waiting = metrics.gauge('visita_webhook_waiting', 'Calls of providers that are kept and not done yet')
  const oldest = metrics.gauge('visita_webhook_oldest_seconds', 'Since when the oldest of them waits')
  metrics.beforeReading(async () => {
    waiting.reset()
    oldest.reset()
    const backlog = await deliveryBacklog(readStore)
    waiting.set(backlog.count)
    oldest.set(backlog.oldest === null ? 0 : Math.max(0, clock.now() - backlog.oldest) / 1000)
  })
  const updates = metrics.counter('visita_webhook_updates_total', 'What providers told, by what came of it', [
    'provider',
    'kind',
    'outcome',
  ])
  const undelivered = metrics.counter('visita_webhook_undelivered_total', 'What providers took and could not bring', [
    'provider',
    'class',
  ])
  // From 0 on: that a provider tells nothing shows only where it is known that it could.
  for (const { webhook } of Object.values(doors)) {
    updates.inc({ provider: webhook.provider, kind: 'status', outcome: 'applied' }, 0)
    for (const one of concernUs) undelivered.inc({ provider: webhook.provider, class: one }, 0)
  }
  // Each is told once in months, so the first must show as growth.
  for (const outcome of accountChanges) updates.inc({ provider: whatsAppWebhook.provider, kind: 'account', outcome }, 0)
  return {
    updates,
    undelivered,
    repeated: metrics.counter('visita_webhook_repeated_total', 'What they told again', ['provider']),
    delay: metrics.histogram('visita_webhook_delay_seconds', 'From a call to the end of all that it told'),
  }
}

const nap = (ms: number | null, woken: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (woken.aborted) return resolve()
    const timer = ms === null ? undefined : setTimeout(wake, Math.max(1, Math.ceil(ms)))
    function wake() {
      clearTimeout(timer)
      woken.removeEventListener('abort', wake)
      resolve()
    }
    woken.addEventListener('abort', wake)
  })

export interface MessageIdOptions {
  /** Of Postgres, as every projection's: its line has a connection of its own. */
  readonly url: string
  readonly store: Pick<EventStore, 'follow'>
  /** Opens what is personal in events. */
  readonly openPersonal: (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>
  readonly safe: Tools['safe']
  readonly logger: Tools['logger']
  readonly signal: AbortSignal
}

/** Keeps which message each provider's id stands for. One leads, however many run. */
export const keepProviderMessages = ({ store, safe, ...options }: MessageIdOptions): Promise<void> =>
  runProjections<RecordedEvent>({
    ...options,
    projections: [providerMessages(safe)],
    follow: (following) => store.follow(following),
  })
