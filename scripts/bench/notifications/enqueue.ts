import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue, Wanted } from './systems.ts'

const inFlight = 50

/** So many at once, as they are handed over by whoever causes them. */
export async function enqueueAll(wanted: readonly Wanted[]): Promise<void> {
  let next = 0
  const one = async () => {
    for (let job = wanted[next++]; job; job = wanted[next++]) await job.enqueue()
  }
  await Promise.all(Array.from({ length: inFlight }, one))
}

export const many = (queue: Queue, jobs: number, dueAt: (index: number) => number) =>
  Array.from({ length: jobs }, (_, index) => queue.want(dueAt(index)))

export async function until(condition: () => Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await condition())) await sleep(everyMs)
}
