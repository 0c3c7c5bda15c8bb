import { acceptOffer, cancelVisit, joinWaitlist, type WaitlistWish } from '@visita/agenda'
import {
  openOffer,
  ResourceId,
  StreamName,
  type VisitId,
  type WaitlistEntryId,
  type WaitlistOffer,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { Policy } from '../src/policy.ts'
import { policies } from '../src/registry.ts'
import { requestOf, type Stage, tenant, viewing } from './stage.ts'

const kinds = [
  'cancellation',
  'close-waitlist-entry',
  'lapse-offer',
  'offer-configured-time',
  'offer-freed-time',
  'offer-hold',
  'release-offer',
  'reservation',
  'seek-time',
]
/** The policies that those who wait have to do with. */
const running: readonly Policy[] = policies.filter(({ kind }) => kinds.includes(kind))

export const [ana, ben] = ['ana', 'ben'].map((id) => ResourceId.parse(id)) as [ResourceId, ResourceId]
export const at = (date: string, time: string) => parseInstant(`${date}T${time}:00Z`)

/** People who wait for ana's first hour of a day, 09:00 to 10:00: two viewings. */
export function waitingOn(stage: Stage) {
  const { agenda, book, clock, withReactors } = stage
  const streamOf = (entryId: WaitlistEntryId) => StreamName.waitlist(tenant, entryId)
  const stateOf = async (entryId: WaitlistEntryId) =>
    (await agenda.aggregates.waitlist.load(streamOf(entryId), 0)).state
  const offerTo = async (entryId: WaitlistEntryId): Promise<WaitlistOffer | null> => {
    const { entry } = await stateOf(entryId)
    return entry && openOffer(entry)
  }
  let day = 2
  let people = 0
  return {
    run: (work: () => Promise<void>, more: Parameters<typeof withReactors>[2] = {}) =>
      withReactors(running, work, more),
    /** A day of its own for each test, from its morning on. */
    nextDay() {
      day += 1
      clock.set(Date.UTC(2026, 2, day, 6))
      return `2026-03-${String(day).padStart(2, '0')}`
    },
    streamOf,
    stateOf,
    eventsOf: (entryId: WaitlistEntryId) => stage.eventsOf(streamOf(entryId)),
    offerTo,
    offeredAt: async (entryId: WaitlistEntryId) => (await offerTo(entryId))?.start,

    /** Somebody joins for that hour, unless they say otherwise. */
    async join(date: string, more: Partial<WaitlistWish> = {}): Promise<WaitlistEntryId> {
      const key = `join ${++people}`
      const { state } = await joinWaitlist(agenda, requestOf(key), {
        typeId: viewing.id,
        customer: { name: key },
        from: at(date, '09:00'),
        to: at(date, '10:00'),
        resourceIds: [ana],
        seats: 1,
        ...more,
      })
      if (!state.entry) throw new Error('there is no entry')
      return state.entry.entryId
    },
    accept: (entryId: WaitlistEntryId, by = agenda, key = `accept ${entryId}`) =>
      acceptOffer(by, requestOf(key), entryId),

    /** The hour, taken. */
    bookOut: async (date: string): Promise<[VisitId, VisitId]> => [
      await book(`${date} first`, `${date}T09:00:00Z`),
      await book(`${date} second`, `${date}T09:30:00Z`),
    ],
    cancel: (visitId: VisitId) => {
      const change = { request: requestOf(`cancel ${visitId}`), visitId, stream: StreamName.visit(tenant, visitId) }
      return cancelVisit(agenda, change, undefined)
    },
  }
}

/** The slug of the problem that it ends in, or `accepted`. */
export async function slugOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
    return 'accepted'
  } catch (error) {
    if (error instanceof ProblemError) return error.slug
    throw error
  }
}
