import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { type LocalNode, startNode } from '../src/index.ts'

/**
 * The way into the contract tests. They run against a local node of their own, or against any server that
 * VISITA_EVENTSTORE_URL names; what needs a fault switch or a kill is then skipped, and says so. Stream names are unique, so
 * that a used database does.
 */
export interface Entry {
  url: string
  client: EventStoreDBClient
  /** Null when the server is somebody else's. */
  node: LocalNode | null
  close(): Promise<void>
}

const given = process.env.VISITA_EVENTSTORE_URL

/** For the `skip` option of what needs a node of our own. */
export const foreign: string | false = given ? 'needs a local node of its own, VISITA_EVENTSTORE_URL is set' : false

export const open = async (options: { maxAppendSize?: number } = {}): Promise<Entry> => {
  if (given) {
    const client = EventStoreDBClient.connectionString(given)
    return {
      url: given,
      client,
      node: null,
      close: () => client.dispose(),
    }
  }
  const dir = await temporaryDirectory()
  const node = await startNode({ dataDir: dir.path, ...options })
  const client = EventStoreDBClient.connectionString(node.connectionString)
  return {
    url: node.connectionString,
    client,
    node,
    close: async () => {
      await client.dispose()
      await node.stop()
      await dir.remove()
    },
  }
}

/** A directory in the system's place for such things; gone after `remove`. */
export const temporaryDirectory = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'visita-node-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** A stream name that nobody has used. */
export const unique = (name: string): string => `${name}-${crypto.randomUUID()}`

/** Makes the client use the Append call; without credentials of its own it uses BatchAppend. */
export const classic = { credentials: { username: 'admin', password: 'changeit' } }

export interface TestEvent {
  type: 'Tested'
  data: { n: number }
  [key: string]: unknown
}

export const event = (n = 0, id: string = crypto.randomUUID()): ReturnType<typeof jsonEvent> =>
  jsonEvent({ id, type: 'Tested', data: { n } })

export const events = (count: number): ReturnType<typeof jsonEvent>[] =>
  Array.from({ length: count }, (_, n) => event(n))

export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}

/** Revisions of what a stream read gives, as numbers. */
export const revisions = async (source: AsyncIterable<ResolvedEvent>): Promise<number[]> =>
  (await collect(source)).map(({ event }) => Number(event?.revision))

/** Resolves with the error that a promise is rejected with; rejects when it is not. */
export const failure = async (work: Promise<unknown>): Promise<Error & Record<string, unknown>> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Error) return error as Error & Record<string, unknown>
    throw error
  }
  throw new Error('this should have failed')
}

/** Everything in $all after a position. */
export const after = async (
  client: EventStoreDBClient,
  position: { commit: bigint; prepare: bigint },
): Promise<AllStreamResolvedEvent[]> => (await collect(client.readAll({ fromPosition: position }))).slice(1)
