import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PostgresError } from './errors.ts'
import type { ServerUser } from './user.ts'

const run = promisify(execFile)

/**
 * How PostgreSQL names its data folder. The folder may lie below one that the server's user may not enter. A process
 * that is started inside a folder may stay in it, though, and Linux lets it name that folder /proc/self/cwd without
 * asking the folders above. So the parent (root) starts it there, and nobody's modes are changed.
 */
export async function nameOfFolder(folder: string, user: ServerUser | null): Promise<string> {
  if (user === null) return folder
  const as = { uid: user.uid, gid: user.gid }
  const reached = await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...as, cwd: '/' }).then(
    () => true,
    () => false,
  )
  if (reached) return folder
  const here = '/proc/self/cwd'
  const works = await run('/bin/sh', ['-c', `cd ${here}/. && ls ${here}/`], { ...as, cwd: folder }).then(
    () => true,
    () => false,
  )
  if (works) return here
  throw new PostgresError(
    'not-permitted',
    `The user ${user.name}, whom PostgreSQL runs as because it does not run as root, may not enter ${folder}. ` +
      'Set VISITA_DATA_DIR to a folder that every user may enter (below /var/lib or /srv), or start as an ordinary user.',
  )
}
