import {
  type Agenda,
  type BulkMoveWish,
  bookSeries,
  cancelSeries,
  cancelVisit,
  commitBulkMove,
  moveVisit,
  planBulkMove,
  undoBulkMove,
} from '@visita/agenda'
import { defaultRules, ResourceId, type SeriesId, StreamName, type TenantCommand, type VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { policies } from '../src/registry.ts'
import { outboxOf, type Sent } from './outbox.ts'
import { context, dieAt, hour, Killed, minute, requestOf, startStage, tenant, viewing } from './stage.ts'
import { at, waitingOn } from './waiting.ts'

// What people are told of together: a series, what is moved in bulk, a time that opened.

const stage = await startStage()
const { agenda, book, clock, settled, withReactors } = stage
const outbox = outboxOf(stage)
const waiting = waitingOn(stage)
const ana = ResourceId.parse('ana')
await stage.setPolicies({ notifications: 'live', maxAdvanceDays: 365 })

const marta = { name: 'Marta Puig', phone: '+34612345678', externalId: 'marta' }
const ofKind = async (kind: string, toAgents = false): Promise<Sent[]> =>
  (await outbox.all()).filter((one) => one.kind === kind && one.to.startsWith('resource') === toAgents)

/** Visits of Marta's with Ana, a week apart from that date on. Gives their series and their ids. */
async function bookWeeks(key: string, date: string, count = 3) {
  const repeat = { freq: 'weekly', interval: 1, count, until: null } as const
  const who = { typeId: viewing.id, resourceIds: [ana], seats: 1, customer: marta, participants: [], origin: 'api' }
  const wish = { start: parseInstant(`${date}T10:00:00Z`), repeat, mode: 'all-or-nothing', booking: who } as const
  const { seriesId, state } = await bookSeries(agenda, requestOf(key), wish)
  return { seriesId, visitIds: state.series.occurrences.flatMap((one) => (one.feasible ? [one.visitId] : [])) }
}

test('of a series everybody is told once, with all of its dates; each visit reminds by itself', async (t) => {
  await withReactors(policies, async () => {
    await bookWeeks('series', '2026-03-10')
    await settled()
    const [told, ...more] = await ofKind('visit.confirmed')
    t.same(more, [])
    t.match(told, { visitId: null, visitIds: { length: 3 }, channel: 'whatsapp', standing: 'pending' })
    for (const day of ['10', '17', '24']) t.match(JSON.stringify(told?.text), new RegExp(`${day} `))
    t.equal((await ofKind('visit.created', true)).length, 1, 'and the agent once')
    t.equal((await ofKind('visit.reminder.t2h')).length, 3)
  })
})

test('a message of several visits falls back with all of them', async (t) => {
  const [told] = await ofKind('visit.confirmed')
  if (!told) throw new Error('nothing was told')
  await withReactors(policies, async () => {
    await outbox.start(told.notificationId)
    await outbox.fail(told.notificationId)
    await settled()
    const [, child] = await ofKind('visit.confirmed')
    t.match(child, { channel: 'email', parentId: told.notificationId, visitIds: told.visitIds, standing: 'pending' })
  })
})

test('a message of several that still waits loses those that were called off', async (t) => {
  await withReactors(policies, async () => {
    await bookWeeks('another', '2026-03-11')
    await settled()
    const waiting = (await ofKind('visit.confirmed')).find(({ text }) => JSON.stringify(text).includes('25 '))
    const [first, ...rest] = waiting?.visitIds ?? []
    if (!waiting || !first) throw new Error('nothing waits')
    await cancelVisit(agenda, { request: requestOf('one'), visitId: first, stream: StreamName.visit(tenant, first) })
    await settled()
    const renewed = (await ofKind('visit.confirmed')).filter(({ visitIds }) => visitIds?.[0] === rest[0])
    t.match(renewed, [{ standing: 'pending', visitIds: rest }])
    t.equal((await outbox.sent(waiting.notificationId)).standing, 'superseded')
  })
})

/** Ana's visits of that day, which are hers alone here, as somebody planning a bulk move finds them. */
const planMove = (date: string, move: BulkMoveWish['move'], visitIds: readonly VisitId[]) =>
  planBulkMove(
    agenda,
    requestOf(`plan ${date}`),
    {
      resourceIds: [ana],
      ...{ from: parseInstant(`${date}T00:00:00Z`), to: parseInstant(`${date}T23:00:00Z`) },
      ...{ move, reason: 'a leak' },
    },
    () =>
      Promise.all(
        visitIds.map(async (visitId) => {
          const { state, revision } = await agenda.aggregates.visit.load(StreamName.visit(tenant, visitId))
          if (!state.visit) throw new Error('no visit')
          const { start, end, timezone, claims, typeId, seats, locationId } = state.visit
          const resourceIds = claims.map(({ resourceId }) => resourceId)
          return {
            visitId,
            revision,
            status: state.status,
            start,
            end,
            timezone,
            resourceIds,
            typeId,
            seats,
            locationId,
          }
        }),
      ),
  )

test('whoever of many comes first, one message of what is left of a series waits', async (t) => {
  const rush = async () => {
    const { seriesId, visitIds } = await bookWeeks('many', '2026-05-06', 12)
    await settled()
    await cancelSeries(agenda, requestOf('most'), seriesId, { from: parseInstant('2026-05-25T00:00:00Z') })
    await settled()
    const waiting = (await ofKind('visit.confirmed')).filter(({ standing }) => standing === 'pending')
    const theirs = waiting.filter(({ visitIds: several }) => several?.some((id) => visitIds.includes(id)))
    t.match(theirs, [{ visitIds: visitIds.slice(0, 3) }])
    t.equal(theirs.length, 1)
  }
  await withReactors(policies, rush, { instances: 2 })
})

test('what changes while it is being told is told as it is by then, though nobody else withdraws', async (t) => {
  const { visitIds } = await bookWeeks('meanwhile', '2026-05-07', 4)
  const calledOff = new Map<string, Promise<unknown>>()
  /** The first visit when it was told of all, the second when it was told of the rest. */
  const onStep = async (step: string) => {
    const visitId = visitIds[['requested', 'renewed'].indexOf(step)]
    if (!visitId) return
    const change = { request: requestOf(`while ${step}`), visitId, stream: StreamName.visit(tenant, visitId) }
    if (!calledOff.has(step)) calledOff.set(step, cancelVisit(agenda, change))
    await calledOff.get(step)
  }
  const alone = policies.filter(({ kind }) => kind === 'announce-series')
  await withReactors(alone, settled, { onStep })
  const theirs = (await ofKind('visit.confirmed')).filter(({ visitIds: several }) =>
    several?.some((id) => id === visitIds[3]),
  )
  t.match(theirs.map(({ standing, visitIds: several }) => [standing, several?.length]).sort(), [
    ['pending', 2],
    ['superseded', 3],
    ['superseded', 4],
  ])
})

test('what is moved in bulk is told once to each person, there and back', async (t) => {
  const date = '2026-03-12'
  const visitIds = [
    await book('hers 1', `${date}T10:00:00Z`, { customer: marta }),
    await book('hers 2', `${date}T11:00:00Z`, { customer: marta }),
    await book('his', `${date}T12:00:00Z`),
  ]
  const { bulkMoveId } = await planMove(date, { kind: 'shift', shiftMinutes: 30 }, visitIds)
  /** What waits to go out: of those that a move withdrew, there may have been some while it went on. */
  const toPeople = async () => (await ofKind('visit.rescheduled')).filter(({ standing }) => standing === 'pending')
  const sizes = (messages: readonly Sent[]) => messages.map(({ visitIds: several }) => several?.length ?? 1).sort()
  await withReactors(policies, async () => {
    await settled()
    await commitBulkMove(agenda, requestOf('commit'), bulkMoveId)
    await settled()
    const there = await toPeople()
    t.same(sizes(there), [1, 2])
    t.equal((await ofKind('visit.rescheduled', true)).length, 1, 'Ana once')
    const reminders = (await outbox.all()).filter(
      ({ kind, visitId }) => kind === 'visit.reminder.t2h' && visitIds.some((id) => id === visitId),
    )
    t.same(reminders.map(({ standing }) => standing).sort(), [
      ...Array(3).fill('pending'),
      ...Array(3).fill('superseded'),
    ])
    await undoBulkMove(agenda, requestOf('undo'), bulkMoveId)
    await settled()
    const back = await toPeople()
    t.same(sizes(back), [1, 2])
    t.notOk(back.some(({ notificationId: id }) => there.some(({ notificationId }) => notificationId === id)))
  })
})

test('whoever is put back on one of the visits they were taken off is told of the others', async (t) => {
  const date = '2026-03-13'
  const [back, ...off] = [
    await book('back', `${date}T10:00:00Z`),
    await book('off', `${date}T11:00:00Z`),
    await book('off too', `${date}T12:00:00Z`),
  ] as const
  const move = { kind: 'resources' as const, toResourceIds: [ResourceId.parse('ben')] }
  const { bulkMoveId } = await planMove(date, move, [back, ...off])
  const toAna = async () => (await ofKind('visit.unassigned', true)).filter(({ to }) => to === 'resource:ana')
  await withReactors(policies, async () => {
    await commitBulkMove(agenda, requestOf('give to ben'), bulkMoveId)
    await settled()
    t.match(await toAna(), [{ visitIds: [back, ...off], standing: 'pending' }])
    await moveVisit(agenda, requestOf('give back'), { visitId: back, resourceIds: [ana] })
    await settled()
    t.match(await toAna(), [{ standing: 'superseded' }, { visitIds: off, standing: 'pending' }])
  })
})

test('a time that opened is told to whoever it is offered to, with a link that takes it, until the offer ends', async (t) => {
  const date = waiting.nextDay()
  const [first] = await waiting.bookOut(date)
  await withReactors(policies, async () => {
    const entryId = await waiting.join(date)
    await settled()
    await waiting.cancel(first)
    await settled()
    const offer = await waiting.offerTo(entryId)
    t.equal(offer?.start, at(date, '09:00'))
    const [matched, ...more] = await ofKind('waitlist.matched')
    t.same(more, [])
    t.match(matched, { waitlistEntryId: entryId, visitId: null, standing: 'pending', notAfter: offer?.expiresAt })
    t.match(JSON.stringify(matched?.text), /visita\.example\/v1\/offers\//)
    clock.set(clock.now() + 15 * minute)
    await settled()
    t.match(await ofKind('waitlist.matched'), [{ standing: 'cancelled' }])
  })
})

const callOff = (by: Agenda, seriesId: SeriesId, date: string) =>
  cancelSeries(by, requestOf(`off from ${date}`), seriesId, { from: parseInstant(`${date}T00:00:00Z`) })
/** Who was told that which of these visits are off. */
const canceledOf = async (visitIds: readonly VisitId[]) => {
  const all = (await outbox.all()).filter(({ kind }) => kind === 'visit.canceled')
  return all
    .map(({ to, visitId, visitIds: several }) => ({ to: to.split(':')[0], of: several ?? (visitId ? [visitId] : []) }))
    .filter(({ of }) => of.some((id) => visitIds.includes(id)))
    .sort((a, b) => String(a.to).localeCompare(String(b.to)))
}
const toEach = (of: readonly (VisitId | undefined)[]) => [
  { to: 'customer', of },
  { to: 'resource', of },
]

test('of a series that is called off everybody is told once, and of more of it by itself', async (t) => {
  await withReactors(policies, async () => {
    const { seriesId, visitIds } = await bookWeeks('called off', '2026-04-07')
    await callOff(agenda, seriesId, '2026-04-14')
    await settled()
    t.same(await canceledOf(visitIds), [], 'whoever called it off has time to finish')
    clock.set(clock.now() + minute)
    await settled()
    t.same(await canceledOf(visitIds), toEach(visitIds.slice(1)))
    const [whole] = (await ofKind('visit.canceled')).filter(({ visitIds: several }) => several?.length === 2)
    for (const day of ['14', '21']) t.match(JSON.stringify(whole?.text), new RegExp(`${day} `))
    await callOff(agenda, seriesId, '2026-04-07')
    clock.set(clock.now() + minute)
    await settled()
    const first = visitIds.slice(0, 1)
    t.same(await canceledOf(first), toEach(first))
    t.same(await canceledOf(visitIds.slice(1)), toEach(visitIds.slice(1)), 'nobody twice')
  })
})

test('the rule for a visit that is off is that for a series', async (t) => {
  const event = 'visit.canceled'
  const ruled = (command: TenantCommand) =>
    agenda.aggregates.tenant.execute(StreamName.tenant(tenant), command, context)
  const rules = defaultRules(event).filter(({ recipients }) => recipients.includes('agents'))
  await ruled({ type: 'SetNotificationRules', event, rules, now: clock.now() })
  await withReactors(policies, async () => {
    const { seriesId, visitIds } = await bookWeeks('ruled', '2026-04-08')
    await callOff(agenda, seriesId, '2026-04-08')
    clock.set(clock.now() + minute)
    await settled()
    t.same(await canceledOf(visitIds), [{ to: 'resource', of: visitIds }])
  })
  await ruled({ type: 'ResetNotificationRules', event, now: clock.now() })
})

test('whoever calls a series off and dies, and the reactor that dies telling of it, leave each person told once', async (t) => {
  const { seriesId, visitIds } = await bookWeeks('crashed', '2026-04-09')
  await t.rejects(callOff(stage.newAgenda(dieAt('series-visit-cancelled')), seriesId, '2026-04-09'), Killed)
  clock.set(clock.now() + minute)
  let deaths = 0
  const onStep = (step: string) => {
    if (step === 'requested' && deaths++ === 0) throw new Killed(step)
  }
  const alone = policies.filter(({ kind }) => kind === 'series-cancellation')
  await withReactors(alone, () => until('it has died', async () => deaths > 0), { onStep })
  clock.set(clock.now() + hour)
  await withReactors(policies, settled)
  t.same(await canceledOf(visitIds), toEach(visitIds))
})

test('end', () => stage.stop())
