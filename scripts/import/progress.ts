import { monotonic } from '@visita/runtime'
import progress from 'cli-progress'

/** What a progress line shows. */
export interface Progress {
  /** Says something above the line. */
  note(text: string): void
  stop(): void
}

interface Source {
  readonly total: number
  /** How many are done now. */
  done(): number
  /** What to say at the end of the line. */
  more(): string
}

const windowMs = 5000
const barEveryMs = 200
const lineEveryMs = 2000

/**
 * Shows how far a run is: a bar on a terminal, a plain line every two seconds elsewhere. Rate and time left are those of
 * the last seconds, so that a service that was away for a while does not spoil them for the rest of the run.
 */
export function showProgress({ total, done, more }: Source, out: NodeJS.WritableStream): Progress {
  const rate = recentRate(done)
  const line = () => {
    const perSecond = rate()
    const seconds = perSecond > 0 ? Math.ceil((total - done()) / perSecond) : null
    return { rate: `${Math.round(perSecond)} bookings/s`, left: seconds === null ? '–' : clock(seconds), more: more() }
  }
  if (!('isTTY' in out && out.isTTY)) {
    const print = () => {
      const { rate, left, more } = line()
      out.write(`${done()} of ${total}, ${rate}, ${left} left${more}\n`)
    }
    const timer = setInterval(print, lineEveryMs)
    return {
      note: (text) => void out.write(`${text}\n`),
      stop() {
        clearInterval(timer)
        print()
      },
    }
  }
  const bar = new progress.SingleBar({
    format: '{bar} {percentage}%  {value} of {total}  {rate}  {left} left{more}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    stream: out,
    gracefulExit: false,
  })
  bar.start(total, done(), line())
  const timer = setInterval(() => bar.update(done(), line()), barEveryMs)
  return {
    note(text) {
      out.write(`\r\u001b[K${text}\n`)
    },
    stop() {
      clearInterval(timer)
      bar.update(done(), line())
      bar.stop()
    },
  }
}

/** Per second, over the last few seconds. */
function recentRate(done: () => number): () => number {
  const samples: { at: number; count: number }[] = [{ at: monotonic(), count: done() }]
  return () => {
    const now = { at: monotonic(), count: done() }
    samples.push(now)
    while (samples.length > 2 && now.at - (samples[1]?.at ?? now.at) >= windowMs) samples.shift()
    const [first = now] = samples
    return now.at > first.at ? ((now.count - first.count) * 1000) / (now.at - first.at) : 0
  }
}

/** Seconds as `m:ss`, or `h:mm:ss`. */
export function clock(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`
}
