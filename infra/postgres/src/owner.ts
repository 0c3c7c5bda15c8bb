import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { layout } from './cluster.ts'
import { PostgresError } from './errors.ts'

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A process id together with when that process started: ids are used again, pairs are not. Null: no such process. */
export function processIdentity(pid: number): string | null {
  if (!isAlive(pid)) return null
  try {
    // The command, in brackets, may hold spaces; the start time is the twentieth word behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (words[0] === 'Z') return null
    return `${pid} ${words[19]}`
  } catch {
    return started(pid)
  }
}

function started(pid: number): string | null {
  try {
    return `${pid} ${execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()}`
  } catch {
    return null
  }
}

/** Notes that this process started the server, so that a later start can tell a server in use from an orphan. */
export const claimOwnership = (dataDir: string): Promise<void> =>
  writeFile(layout(dataDir).owner, `${processIdentity(process.pid)}\n`, { mode: 0o600 })

/**
 * Looks who is on the data directory. A server whose starter lives: refused. A server whose starter is gone (killed
 * with -9): stopped. A postmaster.pid without a server: removed, because PostgreSQL itself believes it as soon as
 * another process of the same user has got that id.
 * @throws PostgresError `data-dir-in-use`
 */
export async function clearTheWay(dataDir: string, logLine: (line: string) => void): Promise<void> {
  const { cluster, owner } = layout(dataDir)
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (!(pid > 0)) return
  if (!servesFrom(pid, cluster)) {
    await rm(pidFile, { force: true })
    return
  }
  const starter = (await readFile(owner, 'utf8').catch(() => '')).trim()
  const starterPid = Number.parseInt(starter, 10)
  if (starter === '' || processIdentity(starterPid) === starter) {
    const who = starter === '' ? '' : `, started by process ${starterPid}`
    throw new PostgresError(
      'data-dir-in-use',
      `The data directory ${dataDir} is in use by another PostgreSQL (process ${pid}${who}). ` +
        'Stop that one first, or name another data directory with VISITA_DATA_DIR.',
    )
  }
  logLine(`stopping the PostgreSQL (process ${pid}) that a killed start left behind`)
  await stopOrphan(pid, dataDir)
}

/** Whether this process is a server on that very cluster, and not one that merely has got its old id. */
function servesFrom(pid: number, cluster: string): boolean {
  if (processIdentity(pid) === null) return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    try {
      return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres')
    } catch {
      return false
    }
  }
}

/** Fast shutdown, then an immediate one, then by force; the log makes all three safe. */
async function stopOrphan(pid: number, dataDir: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (let waited = 0; waited < 10_000; waited += 50) {
      if (processIdentity(pid) === null) return
      await sleep(50)
    }
  }
  throw new PostgresError('data-dir-in-use', `PostgreSQL (process ${pid}) on ${dataDir} does not stop; end it by hand.`)
}
