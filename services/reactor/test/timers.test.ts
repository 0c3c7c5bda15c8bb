import { cancelVisit, declineOffer, holdTime, moveVisit, placeBlock } from '@visita/agenda'
import { HoldId, ResourceId, StreamName, type VisitId } from '@visita/domain'
import { checkpointOf } from '@visita/read-store'
import { test } from 'tap'
import { policies } from '../src/registry.ts'
import { dieAt, hour, Killed, monday, requestOf, startStage, tenant, viewing } from './stage.ts'
import { ana, at, ben, waitingOn } from './waiting.ts'

const stage = await startStage()
const { agenda, book, clock, liveClaims, newAgenda, owed, readStore, settled, store, withReactors } = stage
const { accept, eventsOf, join, offeredAt } = waitingOn(stage)

const today = '2026-03-02'
const later = '2026-03-04'
const visitEvents = (visitId: VisitId) => stage.eventsOf(StreamName.visit(tenant, visitId))
const slotEvents = (resource: string, date: string) =>
  stage.eventsOf(StreamName.slot(tenant, ResourceId.parse(resource), date))
const count = (types: readonly string[], type: string) => types.filter((one) => one === type).length
const times = (first: number, howMany: number) =>
  Array.from({ length: howMany }, (_, i) => {
    const minutes = first * 60 + i * 30
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  })
/** What dies in the middle; what was begun stays. */
const dies = async (asked: Promise<unknown>): Promise<void> => {
  const error = await asked.catch((thrown: unknown) => thrown)
  if (!(error instanceof Killed)) throw error
}

test('when the clock jumps by a day, everything that was due fires once, whichever of two reactors takes it', async (t) => {
  // Nobody comes to these.
  const missed: VisitId[] = []
  for (const time of times(10, 6)) missed.push(await book(`missed ${time}`, `${today}T${time}:00Z`))
  // Half-made bookings, moves that died before and after their record, cancellations that gave nothing back.
  for (const time of times(14, 3)) {
    await dies(book(`half ${time}`, `${today}T${time}:00Z`, {}, newAgenda(dieAt('reserved'))))
  }
  const other = { resourceIds: [ben] }
  const moved: VisitId[] = []
  for (const [i, time] of times(10, 4).entries()) {
    const visitId = await book(`moved ${time}`, `${later}T${time}:00Z`, other)
    const by = newAgenda(dieAt(i < 2 ? 'move-reserved' : 'move-recorded'))
    const start = at(later, time) + 4 * hour
    await dies(moveVisit(by, requestOf(`move ${time}`), { visitId, start }))
    moved.push(visitId)
  }
  const cancelled: VisitId[] = []
  for (const time of times(16, 2)) {
    const visitId = await book(`cancelled ${time}`, `${later}T${time}:00Z`, other)
    const change = { request: requestOf(`cancel ${time}`), visitId, stream: StreamName.visit(tenant, visitId) }
    await dies(cancelVisit(newAgenda(dieAt('cancelled')), change, undefined))
    cancelled.push(visitId)
  }
  // A hold that runs out, and a block of which one more occurrence comes within reach.
  await holdTime(agenda, requestOf('hold'), {
    ...{ holdId: HoldId.derive('hold'), typeId: viewing.id, start: at(later, '17:30'), resourceIds: [ben] },
    ...{ seats: 1, purpose: 'booking', ttlMs: 60_000 },
  })
  const sunday = '2026-03-08'
  await placeBlock(agenda, requestOf('block'), {
    ...{ resourceIds: [ana], start: at(sunday, '16:00'), end: at(sunday, '17:00'), reason: 'cleaning' },
    ...{ onConflict: 'keep', repeat: { freq: 'weekly', interval: 1, until: '2026-12-31' } },
  })
  // Offers that nobody answers, one that was booked and not written down, one whose refusal gave nothing back; windows that pass.
  const unanswered = [await joinAt('09:00'), await joinAt('09:30'), await joinAt('10:00')]
  const [booked, declined] = [await joinAt('11:00'), await joinAt('11:30')]
  const passed = [await joinAt('10:00', today), await joinAt('10:30', today)]
  function joinAt(time: string, date = later) {
    return join(date, { from: at(date, time), to: at(date, time) + 30 * 60_000 })
  }

  await withReactors(policies, settled)
  t.equal(await offeredAt(booked), at(later, '11:00'))
  await dies(accept(booked, newAgenda(dieAt('offer-booked'))))
  await dies(declineOffer(newAgenda(dieAt('offer-ended')), requestOf('decline'), declined))
  await withReactors(policies, settled)
  t.ok((await owed()).length > 20, 'much is owed')

  clock.set(monday + 24 * hour)
  await withReactors(policies, settled, { instances: 2 })

  const all = async () => {
    const [visits, entries] = await Promise.all([
      Promise.all([...missed, ...moved, ...cancelled].map(visitEvents)),
      Promise.all([...unanswered, booked, declined, ...passed].map(eventsOf)),
    ])
    return { visits, entries, slots: [await slotEvents('ana', today), await slotEvents('ben', later)] }
  }
  const seen = await all()
  const one = ['VisitRequested', 'VisitConfirmed']
  t.same(seen.visits, [
    ...missed.map(() => [...one, 'VisitNoShowMarked']),
    ...[0, 1].map(() => [...one, 'VisitMoveAbandoned']),
    ...[2, 3].map(() => [...one, 'VisitRescheduled']),
    ...cancelled.map(() => [...one, 'VisitCancelled']),
  ])
  const offered = ['WaitlistJoined', 'WaitlistOffered']
  t.same(seen.entries, [
    ...unanswered.map(() => [...offered, 'WaitlistOfferLapsed']),
    [...offered, 'WaitlistOfferAccepted'],
    [...offered, 'WaitlistOfferDeclined'],
    ...passed.map(() => ['WaitlistJoined', 'WaitlistClosed']),
  ])
  const [anaToday = [], benLater = []] = seen.slots
  t.equal(count(anaToday, 'SlotReleased'), 3, 'the half-made bookings')
  t.equal(count(benLater, 'SlotReleased'), 6, 'the moves, one way or the other, and the cancellations')
  t.equal(
    count(await slotEvents('ana', later), 'SlotHoldReleased'),
    4,
    'what lapsed and what was booked; the rest ran out',
  )
  t.equal(count(await slotEvents('ana', '2026-05-31'), 'SlotBlocked'), 1, 'the next occurrence is laid')
  t.same((await liveClaims('ben', later)).filter(({ kind }) => kind === 'reservation').length, 4)

  const head = await store.head()
  await withReactors(policies, settled, { instances: 2 })
  t.equal(await store.head(), head, 'and nothing fires again')
  await readStore.query("DELETE FROM visita.checkpoint WHERE projection = 'obligations'")
  t.equal(await checkpointOf(readStore, 'obligations'), null)
  await withReactors(policies, settled, { instances: 2 })
  t.equal(await store.head(), head, 'also not when the whole log is read anew')
  t.same(await all(), seen)
})

test('end', () => stage.stop())
