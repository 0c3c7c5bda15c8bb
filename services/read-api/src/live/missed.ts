import type { EventStore } from '@visita/event-store'
import { changeOf, toldTypes } from './changes.ts'
import { eventFrame } from './frames.ts'
import type { Reader } from './reader.ts'

export interface MissedLimits {
  /** Events of all tenants that are looked through for one reader. */
  readonly mostEvents: number
  /** Of what it is told of them. More than may wait for a reader: who was cut off for that comes back for it. */
  readonly mostMissedBytes: number
}

/**
 * What a reader would have been told after `from` and up to `to`, both of them behind the live feed; null when that is
 * more than the limits allow. Waits out an outage.
 * @throws whatever `follow` threw: the log cannot be read from there
 */
export async function readMissed(
  log: Pick<EventStore, 'follow'>,
  reader: Reader,
  { from, to, signal }: { readonly from: bigint; readonly to: bigint; readonly signal: AbortSignal },
  { mostEvents, mostMissedBytes }: MissedLimits,
): Promise<readonly Buffer[] | null> {
  const frames: Buffer[] = []
  let [events, bytes] = [0, 0]
  const isTooMuch = () => events > mostEvents || bytes > mostMissedBytes
  const done = new AbortController()
  await log.follow({
    name: 'live: missed',
    from,
    types: toldTypes,
    signal: AbortSignal.any([signal, done.signal]),
    onCaughtUp: () => done.abort(),
    handle: async (batch, checkpoint) => {
      events += batch.length
      for (const event of batch) {
        if (event.ids[0] !== reader.tenant || event.position > to) continue
        const change = changeOf(event)
        if (!change || !reader.kinds.has(change.kind)) continue
        const frame = eventFrame(change.name, change.data, change.id)
        frames.push(frame)
        bytes += frame.length
      }
      if (checkpoint >= to || isTooMuch()) done.abort()
    },
  })
  return isTooMuch() ? null : frames
}
