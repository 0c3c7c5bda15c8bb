import { cancelVisit, moveVisit } from '@visita/agenda'
import { ResourceId, StreamName, type VisitId } from '@visita/domain'
import { test } from 'tap'
import { policies } from '../src/registry.ts'
import { outboxOf, told } from './outbox.ts'
import { hour, requestOf, startStage, tenant } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, settled, withReactors } = stage
const outbox = outboxOf(stage)
const kinds = ['announce', 'withdraw', 'no-show']
const running = policies.filter(({ kind }) => kinds.includes(kind))
const marta = {
  name: 'Marta Puig',
  phone: '+34612345678',
  email: 'marta@example.com',
  locale: 'ca',
  timezone: 'Europe/Madrid',
}
const changeOf = (visitId: VisitId) => ({
  request: requestOf(`cancel ${visitId}`),
  visitId,
  stream: StreamName.visit(tenant, visitId),
})
const madrid = await stage.setPolicies({ notifications: 'live' })

test('a booking: told now and reminded in time, in her language and zone; moved there and back it reminds again; cancelled, nothing is left', async (t) => {
  t.equal(madrid.kind, 'accepted')
  await withReactors(running, async () => {
    const start = Date.UTC(2026, 2, 4, 10)
    const visitId = await book('one', '2026-03-04T10:00:00Z', { customer: marta })
    await settled()
    const first = await outbox.of(visitId)
    t.same(told(first), [
      'visit.confirmed whatsapp pending',
      'visit.created in_app pending',
      'visit.reminder.t24h whatsapp pending',
      'visit.reminder.t2h whatsapp pending',
      'visit.reminder.t30m in_app pending',
      'visit.reminder.t30m whatsapp pending',
    ])
    const dueOf = (kind: string) => first.find((one) => one.kind === kind && one.channel === 'whatsapp')
    t.equal(dueOf('visit.reminder.t24h')?.dueAt, start - 24 * hour)
    t.equal(dueOf('visit.reminder.t2h')?.dueAt, start - 2 * hour)
    t.match(dueOf('visit.reminder.t2h'), { locale: 'ca', timezone: 'Europe/Madrid', visitRevision: 0, mode: 'live' })
    const text = dueOf('visit.confirmed')?.text
    t.match(text, { channel: 'whatsapp', template: { language: 'ca' } })
    t.match(JSON.stringify(text), /11:00/, 'ten o’clock in UTC is eleven in Madrid')

    const move = (key: string, to: number) => moveVisit(agenda, requestOf(key), { visitId, start: to })
    await move('there', start + hour)
    await move('back', start)
    await settled()
    const moved = (await outbox.of(visitId)).filter(({ standing }) => standing === 'pending')
    t.same(told(moved), [
      'visit.reminder.t24h whatsapp pending',
      'visit.reminder.t2h whatsapp pending',
      'visit.reminder.t30m in_app pending',
      'visit.reminder.t30m whatsapp pending',
      'visit.rescheduled in_app pending',
      'visit.rescheduled whatsapp pending',
    ])
    t.same([...new Set(moved.map(({ visitRevision }) => visitRevision))], [3])

    await cancelVisit(agenda, changeOf(visitId))
    await settled()
    const left = (await outbox.of(visitId)).filter(({ standing }) => standing === 'pending')
    t.same(told(left), ['visit.canceled in_app pending', 'visit.canceled whatsapp pending'])
  })
})

test('only who sees to it changes, and the booking still is told', async (t) => {
  const visitId = await book('other hands', '2026-03-05T10:00:00Z')
  await moveVisit(agenda, requestOf('to ben'), { visitId, resourceIds: [ResourceId.parse('ben')] })
  await withReactors(running, settled)
  const customers = (await outbox.of(visitId)).filter(({ to }) => to.startsWith('customer'))
  t.same(told(customers), [
    'visit.confirmed whatsapp pending',
    'visit.reminder.t24h whatsapp pending',
    'visit.reminder.t2h whatsapp pending',
    'visit.reminder.t30m whatsapp pending',
  ])
  t.same([...new Set(customers.map(({ visitRevision }) => visitRevision))], [2])
})

test('what waits for the morning is told anew when only other hands see to it, and not twice', async (t) => {
  const visitId = await book('deferred', '2026-03-06T10:00:00Z')
  await withReactors(running, async () => {
    await settled()
    const [waiting] = (await outbox.of(visitId)).filter(({ kind }) => kind === 'visit.confirmed')
    if (!waiting) throw new Error('nothing waits')
    const until = clock.now() + 8 * hour
    await outbox.ask(waiting.notificationId, { type: 'DeferNotification', until, why: 'quiet-hours', now: clock.now() })
    await moveVisit(agenda, requestOf('to ben later'), { visitId, resourceIds: [ResourceId.parse('ben')] })
    await settled()
    const told = (await outbox.of(visitId)).filter(({ kind }) => kind === 'visit.confirmed')
    t.match(told, [
      { notificationId: waiting.notificationId, standing: 'superseded' },
      { standing: 'pending', dueAt: until, visitRevision: 2, channel: waiting.channel, notAfter: waiting.notAfter },
    ])
    t.equal(told.length, 2)
  })
})

test('cancelled between the look at it and the request, nothing waits, though nobody else withdraws', async (t) => {
  const visitId = await book('raced', '2026-03-07T10:00:00Z')
  let cancelling: Promise<unknown> | undefined
  const onStep = async (step: string) => {
    if (step !== 'requested') return
    cancelling ??= cancelVisit(agenda, changeOf(visitId))
    await cancelling
  }
  const alone = policies.filter(({ kind }) => kind === 'announce')
  await withReactors(alone, settled, { onStep })
  const left = (await outbox.of(visitId)).filter(({ standing }) => standing === 'pending')
  t.same(told(left), ['visit.canceled in_app pending', 'visit.canceled whatsapp pending'])
})

test('who called it off by a tap is answered there, and only others are told', async (t) => {
  await withReactors(running, async () => {
    const visitId = await book('tapped', '2026-03-05T15:00:00Z', { customer: { ...marta, phone: '+34612345999' } })
    const change = changeOf(visitId)
    const { state } = await agenda.aggregates.visit.load(change.stream)
    const caller = { actor: `customer:${state.visit?.customerId}`, role: 'channel' } as const
    await cancelVisit(agenda, { ...change, request: { ...change.request, caller, channel: 'whatsapp' } })
    await settled()
    const canceled = (await outbox.of(visitId)).filter(({ kind }) => kind === 'visit.canceled')
    t.same(told(canceled), ['visit.canceled in_app pending'])
  })
})

test('a reactor over an old log requests nothing of what is long past', async (t) => {
  const before = (await outbox.all()).length
  clock.set(Date.UTC(2026, 3, 1))
  await withReactors(running, settled)
  t.equal((await outbox.all()).length, before)
})

test('end', () => stage.stop())
