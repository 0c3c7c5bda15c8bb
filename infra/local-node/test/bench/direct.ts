import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Rows per second that node:sqlite commits durably on this disk: the node's table, `group` rows per transaction, nothing else. */
export const directCommits = (dataDir: string, group: number, ms: number): number => {
  const db = new DatabaseSync(join(dataDir, `direct-${group}.sqlite`))
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, record BLOB NOT NULL);
    CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  `)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?)')
  const record = Buffer.alloc(1150, 'x')
  const start = performance.now()
  let rows = 0
  while (performance.now() - start < ms) {
    begin.run()
    for (let i = 0; i < group; i++, rows++) insert.run(rows * 1200, i, Math.floor(rows / group), record)
    commit.run()
  }
  const seconds = (performance.now() - start) / 1000
  db.close()
  return rows / seconds
}
