import { load, race } from './generate.ts'
import type { Job, ResultOf } from './jobs.ts'
import { read } from './read.ts'

// The load generator: a process of its own, so that what it costs is not taken from the benchmark's own figures, and can
// be said. Each message is a job, each answer its result.

process.on('message', async (job: Job) => {
  process.send?.(await run(job))
})

process.on('disconnect', () => process.exit(0))

function run(job: Job): Promise<ResultOf<Job>> {
  switch (job.kind) {
    case 'load':
      return load(job)
    case 'race':
      return race(job)
    case 'read':
      return read(job)
  }
}
