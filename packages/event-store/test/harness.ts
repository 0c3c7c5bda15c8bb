import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { Type } from '@sinclair/typebox'
import { accept, type Decider, defineEvent, type EventsOf, reject } from '@visita/domain'
import { startEventStore } from '@visita/testing'
import { pino } from 'pino'
import { connect, type EventMeta, type NewEvent } from '../src/index.ts'

/** A small aggregate for these tests: a jar that holds at most three marbles of each colour, and ten in all. */
export const jarEvents = [
  defineEvent('MarbleAdded', Type.Object({ colour: Type.String() }, { additionalProperties: false })),
  defineEvent('JarSealed', Type.Object({}, { additionalProperties: false })),
] as const
type JarEvent = EventsOf<typeof jarEvents>
export interface Jar {
  readonly marbles: readonly string[]
  readonly isSealed: boolean
}
export type JarCommand = { type: 'Add'; colour: string; times?: number } | { type: 'Seal' }
export type JarRejection = { type: 'full' } | { type: 'sealed' }

export const jar: Decider<Jar, JarCommand, JarEvent, JarRejection> = {
  category: 'jar',
  initial: { marbles: [], isSealed: false },
  decide(command, state) {
    if (command.type === 'Seal') return state.isSealed ? accept() : accept({ type: 'JarSealed', data: {} })
    if (state.isSealed) return reject({ type: 'sealed' })
    const times = command.times ?? 1
    const alike = state.marbles.filter((colour) => colour === command.colour).length
    if (alike + times > 3 || state.marbles.length + times > 10) return reject({ type: 'full' })
    return accept(
      ...Array.from({ length: times }, () => ({ type: 'MarbleAdded' as const, data: { colour: command.colour } })),
    )
  },
  evolve(state, event) {
    switch (event.type) {
      case 'MarbleAdded':
        return { ...state, marbles: [...state.marbles, event.data.colour] }
      case 'JarSealed':
        return { ...state, isSealed: true }
      default:
        event satisfies never
        return state
    }
  },
}

export const meta: EventMeta = {
  tenant: 'demo',
  actor: 'key:test',
  role: 'channel',
  channel: 'api',
  correlationId: 'req-1',
  occurredAt: '2026-03-02T09:00:00Z',
  recordedAt: '2026-03-02T09:00:00Z',
}

export const marble = (colour: string, id: string = crypto.randomUUID()): NewEvent => ({
  id,
  type: 'MarbleAdded',
  data: { colour },
  meta,
})

export const logger = pino({ level: 'silent' })

/** A node of its own and the process's one connection to it; call `stop` at the end. */
export async function startStore() {
  const { eventStore, faults, restartNode, stop } = await startEventStore()
  const store = connect({
    connectionString: eventStore,
    catalogue: jarEvents,
    logger,
    connectionName: 'test',
  })
  return {
    store,
    faults,
    restart: restartNode,
    /** Writes past the codec, as an older or a foreign program might have. */
    async writeRaw(stream: string, type: string, data: Record<string, string>) {
      const raw = EventStoreDBClient.connectionString(eventStore)
      // With credentials the client takes the classic append, the one that is safe beside another client.
      const credentials = { username: 'admin', password: 'changeit' }
      await raw.appendToStream(stream, jsonEvent({ type, data, metadata: {} }), { credentials })
      await raw.dispose()
    },
    async stop() {
      await store.close()
      await stop()
    },
  }
}
