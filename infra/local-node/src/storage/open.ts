import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataDirError } from './errors.ts'
import { prepareSchema } from './schema.ts'

/**
 * Opens or makes the database of a data directory, and takes hold of it.
 * @throws DataDirError saying what is wrong, for the person who started the node
 */
export const openDatabase = (dataDir: string): DatabaseSync => {
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    throw new DataDirError(`data directory ${dataDir} cannot be made: ${messageOf(error)}`)
  }
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(join(dataDir, 'log.sqlite'), { timeout: 0 })
    // The exclusive lock is the operating system's and dies with the process: a killed node leaves no stale lock.
    db.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -16384;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA wal_autocheckpoint = 4000;
      BEGIN IMMEDIATE; COMMIT;
    `)
    const problem = prepareSchema(db)
    if (problem) throw new DataDirError(`data directory ${dataDir} ${problem}`)
    return db
  } catch (error) {
    db?.close()
    if (error instanceof DataDirError) throw error
    const message = messageOf(error)
    if (/locked|busy/i.test(message)) throw new DataDirError(`data directory ${dataDir} is in use by another node`)
    throw new DataDirError(`data directory ${dataDir} cannot be used: ${message}`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
