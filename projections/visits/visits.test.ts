import { randomUUID } from 'node:crypto'
import { instantOf, StreamName, type VisitId, visit } from '@visita/domain'
import { test } from 'tap'
import {
  listVisits,
  type VisitCursor,
  type VisitFilter,
  visitOfRow,
  visitOfState,
  visits,
  visitsAhead,
} from '../index.ts'
import { book, cancel, confirm, move, tell } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const day = '2026-03-02'
const at = (time: string) => `${day}T${time}:00Z`
const list = (on: Stage, filter: VisitFilter = {}, tenant = demo) =>
  on.ask(tenant, async (db) => (await listVisits(db, tenant, filter, { limit: 200, after: null })).items)
const idsOf = async (on: Stage, filter: VisitFilter) => (await list(on, filter)).map(({ visit_id }) => visit_id)

test('a visit is listed as it stands, and its revision is its stream’s', async (t) => {
  const on = await stage(t, [visits])
  const booked = book(on, { tenant: demo, resourceIds: ['ana', 'room-1'], date: day, start: at('12:00') })
  await on.settled()
  t.match(await list(on), [{ status: 'pending', revision: 0n, resource_ids: ['ana', 'room-1'] }])
  confirm(on, demo, booked)
  await on.settled()
  t.match(await list(on), [{ visit_id: booked.visitId, status: 'confirmed', revision: 1n, starts_at: at('12:00') }])
  cancel(on, demo, booked)
  await on.settled()
  t.match(await list(on), [{ status: 'cancelled', revision: 2n }])
})

test('whatever happens to a visit, its row has the revision of its stream', async (t) => {
  const on = await stage(t, [visits])
  const visit = book(on, { tenant: demo, resourceIds: ['ana'], date: day, start: at('12:00') })
  const sealed = `sealed:v1:${visit.customerId}:QQ`
  const participant = { personId: randomUUID(), role: null, name: sealed, phone: null, email: null }
  const facts: [type: Parameters<typeof tell>[3], data: object, row: object][] = [
    ['VisitConfirmed', { automatic: false }, { status: 'confirmed' }],
    ['VisitMoveAbandoned', { attempt: 2 }, { status: 'confirmed' }],
    ['VisitNoteAdded', { noteId: randomUUID(), note: sealed }, { status: 'confirmed' }],
    ['VisitParticipantAdded', { participant }, { status: 'confirmed' }],
    ['VisitLinksRevoked', { generation: 3 }, { links_generation: 3 }],
    ['VisitSetOut', {}, { status: 'en_route' }],
    ['VisitNoShowMarked', { automatic: true }, { status: 'no_show' }],
    ['VisitCheckedIn', { evidence: { reference: 'photo/1', note: null } }, { status: 'checked_in' }],
    ['VisitCompleted', {}, { status: 'completed', outcome: null }],
    ['VisitOutcomeRecorded', { result: 'offer_made', note: null }, { status: 'completed', outcome: 'offer_made' }],
  ]
  for (const [index, [type, data, row]] of facts.entries()) {
    tell(on, demo, visit, type, { ...data })
    await on.settled()
    t.match(await list(on), [{ ...row, revision: BigInt(index + 1) }], type)
  }
})

test('a move takes the visit to its new time, zone, place and resources', async (t) => {
  const on = await stage(t, [visits])
  const visit = book(on, { tenant: demo, resourceIds: ['ana', 'room-1'], date: day, start: at('12:00') })
  const to = { tenant: demo, visit, attempt: 2, from: at('12:00'), start: at('15:00'), date: day, locationId: 'norte' }
  const moving = move(on, { ...to, resourceIds: ['bea', 'room-1'] })
  moving.reserved()
  await on.settled()
  t.match(await list(on), [{ starts_at: at('12:00'), resource_ids: ['ana', 'room-1'], revision: 0n }])
  moving.recorded()
  await on.settled()
  const place = { starts_at: at('15:00'), ends_at: at('15:30'), location_id: 'norte', timezone: 'America/Sao_Paulo' }
  t.match(await list(on), [{ ...place, resource_ids: ['bea', 'room-1'], revision: 1n }])
  t.same(await idsOf(on, { resourceId: 'ana' }), [], 'it is no longer on the list of the former resource')
  t.same(await idsOf(on, { resourceId: 'bea' }), [visit.visitId])
  t.same(await idsOf(on, { resourceId: 'room-1' }), [visit.visitId])
  const reassigning = { ...to, visit: moving.moved, attempt: 3, from: at('15:00'), resourceIds: ['ana', 'room-2'] }
  move(on, reassigning).recorded()
  await on.settled()
  t.match(await list(on), [{ ...place, resource_ids: ['ana', 'room-2'], revision: 2n }])
  t.same(await idsOf(on, { resourceId: 'room-1' }), [])
})

