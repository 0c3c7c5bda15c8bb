import { monotonic } from '@visita/runtime'
import progress from 'cli-progress'

/** How far a run through the log is: shown once it has taken longer than a second. */
export interface LogProgress {
  /** So many more events, and read up to this position. */
  passed(events: number, position: bigint): void
  stop(): void
}

const patienceMs = 1_000
const lineEveryMs = 2_000

/** A bar on a terminal, a plain line every two seconds elsewhere; on standard error, since answers go to standard output. */
export function showLogProgress(until: bigint, out: NodeJS.WriteStream, what = 'events'): LogProgress {
  const began = monotonic()
  const state = { events: 0, position: 0n, spokeAt: began }
  let bar: progress.SingleBar | undefined
  const percent = () => (until === 0n ? 100 : Number((state.position * 100n) / until))
  const rate = () => Math.round((state.events * 1000) / Math.max(1, monotonic() - began))
  /** By the share of the log that is read: positions are bytes, or nearly so. */
  const left = () => {
    if (state.position === 0n) return '?'
    const seconds = ((monotonic() - began) / 1000) * (Number(until - state.position) / Number(state.position))
    return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
  }
  const figures = () => ({ events: state.events, rate: rate(), left: left() })

  function show() {
    const now = monotonic()
    if (now - began < patienceMs) return
    if (out.isTTY) {
      if (!bar) {
        const format = `{bar} {percentage}%  {events} ${what}  {rate} ${what}/s  {left} left`
        bar = new progress.SingleBar({ format, hideCursor: true, stream: out, gracefulExit: false })
        bar.start(100, percent(), figures())
      } else bar.update(percent(), figures())
    } else if (now - state.spokeAt >= lineEveryMs) {
      state.spokeAt = now
      out.write(`${percent()}%, ${state.events} ${what}, ${rate()} ${what}/s, ${left()} left\n`)
    }
  }
  return {
    passed(events, position) {
      state.events += events
      state.position = position
      show()
    },
    stop() {
      bar?.update(percent(), figures())
      bar?.stop()
    },
  }
}
