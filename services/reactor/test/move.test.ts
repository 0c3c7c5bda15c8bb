import { moveVisit } from '@visita/agenda'
import { ResourceId, StreamName, type VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { test } from 'tap'
import { move } from '../src/policies/move.ts'
import { reservation } from '../src/policies/reservation.ts'
import { dieAt, Killed, minute, requestOf, type Stage, startStage, tenant, tour } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, liveClaims, newAgenda, settled, store, withReactors } = stage

const [ana, ben, room] = ['ana', 'ben', 'room'].map((id) => ResourceId.parse(id))
const streamOf = (visitId: VisitId) => StreamName.visit(tenant, visitId)
const eventsOf = (visitId: VisitId) => stage.eventsOf(streamOf(visitId))
const at = (date: string, time: string) => parseInstant(`${date}T${time}:00Z`)
const stateOf = async (visitId: VisitId) => (await agenda.aggregates.visit.load(streamOf(visitId), 0)).state
/** Which of the visits is where on that day, by the claims that live there. */
const whereOn = async (resource: string, date: string) =>
  (await liveClaims(resource, date)).map(({ visitId, from }) => ({ visitId, from }))
const slotEvents = (resource: ResourceId | undefined, date: string) =>
  store.read(StreamName.slot(tenant, resource as ResourceId, date))

const moving = (
  by: Stage['agenda'],
  key: string,
  visitId: VisitId,
  start: number,
  resourceIds?: readonly ResourceId[],
) => moveVisit(by, requestOf(key), { visitId, start, ...(resourceIds ? { resourceIds } : {}) })

test('a move that died between reserving and recording is fenced off, and the visit stays where it is', async (t) => {
  const date = '2026-03-03'
  const visitId = await book('half moved', `${date}T10:00:00Z`)
  await t.rejects(moving(newAgenda(dieAt('move-reserved')), 'half', visitId, at(date, '12:00')), Killed)
  t.same(await whereOn('ana', date), [
    { visitId, from: at(date, '10:00') },
    { visitId, from: at(date, '12:00') },
  ])
  await withReactors([move, reservation], async () => {
    await settled()
    t.equal((await liveClaims('ana', date)).length, 2, 'not before its grace is over')
    clock.set(clock.now() + minute)
    await settled()
  })
  t.same(await whereOn('ana', date), [{ visitId, from: at(date, '10:00') }])
  t.same(await eventsOf(visitId), ['VisitRequested', 'VisitConfirmed', 'VisitMoveAbandoned'])
  const [given] = (await store.read(streamOf(visitId))).slice(-1)
  t.match(given?.data, { claims: [{ resourceId: 'ana', date }] }, 'and where it had taken time is told')

  await moving(agenda, 'again', visitId, at(date, '12:00'))
  t.match(await stateOf(visitId), { attempt: 3, visit: { start: at(date, '12:00') } }, 'the next move goes through')
  t.same(await whereOn('ana', date), [{ visitId, from: at(date, '12:00') }])
})

test('a move that died between recording and releasing gives the former time back', async (t) => {
  const date = '2026-03-04'
  const visitId = await book('moved', `${date}T10:00:00Z`)
  await t.rejects(moving(newAgenda(dieAt('move-recorded')), 'whole', visitId, at(date, '12:00')), Killed)
  t.equal((await liveClaims('ana', date)).length, 2)
  await withReactors(
    [move, reservation],
    async () => {
      clock.set(clock.now() + minute)
      await settled()
    },
    { instances: 2 },
  )
  t.same(await whereOn('ana', date), [{ visitId, from: at(date, '12:00') }])
  t.same(await eventsOf(visitId), ['VisitRequested', 'VisitConfirmed', 'VisitRescheduled'])
  const released = (await slotEvents(ana, date)).filter(({ type }) => type === 'SlotReleased')
  t.match(released, [{ data: { visitId, cause: 'moved' }, meta: { actor: 'system:move' } }])
})

test('several resources that move together are left together, killed or not', async (t) => {
  const date = '2026-03-05'
  const wish = { typeId: tour.id, resourceIds: [ana, room] as ResourceId[] }
  const visitId = await book('party', `${date}T10:00:00Z`, wish)
  await t.rejects(moving(newAgenda(dieAt('move-reserved')), 'first', visitId, at(date, '12:00')), Killed)
  await withReactors([move, reservation], async () => {
    clock.set(clock.now() + minute)
    await settled()
    t.same(await whereOn('ana', date), [{ visitId, from: at(date, '10:00') }])
    t.same(await whereOn('room', date), [{ visitId, from: at(date, '10:00') }])

    const die = newAgenda(dieAt('move-recorded'))
    await t.rejects(moving(die, 'second', visitId, at(date, '10:00'), [ben, room] as ResourceId[]), Killed)
    clock.set(clock.now() + minute)
    await settled()
  })
  t.same(await whereOn('ana', date), [])
  t.same(await whereOn('ben', date), [{ visitId, from: at(date, '10:00') }])
  t.same(await whereOn('room', date), [{ visitId, from: at(date, '10:00') }])
})

test('two moves one after the other each leave what was theirs, though both died before releasing', async (t) => {
  const date = '2026-03-06'
  const visitId = await book('twice', `${date}T10:00:00Z`)
  const die = newAgenda(dieAt('move-recorded'))
  await t.rejects(moving(die, 'one', visitId, at(date, '12:00')), Killed)
  await t.rejects(moving(die, 'two', visitId, at(date, '14:00')), Killed)
  t.equal((await liveClaims('ana', date)).length, 3)
  clock.set(clock.now() + minute)
  await withReactors([move, reservation], settled)
  t.same(await whereOn('ana', date), [{ visitId, from: at(date, '14:00') }])
})

test('end', () => stage.stop())
