import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Order, Report, Way } from './worker-words.ts'

/** A process that works jobs off. */
export interface Worker {
  readonly reports: EventEmitter<{ report: [Report] }>
  work(way: Way, concurrency: number, more?: Partial<Omit<Work, 'kind'>>): void
  /** Resolves when it has come to rest. */
  rest(): Promise<void>
  stop(): Promise<void>
  /** With kill -9; resolves when it is gone. */
  kill(): Promise<void>
}

type Work = Extract<Order, { kind: 'work' }>

export async function startWorker(
  file: 'graphile-worker.ts' | 'visita-worker.ts',
  args: readonly string[],
): Promise<Worker> {
  const { PATH = '', HOME = '', NODE_OPTIONS = '' } = process.env
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    env: { PATH, HOME, NODE_OPTIONS },
  })
  const reports = new EventEmitter<{ report: [Report] }>()
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}`)
  })
  gone.catch(() => undefined)
  child.on('message', (report: Report) => reports.emit('report', report))
  const heard = (kind: Report['kind']) =>
    new Promise<void>((resolve) => {
      const on = (report: Report) => {
        if (report.kind !== kind) return
        reports.off('report', on)
        resolve()
      }
      reports.on('report', on)
    })
  const tell = (order: Order) => void child.send(order)
  await Promise.race([heard('ready'), gone])
  return {
    reports,
    work: (way, concurrency, more) => tell({ kind: 'work', way, concurrency, tellEach: false, ...more }),
    async rest() {
      const rested = heard('rests')
      tell({ kind: 'rest' })
      await Promise.race([rested, gone])
    },
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
