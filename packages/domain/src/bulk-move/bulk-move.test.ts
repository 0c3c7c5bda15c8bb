import { test } from 'tap'
import { BulkMoveId, ResourceId, TenantId, VisitId } from '../ids.ts'
import { at, instant, scenario, sealed } from '../testing.ts'
import type { PlanBulkMove } from './commands.ts'
import { type BulkMoveEvent, bulkMove, moveCount, type PlannedMove, remainingMoves } from './index.ts'

const bulkMoveId = BulkMoveId.derive('ana is ill')
const ana = ResourceId.parse('ana')
const bea = ResourceId.parse('bea')
const [first, second, third] = ['first', 'second', 'third'].map((name) => VisitId.derive(name)) as [
  VisitId,
  VisitId,
  VisitId,
]
const details = {
  bulkMoveId,
  tenant: TenantId.parse('demo'),
  filter: { resourceIds: [ana], locationId: null, from: instant('09:00'), to: instant('18:00') },
  move: { kind: 'resources' as const, toResourceIds: [bea] },
  reason: sealed('ana is ill'),
}
const feasible = (visitId: VisitId, start: string, end: string): PlannedMove => ({
  visitId,
  revision: 1,
  from: { start: at(start), end: at(end), resourceIds: [ana] },
  to: { start: at(start), end: at(end), resourceIds: [bea] },
  feasible: true,
  why: null,
})
const infeasible: PlannedMove = { ...feasible(third, '11:00', '11:30'), to: null, feasible: false, why: 'reserved' }
const moves = [feasible(first, '09:00', '09:30'), feasible(second, '10:00', '10:30'), infeasible]

const step = <Type extends string>(type: Type) => ({ type, now: at('08:00') })
const happened = { bulkMoveId, at: instant('08:00') }
const plan = (changes: Partial<PlanBulkMove> = {}): PlanBulkMove => ({
  ...step('PlanBulkMove'),
  ...details,
  plan: moves,
  ...changes,
})
const [commit, finish, undo, finishUndo] = [
  step('CommitBulkMove'),
  step('FinishBulkMove'),
  step('UndoBulkMove'),
  step('FinishUndo'),
]
const noteMoved = (visitId: VisitId, revision = 2) => ({ ...step('NoteVisitMoved'), visitId, revision })
const noteFailed = (visitId: VisitId) => ({ ...step('NoteVisitFailed'), visitId, why: 'slot-unavailable' })
const noteReturned = (visitId: VisitId) => ({ ...step('NoteVisitReturned'), visitId, revision: 3 })
const noteKept = (visitId: VisitId) => ({ ...step('NoteVisitKept'), visitId, why: 'visit-not-movable' })

const recorded = (start: string, end: string, resourceId: ResourceId) => ({
  start: instant(start),
  end: instant(end),
  resourceIds: [resourceId],
})
const planned: BulkMoveEvent = {
  type: 'BulkMovePlanned',
  data: {
    ...happened,
    ...details,
    plan: [
      {
        visitId: first,
        revision: 1,
        from: recorded('09:00', '09:30', ana),
        to: recorded('09:00', '09:30', bea),
        feasible: true,
        why: null,
      },
      {
        visitId: second,
        revision: 1,
        from: recorded('10:00', '10:30', ana),
        to: recorded('10:00', '10:30', bea),
        feasible: true,
        why: null,
      },
      {
        visitId: third,
        revision: 1,
        from: recorded('11:00', '11:30', ana),
        to: null,
        feasible: false,
        why: 'reserved',
      },
    ],
  },
}
const committed: BulkMoveEvent = { type: 'BulkMoveCommitted', data: happened }
const moved = (visitId: VisitId, revision = 2): BulkMoveEvent => ({
  type: 'BulkMoveVisitMoved',
  data: { ...happened, visitId, revision },
})
const failed = (visitId: VisitId): BulkMoveEvent => ({
  type: 'BulkMoveVisitFailed',
  data: { ...happened, visitId, why: 'slot-unavailable' },
})
const finished = (moved: number, failed: number): BulkMoveEvent => ({
  type: 'BulkMoveFinished',
  data: { ...happened, moved, failed },
})
const undone: BulkMoveEvent = { type: 'BulkMoveUndone', data: happened }
const returned = (visitId: VisitId): BulkMoveEvent => ({
  type: 'BulkMoveVisitReturned',
  data: { ...happened, visitId, revision: 3 },
})
const kept = (visitId: VisitId): BulkMoveEvent => ({
  type: 'BulkMoveVisitKept',
  data: { ...happened, visitId, why: 'visit-not-movable' },
})
const undoFinished = (returned: number, kept: number): BulkMoveEvent => ({
  type: 'BulkMoveUndoFinished',
  data: { ...happened, returned, kept },
})
const both = [planned, committed, moved(first), moved(second), finished(2, 0)]

const stateAfter = (...events: BulkMoveEvent[]) => events.reduce(bulkMove.evolve, bulkMove.initial)
const left = (...events: BulkMoveEvent[]) => remainingMoves(stateAfter(...events)).map(({ visitId }) => visitId)

test('a plan moves nothing until it is committed, and each visit then has its result', async (t) => {
  const { when } = scenario(t, bulkMove)
  when(plan())
    .yields(planned)
    .when(plan())
    .changesNothing()
    .when(commit)
    .yields(committed)
    .when(commit)
    .changesNothing()
    .when(noteMoved(first))
    .yields(moved(first))
    .when(noteMoved(first))
    .changesNothing()
    .when(noteFailed(first))
    .changesNothing()
    .when(noteFailed(second))
    .yields(failed(second))
    .when(noteFailed(second))
    .changesNothing()
    .when(finish)
    .yields(finished(1, 1))
    .when(finish)
    .changesNothing()
    .when(commit)
    .changesNothing()
})

