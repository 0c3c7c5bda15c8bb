import { randomUUID } from 'node:crypto'
import { type BulkMoveId, PersonId } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { test } from 'tap'
import { bulkMoves, findBulkMove, listBulkMoves } from '../index.ts'
import { planned } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

async function find(on: Stage, { bulkMoveId }: { bulkMoveId: string }, tenant = demo) {
  await on.settled()
  return on.ask(tenant, (db) => findBulkMove(db, tenant, bulkMoveId as BulkMoveId))
}

test('a bulk move shows for every visit what was planned, and how far it has come', async (t) => {
  const on = await stage(t, [bulkMoves])
  const visits = Array.from({ length: 4 }, () => randomUUID())
  const move = planned(on, demo, visits)
  const found = await find(on, move)
  t.match(found, { status: 'planned', move: { kind: 'shift', shiftMinutes: 60 }, counts: { waiting: 3, skipped: 1 } })
  t.same(
    found?.plan.map(({ visit_id }) => visit_id),
    visits,
    'in plan order',
  )
  t.match(found?.plan[0], {
    from_place: { start: '2026-03-02T12:00:00Z', resourceIds: ['ana'] },
    to_place: { start: '2026-03-02T13:00:00Z', end: '2026-03-02T13:30:00Z' },
    ...{ feasible: true, why: null, in_the_way: [], result: 'waiting' },
  })
  t.match(found?.plan[3], { to_place: null, feasible: false, why: 'blocked', result: 'skipped' })
  t.match(found?.plan[3]?.in_the_way, [{ kind: 'block' }])
  t.equal(await find(on, move, other), null)

  const states: [type: string, data: object, expected: object][] = [
    ['BulkMoveCommitted', {}, { status: 'committing', counts: { waiting: 3 } }],
    [
      'BulkMoveVisitMoved',
      { visitId: visits[0], revision: 2 },
      { status: 'committing', counts: { moved: 1, waiting: 2 } },
    ],
    ['BulkMoveVisitFailed', { visitId: visits[1], why: 'reserved' }, { counts: { moved: 1, failed: 1, waiting: 1 } }],
    ['BulkMoveVisitMoved', { visitId: visits[2], revision: 3 }, { counts: { moved: 2, failed: 1 } }],
    ['BulkMoveFinished', { moved: 2, failed: 1 }, { status: 'committed', counts: { moved: 2, failed: 1, skipped: 1 } }],
    ['BulkMoveUndone', {}, { status: 'undoing' }],
    ['BulkMoveVisitReturned', { visitId: visits[2], revision: 4 }, { counts: { moved: 1, returned: 1 } }],
    ['BulkMoveVisitKept', { visitId: visits[0], why: 'precondition-failed' }, { counts: { returned: 1, kept: 1 } }],
    ['BulkMoveUndoFinished', { returned: 1, kept: 1 }, { status: 'undone' }],
  ]
  for (const [index, [type, data, expected]] of states.entries()) {
    move.tell(type, { ...data })
    t.match(await find(on, move), { ...expected, revision: BigInt(index + 1) }, type)
  }
  const results = (await find(on, move))?.plan.map(({ result, why }) => [result, why])
  t.same(results, [
    ['kept', 'precondition-failed'],
    ['failed', 'reserved'],
    ['returned', null],
    ['skipped', 'blocked'],
  ])
  const before = await find(on, move)
  await on.rebuild()
  t.same(await find(on, move), before)
})

test('what was given up and then moved after all was moved', async (t) => {
  const on = await stage(t, [bulkMoves])
  const [visitId = '', last = ''] = [randomUUID(), randomUUID()]
  const move = planned(on, demo, [visitId, last])
  move.tell('BulkMoveCommitted')
  move.tell('BulkMoveVisitFailed', { visitId, why: 'reserved' })
  move.tell('BulkMoveVisitMoved', { visitId, revision: 2 })
  t.match((await find(on, move))?.plan[0], { result: 'moved', why: null })
})

test('the newest is first on the list, and reasons are opened for staff', async (t) => {
  const on = await stage(t, [bulkMoves])
  const person = PersonId.derive(demo, 'bulk-move', 'a')
  const key = await on.vault.createKey(demo, person)
  const first = planned(on, demo, [randomUUID()], sealText(key, demo, person, 'The lift is broken'))
  const second = planned(on, demo, [])
  const third = planned(on, demo, [randomUUID(), randomUUID()])
  planned(on, other, [randomUUID()])
  await on.settled()
  const page = await on.ask(demo, (db) => listBulkMoves(db, demo, { limit: 2, after: null }))
  t.match(page.items, [
    { bulk_move_id: third.bulkMoveId, counts: { waiting: 1, skipped: 1 } },
    { bulk_move_id: second.bulkMoveId, counts: {} },
  ])
  const after = page.last?.turn ?? null
  const rest = await on.ask(demo, (db) => listBulkMoves(db, demo, { limit: 2, after }))
  t.match(rest, { items: [{ bulk_move_id: first.bulkMoveId, reason: 'The lift is broken' }], last: null })
})
