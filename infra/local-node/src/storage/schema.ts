import type { DatabaseSync } from 'node:sqlite'

/** "Visi", so that another program's database is recognised. */
const APPLICATION_ID = 0x56697369
const SCHEMA_VERSION = 1

/**
 * Storage contract. `events.position` is the byte offset in the log; `record` the bytes of log/record.ts. A stream's id is the
 * position at which it was first named, so ids grow with the log and new streams touch the right edge of the index.
 * `metadata` is 1 once the stream's `$$` stream has events. A stream's head is read from the index, not kept.
 */
const SCHEMA = `
  CREATE TABLE streams (name TEXT PRIMARY KEY, id INTEGER NOT NULL, metadata INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, record BLOB NOT NULL);
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** Creates the tables in an empty database; says what is wrong with a database that is not ours. */
export const prepareSchema = (db: DatabaseSync): string | null => {
  const version = pragma(db, 'user_version')
  const application = pragma(db, 'application_id')
  if (application === APPLICATION_ID) {
    return version === SCHEMA_VERSION ? null : `was written by another version of the node (format ${version})`
  }
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n
  if (tables !== 0) return 'holds the database of another program'
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`)
  return null
}

const pragma = (db: DatabaseSync, name: string): number => Number(db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