test('a manage link is made in one place, of the generation that the visit has', async (t) => {
  const on = await stage(t, [visits])
  const visit = book(on, { tenant: demo, resourceIds: ['ana'], date: day, start: at('12:00') })
  tell(on, demo, visit, 'VisitLinksRevoked', { generation: 1 })
  await on.settled()
  const [row] = await list(on)
  t.equal(row && visitOfRow(row).manageUrl, null)
  const link = (...parts: readonly unknown[]) => parts.join('/')
  t.equal(row && visitOfRow(row, link).manageUrl, `demo/${visit.visitId}/1`)
})

test('the row and the folded stream tell the same', async (t) => {
  const on = await stage(t, [visits])
  const { visitId } = book(on, { tenant: demo, resourceIds: ['ana'], date: day, start: '2026-03-02T12:00:00.120Z' })
  const requested = on.record(StreamName.visit(demo, visitId as VisitId), {
    type: 'VisitConfirmed',
    data: { visitId, automatic: false, at: at('09:00') },
  })
  await on.settled()
  const [row] = await list(on)
  // Folded from what was recorded: the request stands just before the confirmation.
  const folded = visit.evolve(
    visit.evolve(visit.initial, {
      type: 'VisitRequested',
      data: {
        ...{ visitId, tenant: demo, attempt: 1, typeId: 'viewing', customerId: row?.customer_id, seats: 1 },
        ...{ start: '2026-03-02T12:00:00.120Z', end: '2026-03-02T12:30:00.120Z', timezone: 'America/Sao_Paulo' },
        ...{ claims: [{ claimId: randomUUID(), resourceId: 'ana', date: day }], locationId: null, unitId: null },
        ...{ origin: 'api', participants: [], notes: null, override: null, at: '2026-03-01T09:00:00Z' },
      } as never,
    }),
    { type: 'VisitConfirmed', data: { visitId, automatic: false, at: at('09:00') } as never },
  )
  t.same(row && visitOfRow(row), visitOfState(folded, requested.revision))
})

test('each filter narrows the list to what it names', async (t) => {
  const on = await stage(t, [visits])
  const customerId = randomUUID()
  const common = { tenant: demo, date: day }
  const a = book(on, { ...common, resourceIds: ['ana'], start: at('12:00'), locationId: 'centro' })
  const b = book(on, { ...common, resourceIds: ['ana', 'room-1'], start: at('13:00'), customerId, origin: 'import' })
  const c = book(on, { ...common, resourceIds: ['bea'], start: at('14:00'), typeId: 'call' })
  const elsewhere = book(on, { tenant: other, date: day, resourceIds: ['ana'], start: at('12:00'), customerId })
  cancel(on, demo, c)
  confirm(on, demo, a)
  await on.settled()
  t.same(await idsOf(on, {}), [a.visitId, b.visitId, c.visitId])
  t.same(await idsOf(on, { status: ['cancelled'] }), [c.visitId])
  t.same(await idsOf(on, { status: ['pending', 'confirmed'] }), [a.visitId, b.visitId])
  t.same(await idsOf(on, { resourceId: 'ana' }), [a.visitId, b.visitId])
  t.same(await idsOf(on, { resourceId: 'room-1' }), [b.visitId])
  t.same(await idsOf(on, { locationId: 'centro' }), [a.visitId])
  t.same(await idsOf(on, { typeId: 'call' }), [c.visitId])
  t.same(await idsOf(on, { customerIds: [customerId] }), [b.visitId])
  t.same(await idsOf(on, { customerIds: [] }), [])
  t.same(await idsOf(on, { origin: 'import' }), [b.visitId])
  t.same(await idsOf(on, { from: at('13:00') }), [b.visitId, c.visitId], 'from is inclusive')
  t.same(await idsOf(on, { to: at('13:00') }), [a.visitId], 'to is exclusive')
  t.same(await idsOf(on, { resourceId: 'ana', status: ['pending'], from: at('12:00'), to: at('14:00') }), [b.visitId])
  t.match(await list(on, { customerIds: [customerId] }, other), [{ visit_id: elsewhere.visitId }])
})

