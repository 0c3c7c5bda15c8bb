import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The parts of a running Visita that a test may kill. */
export type Part = 'command-api' | 'read-api' | 'projector' | 'reactor' | 'local-node' | 'postgres'

/** `npm start` in a data directory of its own, on free ports. */
export interface Running {
  readonly dataDir: string
  readonly eventStoreUrl: string
  /** `demo.json`. */
  readonly demo: { readonly tenant: string; readonly commandUrl: string; readonly readUrl: string; readonly keys: Keys }
  /** kill -9; whoever supervises it starts it again. Resolves when the process is gone. */
  kill(part: Part): Promise<void>
  stop(): Promise<void>
}

type Keys = Readonly<Record<'platform' | 'admin' | 'operator' | 'channel' | 'auditor', string>>

const root = fileURLToPath(new URL('../..', import.meta.url))
const startLimitMs = 120_000

/** Starts everything as `npm start` does, and resolves when it is ready. @throws with its last lines when it is not */
export async function startVisita(): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), 'visita-running-'))
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VISITA_'))
  const ports = Object.fromEntries(['COMMAND', 'READ', 'NODE', 'POSTGRES'].map((name) => [`VISITA_${name}_PORT`, '0']))
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts')], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...ports, VISITA_DATA_DIR: dataDir, VISITA_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = async () => {
    await ended(child, 'SIGTERM')
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const said = await saysReady(child)
    const eventStoreUrl = /esdb:\/\/\S+/.exec(said)?.[0] ?? ''
    const text = await readFile(join(dataDir, 'demo.json'), 'utf8').catch(() => {
      throw new Error(`Visita made no demo:\n${said}`)
    })
    const demo = JSON.parse(text) as Running['demo']
    const kill = async (part: Part) => {
      const pid = await pidOf(part, child.pid ?? 0, dataDir)
      process.kill(pid, 'SIGKILL')
      while (isAlive(pid)) await sleep(5)
    }
    return { dataDir, eventStoreUrl, demo, kill, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function saysReady(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((done, fail) => {
    const failed = (why: string) => fail(new Error(`Visita ${why}:\n${said}`))
    const limit = setTimeout(() => failed('was not ready in time'), startLimitMs)
    child.once('exit', () => failed('ended before it was ready'))
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-5000)
        if (!said.includes('Visita is ready')) return
        clearTimeout(limit)
        done(said)
      })
    }
  })
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((done) => {
    child.once('exit', () => done())
    child.kill(signal)
  })
}

/** The process of a part, among the children of the supervisor; PostgreSQL says its own. */
async function pidOf(part: Part, supervisor: number, dataDir: string): Promise<number> {
  for (;;) {
    if (part === 'postgres') {
      const [line = ''] = (await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')
      return Number(line)
    }
    const room = part === 'local-node' ? 'infra/local-node/' : `services/${part}/`
    const found = (await processes()).find(({ parent, args }) => parent === supervisor && args.includes(room))
    if (found) return found.pid
    await sleep(20)
  }
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly args: string
}

/** From /proc where there is one, since the smallest machines have no `ps`. */
async function processes(): Promise<Process[]> {
  if (existsSync('/proc/self/stat')) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const all = await Promise.all(pids.map((pid) => readProcess(pid).catch(() => null)))
    return all.filter((one) => one !== null)
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='])
  return stdout.split('\n').map((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), args: args.join(' ') }
  })
}

async function readProcess(pid: string): Promise<Process> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const args = await readFile(`/proc/${pid}/cmdline`, 'utf8')
  // The name before the state may contain anything, a parenthesis too.
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { pid: Number(pid), parent: Number(parent), args: args.replaceAll('\0', ' ') }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
