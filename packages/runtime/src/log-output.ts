import { write, writeSync } from 'node:fs'
import { systemClock } from './clock.ts'
import { toInstant } from './instant.ts'

/** Where a logger's lines go. */
export interface LogOutput {
  write(line: string): void
}

const collectMs = 20
/** What may wait for a reader who is slow; beyond it lines are left out, because a service must not die of its log. */
const mostWaiting = 8 << 20

/**
 * Writes lines to a file descriptor, many at a time and without ever holding up the event loop; what is left is written
 * when the process ends. A reader who has gone away ends the writing and nothing else.
 *
 * Not pino's own destination (sonic-boom 4.2): when its reader is gone, it tries for ever to flush at exit, so that the
 * child of a killed supervisor would never end.
 */
export function createLogOutput(fd: number): LogOutput {
  let waiting: string[] = []
  let size = 0
  let leftOut = 0
  let busy = false
  let broken = false

  function take(): Buffer {
    const bytes = Buffer.from(waiting.join(''))
    waiting = []
    size = 0
    return bytes
  }

  function pass(bytes: Buffer): void {
    write(fd, bytes, (error, written) => {
      if (error && error.code !== 'EAGAIN') {
        broken = true
        waiting = []
        return
      }
      const rest = error ? bytes : bytes.subarray(written)
      if (rest.length > 0) setTimeout(pass, collectMs, rest)
      else if (waiting.length > 0) pass(take())
      else busy = false
    })
  }

  process.on('exit', () => {
    if (broken || waiting.length === 0) return
    let bytes = take()
    // Somebody is still reading, or this fails; either way it ends.
    for (let tries = 0; bytes.length > 0 && tries < 1000; tries++) {
      try {
        bytes = bytes.subarray(writeSync(fd, bytes))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
      }
    }
  })

  return {
    write(line) {
      if (broken) return
      if (size > mostWaiting) {
        leftOut++
        return
      }
      if (leftOut > 0) {
        waiting.push(
          `${JSON.stringify({ level: 'warn', time: toInstant(systemClock().now()), msg: 'log lines left out', count: leftOut })}\n`,
        )
        leftOut = 0
      }
      waiting.push(line)
      size += line.length
      if (busy) return
      busy = true
      setTimeout(() => pass(take()), collectMs).unref()
    },
  }
}
