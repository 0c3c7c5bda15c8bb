import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { PostgresError } from './errors.ts'

const run = promisify(execFile)

/** Whom the server runs as; null: whoever runs this process. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * PostgreSQL refuses to run as root. As root this finds the user that it shall run as, and makes one where none is:
 * the owner of the data, so that files keep one owner whatever else changes on the machine; else `postgres`; else a
 * new system user of that name; else `nobody`, where users cannot be made.
 */
export async function serverUser(dataDir: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(dataDir).catch(() => null)
  if (owner && owner.uid !== 0) {
    const name = await nameOf(owner.uid)
    if (name) return { name, uid: owner.uid, gid: owner.gid }
  }
  const existing = await lookUp('postgres')
  if (existing) return existing
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']).catch(
    () => undefined,
  )
  const made = (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (made) return made
  throw new PostgresError(
    'not-permitted',
    'PostgreSQL does not run as root, and this machine has no other user for it (neither `postgres` nor `nobody`, and ' +
      'useradd failed). Start as an ordinary user, add a user named postgres, or set VISITA_POSTGRES_URL.',
  )
}

async function lookUp(name: string): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { name, uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
  } catch {
    return null
  }
}

/** initdb wants a user that has a name. */
const nameOf = (uid: number): Promise<string | null> =>
  run('id', ['-un', String(uid)]).then(
    (out) => out.stdout.trim() || null,
    () => null,
  )
