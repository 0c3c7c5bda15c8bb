import {
  type BulkMoveId,
  type NotificationId,
  type ResourceId,
  type SeriesId,
  StreamName,
  type TenantId,
  type VisitEvent,
  type VisitId,
  type VisitState,
  visit,
  type WaitlistEntryId,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { type Cause, causes } from './cause.ts'
import { claimedDays, ofBulkMove, ofSeries, ofSlot } from './concern.ts'
import { recordedBy } from './recorded-by.ts'

/** What concerns a visit and its own events do not name: the read models know. */
export interface RelatedStreams {
  readonly notificationIds: readonly NotificationId[]
  readonly waitlistEntryIds: readonly WaitlistEntryId[]
  readonly bulkMoveIds: readonly BulkMoveId[]
}

export interface VisitTimeline {
  /** The visit as it stood: folded from its own stream. */
  readonly state: VisitState
  readonly revision: bigint
  /** In the order of the log. Personal data as the log has it: sealed. */
  readonly entries: readonly { readonly event: RecordedEvent; readonly cause: Cause }[]
}

/** How many streams are read at once: one answer must not keep the store from everybody else. */
const atOnce = 16

/**
 * Everything that the log says of one visit: its own stream, its claims in slot streams with the hold that they were made of,
 * its notifications, and what its waitlist entry, its series and its bulk moves say of it. With `asOf` (epoch ms), what had been
 * recorded by then: what happened earlier and was told later is not in it. Null: there is, or was then, no such visit.
 *
 * The days of an attempt that was given up are those that the giving up names.
 * @throws Outage, or what `related` throws
 */
export async function visitTimeline(
  read: (stream: StreamName) => Promise<readonly RecordedEvent[]>,
  related: (visitId: VisitId) => Promise<RelatedStreams>,
  { tenant, visitId, asOf }: { readonly tenant: TenantId; readonly visitId: VisitId; readonly asOf: number | null },
): Promise<VisitTimeline | null> {
  const whole = await read(StreamName.visit(tenant, visitId))
  const upTo = (events: readonly RecordedEvent[]) => (asOf === null ? events : recordedBy(events, asOf))
  const own = upTo(whole)
  const last = own.at(-1)
  if (!last) return null

  const others = otherStreams(tenant, visitId, whole, await related(visitId))
  const all: RecordedEvent[] = [...own]
  const concerned: RecordedEvent[] = [...own]
  for (let i = 0; i < others.length; i += atOnce) {
    const some = others.slice(i, i + atOnce)
    const found = await Promise.all(
      some.map(async ({ stream, concerning }) => ({ events: await read(stream), concerning })),
    )
    for (const { events, concerning } of found) {
      const then = upTo(events)
      all.push(...then)
      concerned.push(...concerning(then))
    }
  }
  const causeOf = causes(all)
  return {
    state: own.reduce((state, event) => visit.evolve(state, event as unknown as VisitEvent), visit.initial),
    revision: last.revision,
    entries: concerned
      .sort((a, b) => (a.position < b.position ? -1 : 1))
      .map((event) => ({ event, cause: causeOf(event) })),
  }
}

interface OtherStream {
  readonly stream: StreamName
  readonly concerning: (events: readonly RecordedEvent[]) => readonly RecordedEvent[]
}

function otherStreams(
  tenant: TenantId,
  visitId: VisitId,
  own: readonly RecordedEvent[],
  { notificationIds, waitlistEntryIds, bulkMoveIds }: RelatedStreams,
): OtherStream[] {
  const named = own.map(({ data }) => data as { seriesId?: SeriesId; bulkMoveId?: BulkMoveId })
  const series = new Set(named.flatMap(({ seriesId }) => seriesId ?? []))
  const bulkMoves = new Set([...named.flatMap(({ bulkMoveId }) => bulkMoveId ?? []), ...bulkMoveIds])
  const every = (events: readonly RecordedEvent[]) => events
  return [
    ...claimedDays(own).map(({ resourceId, date }) => ({
      stream: StreamName.slot(tenant, resourceId as ResourceId, date),
      concerning: (events: readonly RecordedEvent[]) => ofSlot(events, visitId),
    })),
    ...notificationIds.map((id) => ({ stream: StreamName.notification(tenant, id), concerning: every })),
    ...waitlistEntryIds.map((id) => ({ stream: StreamName.waitlist(tenant, id), concerning: every })),
    ...[...series].map((id) => ({
      stream: StreamName.series(tenant, id),
      concerning: (events: readonly RecordedEvent[]) => ofSeries(events, visitId),
    })),
    ...[...bulkMoves].map((id) => ({
      stream: StreamName.bulkMove(tenant, id),
      concerning: (events: readonly RecordedEvent[]) => ofBulkMove(events, visitId),
    })),
  ]
}
