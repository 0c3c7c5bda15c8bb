import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createKey, formatKeyHash, hashSecret, parseKey, platformTenant } from '@visita/http/keys'
import { StartProblem } from './problem.ts'

const failure = (error: unknown) => error as NodeJS.ErrnoException

/** Writes a file whole or not at all, readable by its owner only, and on disk before it is there. */
export function writeSecretFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`
  const file = openSync(draft, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
}

/** Locks that are held. A connection that nobody refers to would be collected, and its lock lifted with it. */
const held = new Set<DatabaseSync>()

export interface DataDir {
  readonly path: string
  /** The start before this one did not end in good order: its children may still be on their way out. */
  readonly wasKilled: boolean
  /** Says that this start ended in good order, and lets go of the directory. */
  release(): void
}

/**
 * Makes the data directory and takes it for this process alone. The lock is SQLite's on a file in it, which the
 * operating system lifts when the process ends, however it ends.
 * @throws StartProblem when it is in use or may not be written
 */
export function takeDataDir(path: string): DataDir {
  const running = join(path, 'running.pid')
  let lock: DatabaseSync
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    lock = new DatabaseSync(join(path, 'start.lock'), { timeout: 0 })
    chmodSync(join(path, 'start.lock'), 0o600)
  } catch (error) {
    const { message } = failure(error)
    throw new StartProblem(
      `The data directory ${path} cannot be written: ${message}. Set VISITA_DATA_DIR to another one.`,
    )
  }
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!/locked|busy/i.test(failure(error).message)) {
      throw new StartProblem(`The data directory ${path} cannot be locked: ${failure(error).message}.`)
    }
    const pid = readPid(running)
    throw new StartProblem(
      `The data directory ${path} is in use by another \`npm start\`${pid ? ` (process ${pid})` : ''}. ` +
        'Stop that one first, or set VISITA_DATA_DIR to another directory.',
    )
  }
  held.add(lock)
  const wasKilled = readPid(running) !== null
  writeSecretFile(running, `${process.pid}\n`)
  return {
    path,
    wasKilled,
    release() {
      rmSync(running, { force: true })
      held.delete(lock)
      lock.close()
    },
  }
}

function readPid(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return pid > 0 ? pid : null
  } catch {
    return null
  }
}

/** What a file says, or, the first time, what `make` says, which is kept. Wrong content is told, never replaced. */
function keep(path: string, what: string, make: () => string, isRight: (text: string) => boolean): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (failure(error).code !== 'ENOENT') throw new StartProblem(`${path} cannot be read: ${failure(error).message}.`)
    text = make()
    writeSecretFile(path, `${text}\n`)
  }
  if (!isRight(text)) {
    throw new StartProblem(
      `${path} does not hold ${what}. Put it back from a backup, or remove the whole data directory.`,
    )
  }
  return text
}

/** The key that wraps every person's key: made once and kept in the data directory. 32 bytes, base64. */
export const masterKeyIn = (dataDir: string): string =>
  keep(
    join(dataDir, 'master.key'),
    '32 bytes in base64',
    () => randomBytes(32).toString('base64'),
    (text) => Buffer.from(text, 'base64').length === 32,
  )

/** The first platform key, made once and kept, with what the command API is told of it. */
export function platformKeyIn(dataDir: string): { key: string; hash: string } {
  const key = keep(
    join(dataDir, 'platform.key'),
    'a platform key',
    () => createKey(platformTenant).key,
    (text) => parseKey(text)?.tenant === platformTenant,
  )
  const parts = parseKey(key)
  if (!parts) throw new Error('a key that was checked cannot be read')
  return { key, hash: formatKeyHash({ keyId: parts.keyId, secretHash: hashSecret(parts.secret) }) }
}
