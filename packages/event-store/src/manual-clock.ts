import { type ClockEvent, StreamName } from '@visita/domain'
import type { RecordedEvent } from './codec.ts'
import type { EventStore } from './store.ts'

/**
 * Where `VISITA_CLOCK=manual`: sets the clock to what the log says, and again whenever it is set there, so that the
 * clocks of all services agree and survive a restart. Resolves once the clock stands right; `following` ends with the
 * signal.
 */
export async function followManualClock(
  store: EventStore,
  clock: { set(epochMs: number): void },
  epochOf: (instant: string) => number,
  signal: AbortSignal,
): Promise<{ following: Promise<void> }> {
  const set = (event: RecordedEvent) => clock.set(epochOf((event.data as ClockEvent['data']).now))
  const last = (await store.read(StreamName.clock())).at(-1)
  if (last) set(last)
  return {
    following: store.follow({
      name: 'manual clock',
      from: last?.position ?? null,
      prefixes: [StreamName.clock()],
      signal,
      handle: async (batch) => batch.forEach(set),
    }),
  }
}
