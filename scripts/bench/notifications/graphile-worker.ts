import { Logger, type Runner, run } from 'graphile-worker'
import { createTeller, type Order, type Report } from './worker-words.ts'

// graphile-worker as its documentation has it, with a task that does nothing.

const [connectionString = ''] = process.argv.slice(2)
const send = (report: Report) => void process.send?.(report)
const teller = createTeller(send)
const silent = new Logger(() => () => undefined)
let runner: Runner | undefined

process.on('disconnect', () => process.exit(0))
process.on('message', async (order: Order) => {
  if (order.kind === 'rest') {
    await runner?.stop()
    runner = undefined
    teller.progress()
    return send({ kind: 'rests' })
  }
  teller.begin(order)
  const { concurrency } = order
  runner = await run({
    connectionString,
    concurrency,
    // On a few cores more of them do not make it faster.
    maxPoolSize: Math.min(24, Math.max(10, concurrency + 2)),
    noHandleSignals: true,
    logger: silent,
    parsedCronItems: [],
    taskList: {
      message: async (payload) => {
        const { id } = payload as { id: string }
        teller.pickedUp(id)
        teller.called(id)
      },
    },
  })
})
send({ kind: 'ready' })
