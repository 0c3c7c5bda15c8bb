import { createStreams, remembering, runDispatcher } from '@visita/dispatcher'
import { catalogue } from '@visita/domain'
import { connect, type RecordedEvent } from '@visita/event-store'
import { queueFeed, runQueue } from '@visita/notifications'
import { dispatcher } from '@visita/notifications/testing'
import { connectPostgres, createVault, runProjections } from '@visita/read-store'
import { createLogger, createMetrics, systemClock } from '@visita/runtime'
import { noProvider } from './no-provider.ts'
import { createTeller, type Order, type Report } from './worker-words.ts'

// A dispatcher as a process: while it rests, it keeps the queue as the log has it, and sends nothing.

const [connectionString = '', url = '', masterKeyText = ''] = process.argv.slice(2)
const masterKey = Buffer.from(masterKeyText, 'base64')
const send = (report: Report) => void process.send?.(report)
const teller = createTeller(send)
const logger = createLogger({ service: 'bench', level: 'warn' })
const clock = systemClock()
const store = connect({ connectionString, catalogue, logger, connectionName: 'bench-dispatcher' })
const readStore = connectPostgres({
  url,
  role: 'visita_writer',
  logger,
  applicationName: 'bench',
  max: 12,
  durable: false,
})
const vault = createVault(readStore, masterKey)
const streams = createStreams(store, clock)

function feed(signal: AbortSignal): Promise<void> {
  return runProjections<RecordedEvent>({
    ...{ ...queueFeed, url, logger, signal },
    // As a dispatcher's: one that was there when a message was scheduled has it in memory.
    follow: remembering((options) => store.follow(options), streams.notifications, clock),
  })
}

const called = ({ notificationId }: { readonly notificationId: string }) => teller.called(notificationId)

type Work = Extract<Order, { kind: 'work' }>

function whole({ concurrency, leaseMs = 45_000 }: Work, signal: AbortSignal): Promise<void> {
  const metrics = createMetrics('dispatcher')
  const accounts = noProvider(called)
  return runDispatcher({
    ...{ store, streams, readStore, vault, accounts, masterKey, clock, logger, metrics, signal, concurrency, leaseMs },
    ...{ postgresUrl: url, publicUrl: 'http://127.0.0.1:4000', random: Math.random },
  })
}

async function queueAlone({ concurrency }: Work, signal: AbortSignal): Promise<void> {
  const work = dispatcher({ notifications: streams.notifications, clock, call: called })
  await Promise.all([
    feed(signal),
    runQueue({
      ...{ readStore, clock, logger, signal, concurrency },
      work(job, lost) {
        teller.pickedUp(job.notificationId)
        return work(job, lost)
      },
    }),
  ])
}

let stop = new AbortController()
let running = feed(stop.signal)
async function change(next: (signal: AbortSignal) => Promise<void>): Promise<void> {
  stop.abort()
  await running
  stop = new AbortController()
  running = next(stop.signal)
}

process.on('disconnect', () => process.exit(0))
process.on('message', async (order: Order) => {
  if (order.kind === 'rest') {
    await change(feed)
    teller.progress()
    return send({ kind: 'rests' })
  }
  teller.begin(order)
  await change((signal) => (order.way === 'whole' ? whole : queueAlone)(order, signal))
})
send({ kind: 'ready' })
