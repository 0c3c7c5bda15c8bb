import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchNode } from '@visita/local-node/bench'
import { Command, Option } from 'commander'
import { agendaText, benchAgenda } from './bench/agenda/rates.ts'
import { availabilityText, benchAvailability } from './bench/availability/rates.ts'
import { measure } from './bench/measure.ts'
import { benchNotifications } from './bench/notifications/rates.ts'
import { goals, notificationsText } from './bench/notifications/report.ts'
import { startPlainSystem } from './bench/plain-system.ts'
import { startLoadGenerator } from './bench/processes.ts'
import { benchReplay, replayText } from './bench/replay/rates.ts'
import { benchStream, streamText } from './bench/stream.ts'
import { summarize, summaryText } from './bench/summary.ts'
import { startVisitaSystem } from './bench/visita-system.ts'

// `pnpm bench`: bookings over HTTP side by side with a plain server, what is available beside rrule and luxon, and what the
// local node does by itself; with `--only`, one of the parts that take their time.

const { rounds, seconds, connections, node, only, jobs } = new Command('bench')
  .description('Bookings over HTTP beside a plain Fastify and PostgreSQL server; prints a table and JSON')
  .option('--rounds <n>', 'turns of each server at each number of connections', Number, 2)
  .option('--seconds <n>', 'measured time of a turn', Number, 5)
  .option('--connections <list>', 'numbers of connections', (text) => text.split(',').map(Number), [1, 16, 64])
  .option('--no-node', 'leave out the local node by itself')
  .option('--jobs <n>', 'messages that are stored while others fall due', Number, 100_000)
  .addOption(
    new Option('--only <part>', 'run nothing else').choices([
      'agenda',
      'availability',
      'notifications',
      'replay',
      'stream',
    ]),
  )
  .parse()
  .opts<{
    rounds: number
    seconds: number
    connections: number[]
    node: boolean
    only?: 'agenda' | 'availability' | 'notifications' | 'replay' | 'stream'
    jobs: number
  }>()

const say = (line: string) => void process.stderr.write(`${line}\n`)
if (only === 'stream') {
  const stream = await benchStream({ seconds, readers: 10 }, say)
  console.log(JSON.stringify({ stream }))
  console.log(streamText(stream))
} else if (only === 'replay') {
  const replay = await benchReplay({ rounds, seconds }, say)
  console.log(JSON.stringify({ replay }))
  console.log(replayText(replay))
} else if (only === 'notifications') {
  const notifications = await benchNotifications({ rounds, stored: jobs }, say)
  console.log(JSON.stringify({ notifications, goals: goals(notifications) }))
  console.log(notificationsText(notifications))
} else if (only === 'agenda') {
  const agenda = await benchAgenda({ connections, rounds, seconds }, say)
  console.log(JSON.stringify({ agenda }))
  console.log(agendaText(agenda))
} else {
  say('what is available, beside rrule and luxon')
  const availability = benchAvailability()
  if (only === undefined) await benchBookings(availability)
  else console.log(JSON.stringify({ availability }))
  console.log(availabilityText(availability))
}

async function benchBookings(availability: ReturnType<typeof benchAvailability>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-bench-'))
  const stops: (() => void | Promise<void>)[] = []
  const interrupt = () => process.exit(130)
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    say('starting the servers')
    const visita = await startVisitaSystem(join(folder, 'visita'))
    stops.push(() => visita.stop())
    const plain = await startPlainSystem(join(folder, 'plain'))
    stops.push(() => plain.stop())
    const unlocked = await startPlainSystem(join(folder, 'plain-unlocked'), 'plain-unlocked')
    stops.push(() => unlocked.stop())
    const generator = startLoadGenerator()
    stops.push(() => generator.stop())
    const plan = { connections, rounds, warmUpMs: 1000, measureMs: seconds * 1000, firstMs: 8000, races: 3 }
    const measured = await measure([visita, plain], [visita, plain, unlocked], generator, plan, say)
    for (const stop of stops.splice(0).reverse()) await stop()
    if (node) say('the local node by itself')
    const localNode = node ? await benchNode() : []
    const summary = summarize(measured)
    console.log(JSON.stringify({ ...summary, ...measured, availability, localNode }))
    console.log(summaryText(summary, measured))
  } finally {
    for (const stop of stops.reverse()) await stop()
    await rm(folder, { recursive: true, force: true })
  }
}