test('a visit that was moved has moved, also where it had been given up before', async (t) => {
  const { given } = scenario(t, bulkMove)
  given(planned, committed, failed(first)).when(noteMoved(first)).yields(moved(first))
})

test('it is undone in full, each visit going back or staying', async (t) => {
  const { given } = scenario(t, bulkMove)
  given(...both)
    .when(undo)
    .yields(undone)
    .when(undo)
    .changesNothing()
    .when(noteReturned(second))
    .yields(returned(second))
    .when(noteReturned(second))
    .changesNothing()
    .when(noteKept(second))
    .changesNothing()
    .when(noteKept(first))
    .yields(kept(first))
    .when(noteKept(first))
    .changesNothing()
    .when(finishUndo)
    .yields(undoFinished(1, 1))
    .when(finishUndo)
    .changesNothing()
    .when(undo)
    .changesNothing()
})

test('a visit that went back has gone back, also where it had been left before', async (t) => {
  const { given } = scenario(t, bulkMove)
  given(...both, undone, kept(first))
    .when(noteReturned(first))
    .yields(returned(first))
})

test('what remains is what is feasible and has no result, in plan order; and backwards on the way back', async (t) => {
  t.strictSame(left(), [])
  t.strictSame(left(planned), [])
  t.strictSame(left(planned, committed), [first, second])
  t.strictSame(left(planned, committed, moved(first)), [second])
  t.strictSame(left(...both), [])
  t.strictSame(left(...both, undone), [second, first])
  t.strictSame(left(...both, undone, returned(second)), [first])
  t.strictSame(left(planned, committed, failed(first), moved(second), finished(1, 1), undone), [second])
  t.strictSame(left(...both, undone, returned(second), kept(first), undoFinished(1, 1)), [])
})

test('the state counts where the visits stand, and knows what each was and became', async (t) => {
  const { bulkMove: details } = stateAfter(planned, committed, moved(first, 7))
  t.strictSame(
    (['moved', 'waiting', 'skipped', 'failed'] as const).map((kind) => details && moveCount(details, kind)),
    [1, 1, 1, 0],
  )
  t.strictSame(details?.items[0], { ...moves[0], result: { kind: 'moved', revision: 7 } })
})

test('while visits are on their way it is neither undone nor finished', async (t) => {
  const { given } = scenario(t, bulkMove)
  const running = given(planned, committed, moved(first))
  running.when(undo).isRefused({ type: 'bulk-move-running', remaining: 1 })
  running.when(finish).isRefused({ type: 'bulk-move-running', remaining: 1 })
  // All moved, and not yet said to be finished.
  given(planned, committed, moved(first), moved(second))
    .when(undo)
    .isRefused({ type: 'bulk-move-running', remaining: 0 })
  given(...both, undone)
    .when(finishUndo)
    .isRefused({ type: 'bulk-move-running', remaining: 2 })
})

test('what is undone is not committed again', async (t) => {
  const { given } = scenario(t, bulkMove)
  given(...both, undone)
    .when(commit)
    .isRefused({ type: 'bulk-move-undone' })
  given(...both, undone, returned(second), returned(first), undoFinished(2, 0))
    .when(commit)
    .isRefused({ type: 'bulk-move-undone' })
})

test('a plan alone has nothing to note, to finish or to undo', async (t) => {
  const { given } = scenario(t, bulkMove)
  for (const command of [noteMoved(first), noteFailed(first), finish, undo]) {
    given(planned).when(command).isRefused({ type: 'bulk-move-not-committed' })
  }
  for (const command of [noteReturned(first), noteKept(first), finishUndo]) {
    given(planned).when(command).isRefused({ type: 'bulk-move-not-undone' })
    given(...both)
      .when(command)
      .isRefused({ type: 'bulk-move-not-undone' })
  }
})

test('visits that are not in the plan, not feasible, or never moved are not noted', async (t) => {
  const { given } = scenario(t, bulkMove)
  const stranger = VisitId.derive('stranger')
  for (const visitId of [stranger, third]) {
    given(planned, committed).when(noteMoved(visitId)).isRefused({ type: 'visit-not-awaited', visitId })
    given(planned, committed).when(noteFailed(visitId)).isRefused({ type: 'visit-not-awaited', visitId })
  }
  const back = given(planned, committed, failed(first), moved(second), finished(1, 1), undone)
  for (const visitId of [stranger, third, first]) {
    back.when(noteReturned(visitId)).isRefused({ type: 'visit-not-awaited', visitId })
    back.when(noteKept(visitId)).isRefused({ type: 'visit-not-awaited', visitId })
  }
})

test('nothing can happen to a bulk move that was never planned', async (t) => {
  const { when } = scenario(t, bulkMove)
  for (const command of [
    commit,
    noteMoved(first),
    noteFailed(first),
    finish,
    undo,
    noteReturned(first),
    noteKept(first),
    finishUndo,
  ]) {
    when(command).isRefused({ type: 'bulk-move-not-found' })
  }
})

test('a plan holds a thousand visits and no more; and it may hold none', async (t) => {
  const { when } = scenario(t, bulkMove)
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => feasible(VisitId.derive(index), '09:00', '09:30'))
  when(plan({ plan: many(1001) })).isRefused({ type: 'bulk-move-too-large', limit: 1000, found: 1001 })
  t.equal(bulkMove.decide(plan({ plan: many(1000) }), bulkMove.initial).accepted, true)
  t.equal(bulkMove.decide(plan({ plan: [] }), bulkMove.initial).accepted, true)
})
