import { appendFileSync } from 'node:fs'
import { catalogue } from '@visita/domain'
import { connect } from '@visita/event-store'
import { connectPostgres } from '@visita/read-store'
import { createLogger, manualClock, monotonic, toInstant } from '@visita/runtime'
import { createNotifications, runQueue } from '../src/index.ts'
import { dispatcher } from './dispatch.ts'
import { noon } from './messages.ts'

// A dispatcher as a process of its own. Its provider is a file: a line is a message that went out. It kills itself, as a machine
// that loses power, at its `dieAt`-th call, before or after it.

const [eventStore = '', postgres = '', file = '', dieAt = '', when = ''] = process.argv.slice(2)
const logger = createLogger({ service: 'worker', level: 'silent' })
const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'worker' })
const readStore = connectPostgres({ url: postgres, role: 'visita_writer', logger, applicationName: 'worker' })
const clock = manualClock(noon)
const notifications = createNotifications({ store, monotonic, now: () => toInstant(clock.now()) })
let calls = 0

process.on('disconnect', () => process.exit(1))
await runQueue({
  ...{ readStore, clock, logger, concurrency: 5, leaseMs: 1_000, signal: new AbortController().signal },
  work: dispatcher({
    notifications,
    clock,
    call({ notificationId }) {
      calls += 1
      if (calls === Number(dieAt) && when === 'before') process.kill(process.pid, 'SIGKILL')
      appendFileSync(file, `${notificationId}\n`)
      if (calls === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
    },
  }),
})
