import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { sharedServer, startTestServer } from '@visita/read-store/testing'
import { monotonic } from '@visita/runtime'
import { runSuite } from './suite/suite.ts'

// `npm test`, or `npm test -- packages/http` for some of it. The last line counts assertions that were really made.

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())
process.on('disconnect', () => interrupted.abort())

const since = monotonic()
process.env[sharedServer] = await startTestServer()
const result = await runSuite({
  root: fileURLToPath(new URL('..', import.meta.url)),
  filters: process.argv.slice(2),
  // More than there are cores: much of what tests do is waiting.
  jobs: Math.min(4, availableParallelism() + 2),
  signal: interrupted.signal,
  say: (line) => console.log(line),
})
const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : ''
for (const file of result.flaky)
  console.log(`FLAKY: ${file} failed among the others and passed alone; it wants mending`)
console.log(`\n${result.files} files in ${((monotonic() - since) / 1000).toFixed(0)} s${skipped}`)
console.log(`${result.passed} passed, ${result.failed} failed`)
process.exit(result.failed === 0 ? 0 : 1)
