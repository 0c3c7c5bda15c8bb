interface Writable {
  flush(): void
}

// Calls with frames to write wait for the end of the current task, so that all answers of a commit leave together.
let waiting: Writable[] = []

/** Flushes the call when the task that is running now is done. */
export const writeSoon = (call: Writable): void => {
  if (waiting.length === 0) queueMicrotask(flushAll)
  waiting.push(call)
}

const flushAll = (): void => {
  const calls = waiting
  waiting = []
  for (const call of calls) call.flush()
}
