import { type BulkMoveWish, commitBulkMove, planBulkMove, undoBulkMove } from '@visita/agenda'
import { type BulkMoveId, ResourceId, StreamName, type VisitId } from '@visita/domain'
import { parseInstant, toInstant } from '@visita/runtime'
import { test } from 'tap'
import { bulkMove } from '../src/policies/bulk-move.ts'
import { move } from '../src/policies/move.ts'
import { reservation } from '../src/policies/reservation.ts'
import { type dieAt, Killed, minute, requestOf, startStage, tenant } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, liveClaims, newAgenda, settled, store, withReactors } = stage
const policies = [bulkMove, move, reservation]
const ana = ResourceId.parse('ana')

const streamOf = (visitId: VisitId) => StreamName.visit(tenant, visitId)
/** The times of the claims on Ana's day, as `HH:mm`, in order. */
const timesOn = async (date: string) =>
  (await liveClaims('ana', date)).map(({ from }) => toInstant(from).slice(11, 16)).sort()
const movesOf = async (visitId: VisitId) =>
  (await store.read(streamOf(visitId))).filter(({ type }) => type === 'VisitRescheduled')
const bulkMoveEvents = async (id: BulkMoveId) =>
  (await store.read(StreamName.bulkMove(tenant, id))).map(({ type }) => type)

/** Four visits one after the other, and the plan to shift them. */
async function planned(date: string, shiftMinutes = 30) {
  const times = ['10:00', '10:30', '11:00', '11:30']
  const visitIds: VisitId[] = []
  for (const time of times) visitIds.push(await book(`${date} ${time}`, `${date}T${time}:00Z`))
  const wish: BulkMoveWish = {
    resourceIds: [ana],
    from: parseInstant(`${date}T00:00:00Z`),
    to: parseInstant(`${date}T23:00:00Z`),
    move: { kind: 'shift', shiftMinutes },
    reason: 'a leak',
  }
  const { bulkMoveId } = await planBulkMove(agenda, requestOf(`plan ${date}`), wish, () =>
    Promise.all(
      visitIds.map(async (visitId) => {
        const { state, revision } = await agenda.aggregates.visit.load(streamOf(visitId))
        if (!state.visit) throw new Error('no visit')
        const { start, end, timezone, claims, typeId, seats, locationId } = state.visit
        const resourceIds = claims.map(({ resourceId }) => resourceId)
        return { visitId, revision, status: state.status, start, end, timezone, resourceIds, typeId, seats, locationId }
      }),
    ),
  )
  return { bulkMoveId, visitIds }
}

/** Dies when the step is reached for the second time. */
function dieLater(step: Parameters<typeof dieAt>[0]) {
  let times = 2
  return newAgenda((reached) => {
    if (reached === step && --times === 0) throw new Killed(step)
  })
}

const dates = ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']
for (const [i, step] of (['move-reserved', 'move-recorded', 'move-released', 'bulk-move-noted'] as const).entries()) {
  test(`a commit that died at ${step} is finished by the reactor, with nobody moved twice`, async (t) => {
    const date = dates[i] ?? ''
    const { bulkMoveId, visitIds } = await planned(date)
    await t.rejects(commitBulkMove(dieLater(step), requestOf(`commit ${date}`), bulkMoveId), Killed)
    const before = await timesOn(date)
    await withReactors(
      policies,
      async () => {
        await settled()
        t.same(await timesOn(date), before, 'not before its grace is over')
        clock.set(clock.now() + minute)
        await settled()
      },
      { instances: 2 },
    )
    t.same(await timesOn(date), ['10:30', '11:00', '11:30', '12:00'])
    for (const visitId of visitIds) t.equal((await movesOf(visitId)).length, 1)
    const events = await bulkMoveEvents(bulkMoveId)
    t.equal(events.filter((type) => type === 'BulkMoveVisitMoved').length, 4)
    t.equal(events.at(-1), 'BulkMoveFinished')
    t.same(
      (await stage.owed()).filter(({ kind }) => kind === 'bulk-move'),
      [],
    )
  })
}

test('an undo that died is finished by the reactor', async (t) => {
  const date = '2026-03-09'
  const { bulkMoveId } = await planned(date)
  await commitBulkMove(agenda, requestOf('commit'), bulkMoveId)
  await t.rejects(undoBulkMove(dieLater('bulk-move-noted'), requestOf('undo'), bulkMoveId), Killed)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  t.same(await timesOn(date), ['10:00', '10:30', '11:00', '11:30'])
  t.equal((await bulkMoveEvents(bulkMoveId)).at(-1), 'BulkMoveUndoFinished')
})

test('a move that is only planned, or finished, obliges to nothing', async (t) => {
  const date = '2026-03-10'
  const { bulkMoveId } = await planned(date)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  t.same(await bulkMoveEvents(bulkMoveId), ['BulkMovePlanned'])
  await commitBulkMove(agenda, requestOf('commit it'), bulkMoveId)
  const events = await bulkMoveEvents(bulkMoveId)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  t.same(await bulkMoveEvents(bulkMoveId), events)
})

test('end', () => stage.stop())
