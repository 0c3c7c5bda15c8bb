import { load, race } from './generate.ts'
import type { Job } from './jobs.ts'

// The load generator: a process of its own, so that what it costs is not taken from the benchmark's own figures, and can
// be said. Each message is a job, each answer its result.

process.on('message', async (job: Job) => {
  process.send?.(job.kind === 'load' ? await load(job) : await race(job))
})
process.on('disconnect', () => process.exit(0))
