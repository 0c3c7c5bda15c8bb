import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Faults, startNode } from '@visita/local-node'
import type { MigrationSet } from '@visita/read-store'
import { createTestDatabase } from '@visita/read-store/testing'

/** A local node of one test file alone. */
export interface TestEventStore {
  /** The connection string; stays the same when the node is started again. */
  readonly eventStore: string
  /** The node's fault switches; new ones after a restart. */
  faults(): Faults
  /** Stops the node and starts it again on the same data and port. */
  restartNode(whileDown?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

/** The same, and a database. */
export interface TestStores extends TestEventStore {
  /** The database's URL. */
  readonly postgres: string
}

/** A real node on a folder of its own, empty. */
export async function startEventStore(): Promise<TestEventStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'visita-test-node-'))
  let node = await startNode({ dataDir })
  const { port, connectionString } = node
  return {
    eventStore: connectionString,
    faults: () => node.faults,
    async restartNode(whileDown) {
      await node.stop()
      await whileDown?.()
      node = await startNode({ dataDir, port })
    },
    async stop() {
      await node.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A node and a real database; `migrations` bring it up to date. */
export async function startStores(migrations: readonly MigrationSet[]): Promise<TestStores> {
  const database = await createTestDatabase(migrations)
  const events = await startEventStore()
  return {
    ...events,
    postgres: database.url,
    async stop() {
      await events.stop()
      await database.drop()
    },
  }
}