test('pages neither repeat nor miss a visit while others come and go', async (t) => {
  const on = await stage(t, [visits])
  const booked = Array.from({ length: 7 }, (_, i) =>
    // Three at the same start: the id decides among them.
    book(on, { tenant: demo, resourceIds: [`r${i}`], date: day, start: at(i < 3 ? '12:00' : `1${i}:00`) }),
  )
  await on.settled()
  for (const newestFirst of [false, true]) {
    const seen: string[] = []
    let after: VisitCursor | null = null
    do {
      const page = await on.ask(demo, (db) => listVisits(db, demo, {}, { limit: 2, after, newestFirst }))
      seen.push(...page.items.map(({ visit_id }) => visit_id))
      after = page.last && { start: page.last.starts_at, id: page.last.visit_id }
      const gone = booked[newestFirst ? 6 : 0]
      if (gone) cancel(on, demo, gone)
      const early = newestFirst ? at('23:00') : at('01:00')
      book(on, { tenant: demo, resourceIds: ['x'], date: day, start: early })
      await on.settled()
    } while (after)
    const mine = seen.filter((id) => booked.some(({ visitId }) => visitId === id))
    t.same([...mine].sort(), booked.map(({ visitId }) => visitId).sort())
    t.equal(new Set(seen).size, seen.length)
  }
})

test('what the watchdog abandoned is no visit, and is one when it is asked for again', async (t) => {
  const on = await stage(t, [visits])
  const visitId = randomUUID()
  const stream = StreamName.visit(demo, visitId as VisitId)
  on.record(stream, { type: 'VisitAbandoned', data: { visitId, attempt: 1, at: at('09:00') } })
  await on.settled()
  t.same(await list(on), [])
  book(on, { tenant: demo, resourceIds: ['ana'], date: day, start: at('12:00'), visitId })
  await on.settled()
  t.match(await list(on), [{ visit_id: visitId, status: 'pending', revision: 1n }])
})

test('redelivery, other batches and a rebuild give the same rows', async (t) => {
  const on = await stage(t, [visits])
  const booked = Array.from({ length: 20 }, (_, i) =>
    book(on, { tenant: demo, resourceIds: [`r${i % 3}`], date: day, start: at(`1${i % 10}:00`) }),
  )
  for (const [i, one] of booked.entries()) {
    if (i % 2) confirm(on, demo, one)
    else cancel(on, demo, one)
    const to = { start: at('19:00'), resourceIds: [`r${(i + 1) % 3}`], date: day }
    if (i % 4 === 1) move(on, { tenant: demo, visit: one, attempt: 2, from: at(`1${i % 10}:00`), ...to }).recorded()
  }
  await on.settled()
  const rows = await list(on)
  t.equal(rows.length, 20)
  await on.stop()
  on.start({ redeliver: true, batch: 3 })
  const last = book(on, { tenant: demo, resourceIds: ['r1'], date: day, start: at('20:00') })
  await on.settled()
  t.same(
    (await list(on)).filter(({ visit_id }) => visit_id !== last.visitId),
    rows,
  )
  const before = await list(on)
  await on.rebuild()
  t.same(await list(on), before)
})

test('visits ahead are those that somebody still waits for', async (t) => {
  const on = await stage(t, [visits])
  const now = Date.parse(at('12:10'))
  const ahead = (when = now) => on.ask(demo, (db) => visitsAhead(db, demo, { locationId: 'centro' as never }, when))
  const booked = book(on, { tenant: demo, resourceIds: ['a'], date: day, start: at('12:00'), locationId: 'centro' })
  await on.settled()
  t.equal(await ahead(), true, 'one that has begun is not over')
  t.equal(await ahead(Date.parse(at('12:30'))), false)
  t.equal(await on.ask(demo, (db) => visitsAhead(db, demo, { typeId: 'viewing' as never }, now)), true)
  t.equal(await on.ask(demo, (db) => visitsAhead(db, demo, { typeId: 'call' as never }, now)), false)
  cancel(on, demo, booked)
  await on.settled()
  t.equal(await ahead(), false)
  t.equal(instantOf(now), at('12:10'))
})
