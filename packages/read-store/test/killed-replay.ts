import { replayProjection } from '../src/index.ts'
import { logger, pair } from './replay-stage.ts'

// A replay that builds one row, says so, and then waits to be killed.
await replayProjection({
  url: process.argv[2] ?? '',
  projection: pair(),
  head: async () => 10n,
  read: async ({ handle }) => {
    const event = {
      type: 'Put',
      stream: 'test-one',
      revision: 0n,
      position: 10n,
      tenant: 'one',
      data: { id: 'x', n: 1 },
    }
    await handle([event], 10n)
    process.stdout.write('built\n')
    await new Promise((resolve) => setTimeout(resolve, 600_000))
  },
  openPersonal: async (events) => events,
  logger,
  signal: new AbortController().signal,
  monotonic: () => 0,
})
