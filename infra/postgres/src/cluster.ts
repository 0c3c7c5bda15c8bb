import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { PostgresError } from './errors.ts'
import { isAlive } from './owner.ts'
import { nameOfFolder } from './place.ts'
import type { ServerUser } from './user.ts'

const run = promisify(execFile)

/** The layout of a data directory: `cluster/` is PostgreSQL's own, `password` its superuser's, `owner` who started it. */
export const layout = (dataDir: string) => ({
  cluster: join(dataDir, 'cluster'),
  password: join(dataDir, 'password'),
  owner: join(dataDir, 'owner'),
})

/**
 * Makes the database cluster unless it is there. initdb works in a folder beside it that is renamed when it is whole,
 * so a process killed half way leaves nothing that a later start could take for a cluster.
 */
export async function ensureCluster(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | null,
  durable: boolean,
): Promise<void> {
  const { cluster } = layout(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await own(dataDir, user)
  await removeHalfMade(dataDir)
  if (await stat(join(cluster, 'PG_VERSION')).catch(() => null)) {
    await adopt(cluster, user)
    return
  }
  const found = await readdir(cluster).catch(() => [])
  if (found.length > 0) {
    throw new PostgresError(
      'failed',
      `${cluster} is not empty, yet it is no PostgreSQL data directory. Move it away or name another data directory.`,
    )
  }
  await ensurePassword(dataDir, user)
  const half = `${cluster}.init-${process.pid}-${randomBytes(3).toString('hex')}`
  await mkdir(half, { mode: 0o700 })
  await own(half, user)
  await initdb(binaries, half, user, durable)
  await rename(half, cluster).catch(async (error: NodeJS.ErrnoException) => {
    await rm(half, { recursive: true, force: true })
    // Another start was faster; its cluster is as good as ours, and starting it tells that it is in use.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  if (durable) await syncFolder(dataDir)
}

async function initdb(binaries: Binaries, folder: string, user: ServerUser | null, durable: boolean): Promise<void> {
  const name = await nameOfFolder(folder, user)
  const flags = [
    `--pgdata=${name}`,
    `--pwfile=${name}/../password`,
    '--username=visita',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The built-in provider sorts alike on every machine; the operating system's locales do not.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]
  const as = user ? { uid: user.uid, gid: user.gid } : {}
  try {
    await run(binaries.initdb, flags, { ...as, cwd: folder, env: plainEnv })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    const said = (error as { stderr?: string }).stderr?.trim() || String(error)
    throw new PostgresError('failed', `The PostgreSQL data directory could not be made: ${said}`, { cause: error })
  }
}

/** Nothing of the caller's environment: PG* and LD_* variables meant for other servers would lead this one astray. */
export const plainEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Whole or not there, as the cluster: written beside and renamed. */
async function ensurePassword(dataDir: string, user: ServerUser | null): Promise<void> {
  const { password } = layout(dataDir)
  const half = `${password}.init-${process.pid}`
  await writeFile(half, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  await own(half, user)
  await rename(half, password)
}

export async function readPassword(dataDir: string): Promise<string> {
  const { password, cluster } = layout(dataDir)
  const text = await readFile(password, 'utf8').catch(() => '')
  if (text.trim() === '') {
    throw new PostgresError(
      'failed',
      `${password} is missing: it holds the password of ${cluster}. Put it back, or move the data directory away to start anew.`,
    )
  }
  return text.trim()
}

/**
 * Leftovers of starts that were killed. One that is still being made by a living process is left alone. An initdb that
 * outlived its start goes on writing below the folder until it misses a file, hence the retries.
 */
async function removeHalfMade(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const maker = /\.init-(\d+)/.exec(name)?.[1]
    if (!maker || isAlive(Number(maker))) continue
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** A cluster that came from elsewhere (a backup, another machine) gets the owner and the mode PostgreSQL insists on. */
async function adopt(cluster: string, user: ServerUser | null): Promise<void> {
  const { uid, mode } = await stat(cluster)
  if (user && uid !== user.uid) await run('chown', ['-R', `${user.uid}:${user.gid}`, cluster])
  if ((mode & 0o077) !== 0) await chmod(cluster, 0o700)
}

async function own(path: string, user: ServerUser | null): Promise<void> {
  if (user) await chown(path, user.uid, user.gid)
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
