import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { plainEnv } from './cluster.ts'
import { PostgresError } from './errors.ts'
import type { ServerUser } from './user.ts'

/**
 * Runs the server and ends it when standard input ends: that pipe closes when the parent stops it and just as well
 * when the parent is killed with -9. `$1` is the signal that ends it, `$2` a folder to remove afterwards or empty.
 * A shell, because it is on every machine, costs a megabyte and needs no compiler.
 */
const guard = `
signal=$1; remove=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
echo $server
{ read -r _ <&3; kill -s "$signal" $server; } 2>/dev/null &
watcher=$!
exec 3<&-
wait $server
status=$?
kill $watcher 2>/dev/null
if [ -n "$remove" ]; then cd /; rm -rf -- "$remove"; fi
exit $status
`

export interface Server {
  readonly pid: number
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly command: readonly string[]
  /** PostgreSQL's data folder, in which the process is started. */
  readonly folder: string
  readonly user: ServerUser | null
  /** `INT` disconnects clients and writes a checkpoint; `QUIT` just ends, for data nobody wants. */
  readonly stopSignal: 'INT' | 'QUIT'
  readonly removeAfterwards: string | null
  /** False lets the parent end by itself, which ends the server too. */
  readonly keepAlive: boolean
  readonly logLine: (line: string) => void
}

/** Starts the server and resolves when it accepts connections. */
export async function runServer(options: ServerOptions): Promise<Server> {
  const child = spawn(
    '/bin/sh',
    ['-c', guard, 'sh', options.stopSignal, options.removeAfterwards ?? '', ...options.command],
    {
      ...(options.user ? { uid: options.user.uid, gid: options.user.gid } : {}),
      cwd: options.folder,
      env: plainEnv,
      // Its own session: Ctrl-C in the terminal goes to the parent, which stops the server last.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
  const said: string[] = []
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let pid = 0
  createInterface({ input: child.stdout }).once('line', (line) => {
    pid = Number.parseInt(line, 10)
  })
  // The guard reads nothing, so writing never fails; it closing early is told by `close`.
  child.stdin.on('error', () => undefined)

  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      options.logLine(line)
      if (said.length < 50) said.push(line)
      if (line.includes('database system is ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('close', () => reject(explain(said)))
  })
  if (!options.keepAlive) letGo(child)

  return {
    pid,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return ended
      child.ref()
      child.stdin.end()
      const force = new AbortController()
      void (async () => {
        await sleep(20_000, undefined, { signal: force.signal, ref: false })
        process.kill(pid, 'SIGQUIT')
        await sleep(5_000, undefined, { signal: force.signal, ref: false })
        process.kill(pid, 'SIGKILL')
      })().catch(() => undefined)
      await ended
      force.abort()
    },
  }
}

/** A child that keeps nobody waiting: neither it nor its pipes hold the parent's event loop open. */
function letGo(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    ;(stream as unknown as { unref?: () => void } | null)?.unref?.()
  }
}

function explain(lines: readonly string[]): PostgresError {
  const text = lines.join('\n')
  if (/could not bind|Address already in use/.test(text)) return new PostgresError('port-taken', text)
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(text)) {
    return new PostgresError('data-dir-in-use', text)
  }
  const fatal = lines.filter((line) => /FATAL|PANIC|HINT|DETAIL|error/.test(line)).join(' ') || text
  return new PostgresError('failed', `PostgreSQL did not start: ${fatal || 'it said nothing'}`)
}
