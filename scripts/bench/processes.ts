import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Job, ResultOf } from './jobs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A process of the benchmark. */
export interface Process {
  readonly pid: number
  /** What it printed when it was ready. */
  readonly said: RegExpExecArray
  stop(): Promise<void>
}

export interface Program {
  /** Path in the repository. */
  readonly file: string
  readonly args?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What it prints once it can work. */
  readonly ready: RegExp
  /** Takes its output, as a file, so that nobody spends time on reading it. */
  readonly log: string
}

/**
 * Starts a program of this repository and resolves when it says that it is ready. It ends with this process.
 * @throws with what it printed when it ends before that
 */
export async function startProcess({ file, args = [], env, ready, log }: Program): Promise<Process> {
  // Whoever wants a profile sets NODE_OPTIONS.
  const { PATH = '', HOME = '', NODE_OPTIONS = '' } = process.env
  const out = await open(log, 'w')
  const child = spawn(process.execPath, [join(root, file), ...args, '--exit-with-stdin'], {
    cwd: root,
    env: { PATH, HOME, NODE_OPTIONS, ...env },
    stdio: ['pipe', out.fd, out.fd],
  })
  await out.close()
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  let said: RegExpExecArray | null = null
  while (said === null) {
    const gone = isGone()
    const text = await readFile(log, 'utf8')
    said = ready.exec(text)
    if (said === null && gone) throw new Error(`${file} did not start:\n${text}`)
    if (said === null) await sleep(20)
  }
  return {
    pid: child.pid ?? 0,
    said,
    async stop() {
      if (isGone()) return
      const limit = setTimeout(() => child.kill('SIGKILL'), 15_000)
      child.kill('SIGTERM')
      await once(child, 'exit')
      clearTimeout(limit)
    },
  }
}

export interface LoadGenerator {
  run<J extends Job>(job: J): Promise<ResultOf<J>>
  stop(): void
}

export function startLoadGenerator(): LoadGenerator {
  const child: ChildProcess = fork(fileURLToPath(new URL('load.ts', import.meta.url)))
  return {
    async run<J extends Job>(job: J) {
      const gone = new AbortController()
      const ended = once(child, 'exit', { signal: gone.signal }).then(() => {
        throw new Error('the load generator ended')
      })
      ended.catch(() => undefined)
      child.send(job)
      const [result] = await Promise.race([once(child, 'message', { signal: gone.signal }), ended])
      gone.abort()
      return result as ResultOf<J>
    },
    stop: () => child.disconnect(),
  }
}

/** CPU seconds that a process and its children have used so far, where the system tells (Linux); 0 elsewhere. */
export async function cpuSeconds(pid: number): Promise<number> {
  const names = await readdir('/proc').catch(() => [])
  const all = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(usage))
  const known = all.filter((one) => one !== null)
  const family = new Set([pid])
  // A parent may come after its child in the list.
  for (let size = 0; size < family.size; ) {
    size = family.size
    for (const one of known) if (family.has(one.parent)) family.add(one.pid)
  }
  return known.reduce((sum, one) => (family.has(one.pid) ? sum + one.seconds : sum), 0)
}

async function usage(pid: string): Promise<{ pid: number; parent: number; seconds: number } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Children that have ended count with whoever waited for them.
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
  return { pid: Number(pid), parent: Number(fields[1]), seconds: ticks / 100 }
}
