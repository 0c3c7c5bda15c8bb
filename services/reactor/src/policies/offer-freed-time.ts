import { offerOpenTime } from '@visita/agenda'
import { type ResourceId, StreamName } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy, Recorded } from '../policy.ts'
import { joins, leaves, toolsOf, waitingTable } from './waiting.ts'

interface Payload {
  /** The resource's day on which time has become free. */
  readonly stream: string
}

const frees = ({ stream, meta }: Recorded<'SlotReleased' | 'SlotUnblocked'>) => ({
  open: [{ key: stream, dueAt: parseInstant(meta.recordedAt), payload: { stream } }],
})

/** Of a hold that runs out nobody tells. */
const expiryOf = (holdId: string, stream: string) => `${stream} ${holdId}`

/**
 * Offer freed time to whoever waits for it. By the slot stream, so that many releases on one day are one look; and by the
 * stream and the hold for one that runs out.
 */
export const offerFreedTime: Policy<Payload> = {
  kind: 'offer-freed-time',
  tables: [waitingTable],
  on: {
    SlotReleased: frees,
    SlotUnblocked: frees,
    SlotHeld: ({ data, stream }) => ({
      open: [{ key: expiryOf(data.holdId, stream), dueAt: parseInstant(data.expiresAt), payload: { stream } }],
    }),
    SlotHoldReleased: ({ data, stream, meta }) => ({
      close: [expiryOf(data.holdId, stream)],
      open: [{ key: stream, dueAt: parseInstant(meta.recordedAt), payload: { stream } }],
    }),
    WaitlistJoined: (event) => ({ rows: [joins(event)] }),
    WaitlistOfferAccepted: (event) => ({ rows: [leaves(event)] }),
    WaitlistLeft: (event) => ({ rows: [leaves(event)] }),
    WaitlistClosed: (event) => ({ rows: [leaves(event)] }),
  },
  async fulfil(deps, due) {
    const [, resourceId, date] = StreamName.split(due.payload.stream).parts
    if (resourceId === undefined || date === undefined) throw new Error(`no slot stream: ${due.payload.stream}`)
    const isDone = await offerOpenTime(toolsOf(deps, due), resourceId as ResourceId, date)
    return isDone ? undefined : { again: deps.clock.now() }
  },
}
